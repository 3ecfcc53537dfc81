import { expect, test } from "vitest";
import { keywordsThatNeedQuotes } from "./keywords.ts";

test("reserved words and type names that quote_ident quotes are in, plain words are not", () => {
  for (const word of ["user", "order", "between", "int", "values", "table"]) expect(keywordsThatNeedQuotes.has(word)).toBe(true);
  for (const word of ["name", "id", "status", "type", "key", "email"]) expect(keywordsThatNeedQuotes.has(word)).toBe(false);
});

test("words that only newer majors reserve are in, so that an id reads the same from every server", () => {
  for (const word of ["system_user", "json_array", "merge_action", "json_table"])
    expect(keywordsThatNeedQuotes.has(word)).toBe(true);
});

test("the set holds every word once and nothing empty", () => {
  expect(keywordsThatNeedQuotes.size).toBe(164);
  expect(keywordsThatNeedQuotes.has("")).toBe(false);
});
