import { createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlacedText } from "./additional-data.ts";
import { parseEnvelope } from "./envelope.ts";
import { digestsOf, nonceOf, proofBytes } from "./row-proof.ts";
import { openText } from "./seal.ts";
import { textSealer } from "./seal-texts.ts";

const kid = "0123456789ab";
const columnId = "00000000-0000-4000-8000-000000000001";
const key = createSecretKey(randomBytes(32));
const seal = textSealer({ kid, key }, columnId);

const text = fc.oneof(
  fc.string({ maxLength: 70 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  // around the borders of blocks, and of what is short
  fc.constantFrom(0, 1, 15, 16, 17, 31, 32, 33, 1_023, 1_024, 1_025, 5_000).map((length) => "t".repeat(length)),
);
const keys = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.string({ maxLength: 12 }), { minLength: 2, maxLength: 2 }) },
  fc.tuple(fc.string({ unit: "grapheme", maxLength: 8 }), fc.constant("ä")),
);
const placed = fc.record({ text, key: keys }).map(
  ({ text: words, key: parts }): PlacedText => ({
    text: words,
    place: { columnId, binding: "row", key: parts },
  }),
);

function opened(envelope: string, place: PlacedText["place"]): string | null {
  const parsed = parseEnvelope(envelope);
  return parsed.kind === "envelope" ? openText(parsed.envelope, key, place) : null;
}

describe("texts that are sealed side by side", () => {
  it("are each opened by OpenSSL at its place, and only there", () => {
    fc.assert(
      fc.property(fc.array(placed, { maxLength: 12 }), (texts) => {
        const { envelopes } = seal(texts);
        expect(envelopes.map((envelope, i) => opened(envelope, texts[i]?.place ?? fail()))).toEqual(
          texts.map(({ text: words }) => words),
        );
        for (const [i, envelope] of envelopes.entries()) {
          const { place } = texts[i] ?? fail();
          expect(opened(envelope, { ...place, key: [...place.key].reverse().concat("x") })).toBeNull();
          expect(opened(envelope, { ...place, columnId: "another" })).toBeNull();
        }
      }),
      { numRuns: 150 },
    );
  });

  it("have proofs that a look at the opened text gives again", () => {
    fc.assert(
      fc.property(fc.array(placed, { maxLength: 12 }), (texts) => {
        const { envelopes, proofs } = seal(texts);
        expect(proofs).toHaveLength(texts.length * proofBytes);
        const kept = texts.map((_, i) => Buffer.from(proofs.subarray(i * proofBytes, (i + 1) * proofBytes)));
        const nonces = envelopes.map(nonceOf);
        expect(kept.map((proof) => proof.toString("base64url", 0, 12))).toEqual(nonces);
        const digests = digestsOf(key, columnId)(texts.map(({ text: words }, i) => ({ text: words, nonce: nonces[i] ?? "" })));
        expect(kept.map((proof) => proof.toString("base64url", 12))).toEqual(digests);
        // alone, each goes the way of long ones as well as that of short ones
        const alone = texts.map(({ text: words }, i) => digestsOf(key, columnId)([{ text: words, nonce: nonces[i] ?? "" }])[0]);
        expect(alone).toEqual(digests);
      }),
      { numRuns: 100 },
    );
  });

  it("never share a nonce", () => {
    const { envelopes } = seal(
      Array.from({ length: 5_000 }, () => ({ text: "same", place: { columnId, binding: "column", key: [] } })),
    );
    expect(new Set(envelopes.map(nonceOf)).size).toBe(5_000);
  });
});

function fail(): never {
  throw new Error("there is one for each");
}
