import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digestsOf, type PlacedText } from "./row-proof.ts";

const keyOf = (byte: number) => createSecretKey(new Uint8Array(32).fill(byte));
const at = (text: string, ...key: readonly string[]): PlacedText => ({
  text,
  place: { columnId: "tokens", binding: "row", key },
});
const digestOf = (placed: PlacedText, dataKey = keyOf(1), columnId = "tokens") => digestsOf(dataKey, columnId)([placed])[0];

describe.each([
  ["a short text", "ya29.token"],
  ["a text that takes another way", "long ".repeat(200)],
])("the digest of %s", (_, text) => {
  it("is the same for the same text at the same place, alone or in company", () => {
    expect(digestsOf(keyOf(1), "tokens")([at("other", "9"), at(text, "1")])[1]).toBe(digestOf(at(text, "1")));
  });

  it("is another one for each text, row, column and data key, so that the database alone tells nothing", () => {
    const all = [
      digestOf(at(text, "1")),
      digestOf(at(`${text}!`, "1")),
      digestOf(at(text, "2")),
      digestOf(at(text)),
      digestOf(at(text, "1", "2")),
      digestOf(at(text, "12")),
      digestOf(at(text, "1"), keyOf(2)),
      digestOf(at(text, "1"), keyOf(1), "refresh"),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
