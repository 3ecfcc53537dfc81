import fc from "fast-check";
import { expect, it } from "vitest";
import { displayWidth } from "./display-width.ts";
import { wrapText } from "./wrap-text.ts";

it("breaks at spaces, indents what follows, and keeps runs of spaces inside a line", () => {
  expect(wrapText("  + table  users  twelve columns", 20, "    ")).toEqual(["  + table  users", "    twelve columns"]);
});

it("does not cut a word that is longer than the line", () => {
  expect(wrapText("a very_long_identifier b", 10)).toEqual(["a", "very_long_identifier", "b"]);
});

it("loses no word and stays within the width wherever words allow", () => {
  const words = fc.array(fc.stringMatching(/^[a-z表é]{1,9}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 20, max: 60 }), (list, width) => {
      const lines = wrapText(list.join(" "), width, "  ");
      expect(lines.join(" ").split(/ +/).filter(Boolean)).toEqual(list);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

it("ends a colour with its line and begins it again on the next, after the hang", () => {
  const esc = String.fromCharCode(27);
  const red = (text: string) => `${esc}[31m${text}${esc}[39m`;
  expect(wrapText(red("one two three"), 8, "  ")).toEqual([red("one two"), `  ${red("three")}`]);
});
