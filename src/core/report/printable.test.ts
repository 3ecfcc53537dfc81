import { expect, it } from "vitest";
import { printable } from "./printable.ts";

it("spells out what would steer a terminal or reorder a name", () => {
  expect(printable("a\u001b[2Jb\r\n\tc")).toBe("a\\u001b[2Jb\\r\\n\\tc");
  expect(printable("abc\u202Edef\u009b")).toBe("abc\\u202edef\\u009b");
});

it("spells out what has no picture: zero-width characters, spaces that only look plain, fillers, tags", () => {
  expect(printable("us\u200Bers \u200C\u200D\u2060\u00AD\u034F\u061C")).toBe(
    "us\\u200bers \\u200c\\u200d\\u2060\\u00ad\\u034f\\u061c",
  );
  expect(printable("a\u00A0b\u202Fc\u2003d\u3000e")).toBe("a\\u00a0b\\u202fc\\u2003d\\u3000e");
  expect(printable("\u2028\u2029\u3164\u2066\uFEFF\uFE0F")).toBe("\\u2028\\u2029\\u3164\\u2066\\ufeff\\ufe0f");
  expect(printable("a\u{E0041}\uD800")).toBe("a\\u{e0041}\\ud800");
});

it("leaves names of any script and the parts of an emoji alone", () => {
  for (const name of ["Übung", "表", "👩‍👩‍👧", "👩🏽‍🚀", "❤️", "1️⃣", "नमस्ते", 'odd "name"']) expect(printable(name)).toBe(name);
});
