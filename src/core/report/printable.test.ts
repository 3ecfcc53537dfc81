import { expect, it } from "vitest";
import { printable } from "./printable.ts";

it("spells out what would steer a terminal or reorder a name", () => {
  expect(printable("a\u001b[2Jb\r\n\tc")).toBe("a\\u001b[2Jb\\r\\n\\tc");
  expect(printable("abc\u202Edef\u009b")).toBe("abc\\u202edef\\u009b");
});

it("leaves names of any script alone", () => {
  for (const name of ["Übung", "表", "👩‍👩‍👧", 'odd "name"']) expect(printable(name)).toBe(name);
});
