/** Sealing and opening of one text with AES-256-GCM. The nonce is random, so a key must not seal more than 2^32 texts; callers count them. */

import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import { additionalData, type ValuePlace } from "./additional-data.ts";
import { joined, textOf } from "./bytes.ts";
import { type Envelope, formatEnvelope, nonceBytes, tagBytes } from "./envelope.ts";

const cipher = "aes-256-gcm";

/** A key with its id. */
export interface NamedKey {
  readonly kid: string;
  readonly key: KeyObject;
}

/** The envelope of a text at its place. */
export function sealText(text: string, { kid, key }: NamedKey, place: ValuePlace): string {
  const sealed = sealBytes(text, key, additionalData("g", kid, place));
  return formatEnvelope({ algorithm: "g", kid, ...sealed });
}

/** The text of an envelope; null: the tag does not open it with this key at this place. */
export function openText({ algorithm, kid, ...sealed }: Envelope, key: KeyObject, place: ValuePlace): string | null {
  const bytes = openBytes(sealed, key, additionalData(algorithm, kid, place));
  return bytes === null ? null : textOf(bytes);
}

/** Nonce, ciphertext and tag. */
export type SealedBytes = Pick<Envelope, "nonce" | "ciphertext" | "tag">;

/** Seals bytes, or a text's UTF-8, under a new random nonce. */
export function sealBytes(bytes: Uint8Array | string, key: KeyObject, bound: Uint8Array): SealedBytes {
  const nonce = newNonce();
  const engine = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  engine.setAAD(bound);
  // a stream cipher: nothing is left for the end
  const ciphertext = typeof bytes === "string" ? engine.update(bytes, "utf8") : engine.update(bytes);
  engine.final();
  return { nonce, ciphertext, tag: engine.getAuthTag() };
}

/** Random bytes are asked for in bulk, which is much quicker; each is given out once. */
let pool = new Uint8Array(0);

function newNonce(): Uint8Array {
  if (pool.length < nonceBytes) pool = new Uint8Array(randomBytes(nonceBytes * 256));
  const nonce = pool.slice(0, nonceBytes);
  pool = pool.subarray(nonceBytes);
  return nonce;
}

/** Opens them; null: the tag says no. */
export function openBytes({ nonce, ciphertext, tag }: SealedBytes, key: KeyObject, bound: Uint8Array): Uint8Array | null {
  // Node alone would take shorter tags
  if (nonce.length !== nonceBytes || tag.length !== tagBytes) return null;
  const engine = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  engine.setAAD(bound);
  engine.setAuthTag(tag);
  try {
    return joined(engine.update(ciphertext), engine.final());
  } catch {
    return null; // the reason is always the same, and OpenSSL's words help nobody
  }
}
