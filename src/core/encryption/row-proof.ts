/**
 * What is kept about a value while it is encrypted, so that it can be proven afterwards that it opens to what stood there: a keyed digest of the plain
 * text under the envelope's nonce, which no other value has. A value that somebody has written since has another nonce, and is told from one that was
 * checked; an envelope that was moved does not open.
 */

import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { AppError } from "../app-error.ts";
import { lengthPrefixed } from "./additional-data.ts";
import { bytesLanes, isShort, utf8Lanes } from "./byte-lanes.ts";
import { base64urlOf, bytesOfBase64url, utf8Of } from "./bytes.ts";
import { nonceBytes, tagBytes } from "./envelope.ts";
import { gmacLanes, gmacOf } from "./gmac-lanes.ts";

/** Proof of one value. */
export interface ValueProof {
  readonly columnId: string;
  /** The envelope's nonce as it stands there. */
  readonly nonce: string;
  /** Of the plain text under a key of the column: 128 bits in base64url. */
  readonly digest: string;
}

/** Proofs of many values of one column: nonce and digest of each, one after the other. */
export interface ColumnProofs {
  readonly columnId: string;
  readonly bytes: Uint8Array;
}

/** Of a nonce and a digest. */
export const proofBytes = nonceBytes + tagBytes;

/** A text, and the nonce under which it was sealed, in base64url. */
export interface SealedText {
  readonly text: string;
  readonly nonce: string;
}

/** The digests of texts of one column that one key has sealed, in their order; thousands at a time, as one call costs little more than one text. */
export function digestsOf(dataKey: KeyObject, columnId: string): (texts: readonly SealedText[]) => readonly string[] {
  const key = proofKey(dataKey, columnId);
  const tagsOf = gmacLanes(key);
  return (texts) => {
    const short = texts.filter(({ text }) => isShort(text));
    const tags = tagsOf(utf8Lanes(short.map(({ text }) => text)), bytesLanes(short.map(({ nonce }) => nonceBytesOf(nonce))));
    let lane = 0;
    return texts.map(({ text, nonce }) => {
      if (!isShort(text)) return base64urlOf(gmacOf(key, utf8Of(text), nonceBytesOf(nonce)));
      const at = lane++ * tagBytes;
      return base64urlOf(tags, at, at + tagBytes);
    });
  };
}

/** Derived from a data key for the digests of a column: whoever has only the database learns nothing from them. */
export function proofKey(dataKey: KeyObject, columnId: string): KeyObject {
  const parts = lengthPrefixed(["lockstep proof", columnId]);
  return createSecretKey(createHmac("sha256", dataKey).update(parts).digest());
}

/** By which a stored envelope is known again. */
export function nonceOf(envelope: string): string {
  const body = envelope.lastIndexOf(".") + 1;
  return envelope.slice(body, body + (nonceBytes * 4) / 3);
}

function nonceBytesOf(nonce: string): Uint8Array {
  const bytes = bytesOfBase64url(nonce);
  if (bytes?.length !== nonceBytes) throw new AppError({ code: "INTERNAL", message: "This is no nonce of an envelope." });
  return bytes;
}
