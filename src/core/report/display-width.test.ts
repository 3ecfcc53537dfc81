import { expect, it } from "vitest";
import { displayWidth, graphemes, padEnd, padStart } from "./display-width.ts";
import { colourPalette } from "./palette.ts";

it("counts cells, not code units", () => {
  expect(displayWidth("users")).toBe(5);
  expect(displayWidth("e\u0301")).toBe(1);
  expect(displayWidth("表")).toBe(2);
  expect(displayWidth("👩‍👩‍👧")).toBe(2);
  expect(displayWidth("🇨🇭")).toBe(2);
  expect(displayWidth("…→✓")).toBe(3);
});

it("does not count colours", () => {
  expect(displayWidth(colourPalette.strong(colourPalette.bad("HIGH")))).toBe(4);
});

it("pads by cells", () => {
  expect(padEnd("表", 4)).toBe("表  ");
  expect(padStart("表", 3)).toBe(" 表");
  expect(padEnd("longer", 2)).toBe("longer");
  expect(graphemes("a👩‍👩‍👧b")).toEqual(["a", "👩‍👩‍👧", "b"]);
});
