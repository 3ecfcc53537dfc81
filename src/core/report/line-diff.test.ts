import fc from "fast-check";
import { expect, it } from "vitest";
import { lineDiff } from "./line-diff.ts";

it("keeps what both have and marks the rest", () => {
  expect(lineDiff("a\nb\nc", "a\nx\nc\nd").map(({ op, text }) => `${op[0]} ${text}`)).toEqual([
    "s a",
    "r b",
    "a x",
    "s c",
    "a d",
  ]);
});

it("always leads from the one text to the other", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "")).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const side = (other: string) =>
        lines
          .filter(({ op }) => op !== other)
          .map((line) => line.text)
          .join("\n");
      expect(side("added")).toBe(before);
      expect(side("removed")).toBe(after);
    }),
  );
});
