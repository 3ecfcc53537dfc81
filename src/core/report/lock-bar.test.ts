import { expect, it } from "vitest";
import { lockModes } from "../risk/lock-mode.ts";
import { asciiGlyphs, unicodeGlyphs } from "./glyphs.ts";
import { lockBar, lockWords, strongestFirst } from "./lock-bar.ts";

it("draws each mode one step longer than the one before", () => {
  expect(lockModes.map((mode) => lockBar(mode, asciiGlyphs))).toEqual([
    "#.......",
    "##......",
    "###.....",
    "####....",
    "#####...",
    "######..",
    "#######.",
    "########",
  ]);
  expect(lockBar("SHARE", unicodeGlyphs)).toBe("▮▮▮▮▮▯▯▯");
});

it("says who waits, and never that nobody does where somebody does", () => {
  expect(lockModes.map(lockWords)).toEqual([
    "reads and writes go on",
    "reads and writes go on",
    "reads and writes go on",
    "reads and writes go on, other DDL waits",
    "reads go on, writes wait",
    "reads go on, writes wait",
    "reads go on, writes wait",
    "reads and writes wait",
  ]);
});

it("puts the strongest first, then goes by name", () => {
  const locks = [
    { relation: "b", mode: "SHARE" },
    { relation: "c", mode: "ACCESS EXCLUSIVE" },
    { relation: "a", mode: "SHARE" },
  ] as const;
  expect(strongestFirst(locks).map(({ relation }) => relation)).toEqual(["c", "a", "b"]);
});
