import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { digestsOf, type SealedText } from "./row-proof.ts";

const keyOf = (byte: number) => createSecretKey(new Uint8Array(32).fill(byte));
const under = (nonce: string, text: string): SealedText => ({ text, nonce: nonce.repeat(16) });
const digestOf = (sealed: SealedText, dataKey = keyOf(1), columnId = "tokens") => digestsOf(dataKey, columnId)([sealed])[0];

describe.each([
  ["a short text", "ya29.token"],
  ["a text that takes another way", "long ".repeat(200)],
])("the digest of %s", (_, text) => {
  it("is the same for the same text under the same nonce, alone or in company", () => {
    const [, digest] = digestsOf(keyOf(1), "tokens")([under("B", "other"), under("A", text)]);
    expect(digest).toBe(digestOf(under("A", text)));
  });

  it("is another one for each text, nonce, column and data key, so that the database alone tells nothing", () => {
    const all = [
      digestOf(under("A", text)),
      digestOf(under("A", `${text}!`)),
      digestOf(under("B", text)),
      digestOf(under("A", text), keyOf(2)),
      digestOf(under("A", text), keyOf(1), "refresh"),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
