/**
 * Many texts of a column sealed at once, each with the proof of what it said: short ones side by side, long ones each by itself. The envelopes are those
 * of `sealText`, the proofs hold the digests of `digestsOf`.
 */

import { additionalData, additionalLanes, type PlacedText } from "./additional-data.ts";
import { isShort, utf8Lanes } from "./byte-lanes.ts";
import { joined, utf8Of } from "./bytes.ts";
import { type Algorithm, envelopeHead, formatEnvelope, nonceBytes, tagBytes } from "./envelope.ts";
import { gcmLanes } from "./gcm-lanes.ts";
import { gmacLanes, gmacOf } from "./gmac-lanes.ts";
import { proofBytes, proofKey } from "./row-proof.ts";
import { type NamedKey, sealBytes } from "./seal.ts";

/** In the order of the texts. */
export interface SealedTexts {
  readonly envelopes: readonly string[];
  /** Nonce and digest of each. */
  readonly proofs: Uint8Array;
}

const algorithm: Algorithm = "g";

/** What seals texts of a column under a key. */
export function textSealer(current: NamedKey, columnId: string): (texts: readonly PlacedText[]) => SealedTexts {
  const { kid, key } = current;
  const proving = proofKey(key, columnId);
  const sealLanes = gcmLanes(key);
  const tagsOf = gmacLanes(proving);
  const head = envelopeHead(algorithm, kid);

  const sealShort = (texts: readonly PlacedText[]): SealedTexts => {
    const plain = utf8Lanes(texts.map(({ text }) => text));
    const places = texts.map(({ place }) => place);
    const sealed = sealLanes(plain, additionalLanes(algorithm, kid, places));
    const { bytes, starts } = sealed;
    const tags = tagsOf(plain, sealed);
    const proofs = new Uint8Array(texts.length * proofBytes);
    for (let i = 0, at = 0; i < texts.length; i++, at += proofBytes) {
      for (let byte = 0; byte < nonceBytes; byte++) proofs[at + byte] = bytes[(starts[i] ?? 0) + byte] ?? 0;
      for (let byte = 0; byte < tagBytes; byte++) proofs[at + nonceBytes + byte] = tags[i * tagBytes + byte] ?? 0;
    }
    return { envelopes: texts.map((_, i) => head + bytes.toString("base64url", starts[i], starts[i + 1])), proofs };
  };

  const sealLong = ({ text, place }: PlacedText): SealedTexts => {
    const sealed = sealBytes(text, key, additionalData(algorithm, kid, place));
    const digest = gmacOf(proving, utf8Of(text), sealed.nonce);
    return { envelopes: [formatEnvelope({ algorithm, kid, ...sealed })], proofs: joined(sealed.nonce, digest) };
  };

  return (texts) => {
    if (texts.every(({ text }) => isShort(text))) return sealShort(texts);
    const short = sealShort(texts.filter(({ text }) => isShort(text)));
    let next = 0;
    const each = texts.map((placed): SealedTexts => {
      if (!isShort(placed.text)) return sealLong(placed);
      const proofs = short.proofs.subarray(next * proofBytes, (next + 1) * proofBytes);
      return { envelopes: short.envelopes.slice(next, ++next), proofs };
    });
    return { envelopes: each.flatMap(({ envelopes }) => envelopes), proofs: joined(...each.map(({ proofs }) => proofs)) };
  };
}
