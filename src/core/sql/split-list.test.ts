import { describe, expect, it } from "vitest";
import { splitList } from "./split-list.ts";

describe("a list is split at its own commas", () => {
  it.each([
    ["lower(a), (b || ','::text)", ["lower(a)", "(b || ','::text)"]],
    ["'a, b'::text, f(x, y), ARRAY[1, 2]", ["'a, b'::text", "f(x, y)", "ARRAY[1, 2]"]],
    ['"odd, name", 1', ['"odd, name"', "1"]],
    ["now()", ["now()"]],
    ["", []],
  ])("%s", (text, items) => {
    expect(splitList(text)).toEqual(items);
  });
});
