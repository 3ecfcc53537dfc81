import { expect, test } from "vitest";
import { findOutsideQuotes } from "./find-outside-quotes.ts";

test("finds a keyword outside of names and literals", () => {
  const sql = `ON x." DO " WHERE (new.a = ' DO ''n'' DO ') DO NOTHING;`;
  expect(sql.slice(findOutsideQuotes(sql, " DO "))).toBe(" DO NOTHING;");
});

test("starts at the given position", () => {
  expect(findOutsideQuotes("a; b; c", ";", 2)).toBe(4);
});

test("says -1 when the keyword stands only inside quotes or not at all", () => {
  expect(findOutsideQuotes("'a DO b'", " DO ")).toBe(-1);
  expect(findOutsideQuotes("abc", " DO ")).toBe(-1);
  expect(findOutsideQuotes("'never closed DO ", " DO ")).toBe(-1);
});
