import { expect, it } from "vitest";
import type { FactValue } from "../catalog/schema-object.ts";
import { factText } from "./fact-text.ts";
import { asciiGlyphs, unicodeGlyphs } from "./glyphs.ts";

const inWords = (fact: string, from: FactValue, to: FactValue) => {
  const text = factText({ fact, from, to }, unicodeGlyphs);
  return text.kind === "line" ? text.text : `${text.name}: ${text.lines.map(({ op }) => op).join(" ")}`;
};

it("shows plain values with the wanted one last", () => {
  expect(inWords("type", "varchar(20)", "text")).toBe("type varchar(20) → text");
  expect(inWords("notNull", false, true)).toBe("not null: no → yes");
  expect(inWords("default", null, "")).toBe("default none → ''");
  expect(factText({ fact: "type", from: "a", to: "b" }, asciiGlyphs)).toEqual({ kind: "line", text: "type a -> b" });
});

it("shows what a list gained and lost, and the whole list when only its order changed", () => {
  expect(inWords("labels", ["open", "void"], ["open", "paid"])).toBe("labels - void, + paid");
  expect(inWords("labels", ["a", "b"], ["b", "a"])).toBe("labels (a, b) → (b, a)");
  expect(inWords("columns", ["a"], [null])).toBe("columns (a) → (none)");
});

it("shows only the keys of an object that differ", () => {
  expect(inWords("options", { fillfactor: "70", a: "1" }, { fillfactor: "90", a: "1" })).toBe("options fillfactor 70 → 90");
});

it("compares texts of several lines or great length line by line", () => {
  expect(inWords("body", "\nbegin\n a\nend\n", "\nbegin\n b\nend\n")).toBe("body: same removed added same");
  expect(inWords("definition", "x".repeat(60), "y".repeat(60))).toBe("definition: removed added");
});

it("lets no control character of a value through", () => {
  expect(inWords("default", "'\u001b[31m'", "''")).toBe("default '\\u001b[31m' → ''");
});
