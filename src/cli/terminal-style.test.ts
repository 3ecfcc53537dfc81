import { expect, it } from "vitest";
import { asciiGlyphs, unicodeGlyphs } from "../core/report/glyphs.ts";
import { colourPalette, plainPalette } from "../core/report/palette.ts";
import { terminalStyle } from "./terminal-style.ts";

const wishes = { mayColour: true, isQuiet: false, isVerbose: false };
const tty = { isTty: true, columns: 72 };
const pipe = { isTty: false, columns: undefined };

it("colours a terminal and nothing else, unless told", () => {
  expect(terminalStyle(tty, {}, wishes).palette).toBe(colourPalette);
  expect(terminalStyle(pipe, {}, wishes).palette).toBe(plainPalette);
  expect(terminalStyle(pipe, { FORCE_COLOR: "1" }, wishes).palette).toBe(colourPalette);
  expect(terminalStyle(tty, { FORCE_COLOR: "0" }, wishes).palette).toBe(plainPalette);
  expect(terminalStyle(tty, { NO_COLOR: "1", FORCE_COLOR: "1" }, wishes).palette).toBe(plainPalette);
  expect(terminalStyle(tty, { NO_COLOR: "" }, wishes).palette).toBe(colourPalette);
  expect(terminalStyle(tty, { TERM: "dumb" }, wishes).palette).toBe(plainPalette);
  expect(terminalStyle(tty, {}, { ...wishes, mayColour: false }).palette).toBe(plainPalette);
});

it("takes the width from COLUMNS, then the terminal, then 100", () => {
  expect(terminalStyle(tty, { COLUMNS: "60" }, wishes).width).toBe(60);
  expect(terminalStyle(tty, { COLUMNS: "wide" }, wishes).width).toBe(72);
  expect(terminalStyle(pipe, {}, wishes).width).toBe(100);
});

it("falls back to ASCII in locales that are not UTF-8", () => {
  expect(terminalStyle(tty, { LANG: "C" }, wishes).glyphs).toBe(asciiGlyphs);
  expect(terminalStyle(tty, { LC_ALL: "", LANG: "de_CH.UTF-8" }, wishes).glyphs).toBe(unicodeGlyphs);
  expect(terminalStyle(tty, { LC_ALL: "C", LANG: "en_US.utf8" }, wishes).glyphs).toBe(asciiGlyphs);
  expect(terminalStyle(tty, {}, wishes).glyphs).toBe(unicodeGlyphs);
});
