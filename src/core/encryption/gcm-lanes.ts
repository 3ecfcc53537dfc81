/**
 * AES-256-GCM (NIST SP 800-38D) over many short texts side by side: the cipher runs once over the counters of all of them, where a cipher object for
 * each costs many times its encryption. What comes out is what `createCipheriv("aes-256-gcm")` gives, and `createDecipheriv` alone opens it.
 */

import { createCipheriv, type KeyObject, randomBytes } from "node:crypto";
import type { BoundLanes } from "./additional-data.ts";
import { type ByteLanes, startsOf, writeNumber } from "./byte-lanes.ts";
import { nonceBytes, tagBytes } from "./envelope.ts";
import { ghashBlock as block, type Ghash, type GhashState, ghashAt } from "./ghash.ts";

/** Nonce, ciphertext and tag of each text, one after the other. */
export interface SealedLanes extends ByteLanes {
  readonly bytes: Buffer;
}

/** What seals texts under a key, each with a random nonce and bound to the bytes of the same number. */
export function gcmLanes(key: KeyObject): (texts: ByteLanes, bound: BoundLanes) => SealedLanes {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  const ghash = ghashAt(cipher.update(new Uint8Array(block)));
  return ({ bytes: plain, starts: plainStarts }, bound) => {
    const count = plainStarts.length - 1;
    const lengths = Array.from({ length: count }, (_, lane) => (plainStarts[lane + 1] ?? 0) - (plainStarts[lane] ?? 0));
    const starts = startsOf(lengths.map((length) => nonceBytes + length + tagBytes));
    // the nonces are where they will stand; what is drawn beyond them is overwritten
    const bytes = randomBytes(starts[count] ?? 0);
    const masks = cipher.update(countersOf({ bytes, starts }, lengths));
    const hash = boundHasher(ghash, bound);
    let mask = 0;
    for (let lane = 0; lane < count; lane++) {
      const from = (starts[lane] ?? 0) + nonceBytes;
      const to = (starts[lane + 1] ?? 0) - tagBytes;
      const source = (plainStarts[lane] ?? 0) - from;
      // the first block of each is for its tag
      const shift = mask + block - from;
      for (let at = from; at < to; at++) bytes[at] = (plain[source + at] ?? 0) ^ (masks[shift + at] ?? 0);
      hash(lane, bytes, from, to);
      for (let i = 0; i < tagBytes; i++) bytes[to + i] = (bytes[to + i] ?? 0) ^ (masks[mask + i] ?? 0);
      mask += maskBytes(to - from);
    }
    return { bytes, starts };
  };
}

/** What is encrypted to mask each text and its tag: its nonce, which comes first in it, with a number that goes up from one. */
function countersOf({ bytes, starts }: ByteLanes, lengths: readonly number[]): Uint8Array {
  const counters = new Uint8Array(lengths.reduce((sum, length) => sum + maskBytes(length), 0));
  let at = 0;
  for (let lane = 0; lane < lengths.length; lane++) {
    const from = starts[lane] ?? 0;
    const blocks = maskBytes(lengths[lane] ?? 0) / block;
    for (let counter = 1; counter <= blocks; counter++, at += block) {
      for (let i = 0; i < nonceBytes; i++) counters[at + i] = bytes[from + i] ?? 0;
      writeNumber(counter, counters, at + nonceBytes);
    }
  }
  return counters;
}

function maskBytes(length: number): number {
  return (1 + Math.ceil(length / block)) * block;
}

/** Writes the hash of what a text is bound to, of the ciphertext and of the lengths of both behind the ciphertext. What all begin with is hashed once. */
function boundHasher(
  ghash: Ghash,
  { bytes: bound, starts, shared }: BoundLanes,
): (lane: number, bytes: Uint8Array, from: number, to: number) => void {
  const common = shared - (shared % block);
  const begun: GhashState = new Int32Array(4);
  if (starts.length > 1) ghash(begun, bound, 0, common);
  const state: GhashState = new Int32Array(4);
  const lengths = new Uint8Array(block);
  return (lane, bytes, from, to) => {
    const [first, last] = [starts[lane] ?? 0, starts[lane + 1] ?? 0];
    state.set(begun);
    ghash(state, bound, first + common, last);
    ghash(state, bytes, from, to);
    // in bits, of 64 each; texts are short
    writeNumber((last - first) * 8, lengths, 4);
    writeNumber((to - from) * 8, lengths, 12);
    ghash(state, lengths, 0, block);
    for (let word = 0; word < 4; word++) writeNumber(state[word] ?? 0, bytes, to + 4 * word);
  };
}
