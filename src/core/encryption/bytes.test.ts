import fc from "fast-check";
import { expect, it } from "vitest";
import { base64urlOf, bytesOfBase64url, bytesOfHex, hexOf, textOf, utf8Of } from "./bytes.ts";

it("spells bytes as Node does, and reads them back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const buffer = Buffer.from(bytes);
      expect(base64urlOf(bytes)).toBe(buffer.toString("base64url"));
      expect(hexOf(bytes)).toBe(buffer.toString("hex"));
      expect(bytesOfBase64url(base64urlOf(bytes))).toEqual(bytes);
      expect(bytesOfHex(hexOf(bytes))).toEqual(bytes);
    }),
  );
});

it("reads no other spelling of the same bytes", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ABCDwxyz019-_+/= ") }), (text) => {
      const bytes = bytesOfBase64url(text);
      if (bytes !== null) expect(base64urlOf(bytes)).toBe(text);
    }),
  );
  for (const text of ["A", "AB", "AAB", "AA==", "A+AA", "AAAé", "AA A"]) expect(bytesOfBase64url(text), text).toBeNull();
});

it("keeps any text", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void expect(textOf(utf8Of(text))).toBe(text)));
  // a byte order mark is part of the text
  expect(textOf(utf8Of("\uFEFFx"))).toBe("\uFEFFx");
});
