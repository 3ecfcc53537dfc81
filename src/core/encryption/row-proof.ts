/**
 * What is kept about a row while it is encrypted, so that it can be proven afterwards that it opens to what stood there: a keyed digest of the plain
 * text, and one of the envelope, by which a value that somebody has written since is told from the one that was checked.
 */

import { createHash, createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { lengthPrefixed, type ValuePlace } from "./additional-data.ts";

/** Digests of one value. */
export interface RowProof {
  /** Of the envelope, 32 hexadecimal digits. */
  readonly envelope: string;
  /** Of the plain text, under a key of the run; 64 hexadecimal digits. */
  readonly digest: string;
}

/** The key of a run's digests, derived from a data key: whoever has only the database learns nothing from them. */
export function proofKeyOf(dataKey: KeyObject, run: string): KeyObject {
  const derived = createHmac("sha256", dataKey)
    .update(lengthPrefixed(["lockstep proof", run]))
    .digest();
  return createSecretKey(derived);
}

/** What to keep. */
export function proofOf(text: string, envelope: string, place: ValuePlace, key: KeyObject): RowProof {
  return { envelope: envelopeDigest(envelope), digest: plaintextDigest(text, place, key) };
}

/** By which a stored envelope is known again. */
export function envelopeDigest(envelope: string): string {
  return createHash("sha256").update(envelope).digest("hex").slice(0, 32);
}

/** Of a text at its place. */
export function plaintextDigest(text: string, { columnId, key: row }: ValuePlace, key: KeyObject): string {
  return createHmac("sha256", key)
    .update(lengthPrefixed([columnId, text, ...row]))
    .digest("hex");
}
