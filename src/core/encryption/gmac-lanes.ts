/**
 * GMAC (NIST SP 800-38D): AES-256-GCM that authenticates and encrypts nothing. Over many short texts side by side, and over a long one by OpenSSL; both
 * give the same.
 */

import { createCipheriv, type KeyObject } from "node:crypto";
import { type ByteLanes, writeNumber } from "./byte-lanes.ts";
import { nonceBytes, tagBytes } from "./envelope.ts";
import { ghashBlock as block, type GhashState, ghashAt } from "./ghash.ts";

/** The tags of texts under a key, one after the other; the nonce of a text is what its string begins with. */
export function gmacLanes(key: KeyObject): (texts: ByteLanes, nonces: ByteLanes) => Uint8Array {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  const ghash = ghashAt(cipher.update(new Uint8Array(block)));
  const state: GhashState = new Int32Array(4);
  const [lengths, hashed] = [new Uint8Array(block), new Uint8Array(block)];
  return ({ bytes, starts }, nonces) => {
    const tags = cipher.update(firstCounters(nonces));
    for (let lane = 0; lane + 1 < starts.length; lane++) {
      const [from, to] = [starts[lane] ?? 0, starts[lane + 1] ?? 0];
      state.fill(0);
      ghash(state, bytes, from, to);
      // in bits, of 64 each; texts are short, and nothing is encrypted
      writeNumber((to - from) * 8, lengths, 4);
      ghash(state, lengths, 0, block);
      for (let word = 0; word < 4; word++) writeNumber(state[word] ?? 0, hashed, 4 * word);
      for (let i = 0; i < block; i++) tags[lane * block + i] = (tags[lane * block + i] ?? 0) ^ (hashed[i] ?? 0);
    }
    return tags;
  };
}

/** The tag of one text. */
export function gmacOf(key: KeyObject, text: Uint8Array, nonce: Uint8Array): Uint8Array {
  const engine = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  engine.setAAD(text);
  engine.final();
  return engine.getAuthTag();
}

function firstCounters({ bytes, starts }: ByteLanes): Uint8Array {
  const counters = new Uint8Array((starts.length - 1) * block);
  for (let at = 0; at < counters.length; at += block) {
    const from = starts[at / block] ?? 0;
    for (let i = 0; i < nonceBytes; i++) counters[at + i] = bytes[from + i] ?? 0;
    writeNumber(1, counters, at + nonceBytes);
  }
  return counters;
}
