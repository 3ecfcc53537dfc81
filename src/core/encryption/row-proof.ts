/**
 * What is kept about a value while it is encrypted, so that it can be proven afterwards that it opens to what stood there: a keyed digest of the plain
 * text, under the envelope's nonce. A value that somebody has written since has another nonce, and is told from one that was checked.
 */

import { createHmac, type KeyObject } from "node:crypto";
import { lengthPrefixed, type ValuePlace } from "./additional-data.ts";
import { base64urlOf } from "./bytes.ts";
import { nonceBytes } from "./envelope.ts";
import { tagLanes } from "./tag-lanes.ts";

/** Proof of one value. */
export interface RowProof {
  /** The envelope's nonce as it stands there, which no other one has. */
  readonly nonce: string;
  /** Of the plain text and its place, under a key of the column: 128 bits in base64url. */
  readonly digest: string;
}

/** A text at its place. */
export interface PlacedText {
  readonly text: string;
  readonly place: ValuePlace;
}

/** Digests of texts, in their order; thousands at a time, as one call costs little more than one text. */
export type Digests = (texts: readonly PlacedText[]) => readonly string[];

const digestBytes = 16;

/** The digests of a column under keys derived from a data key: whoever has only the database learns nothing from them. */
export function digestsOf(dataKey: KeyObject, columnId: string): Digests {
  const derived = (use: string) =>
    createHmac("sha256", dataKey)
      .update(lengthPrefixed(["lockstep proof", use, columnId]))
      .digest();
  const tags = tagLanes(derived("short"), derived("long"));
  return (texts) => {
    // the lengths of the key's parts stand before the text, so that no two places give the same
    const { buffer } = tags(
      texts.map(({ text, place }) => `${place.key.map((part) => `${part.length}:${part}`).join("")};${text}`),
    );
    return texts.map((_, i) => base64urlOf(new Uint8Array(buffer, i * digestBytes, digestBytes)));
  };
}

/** By which a stored envelope is known again. */
export function nonceOf(envelope: string): string {
  const body = envelope.lastIndexOf(".") + 1;
  return envelope.slice(body, body + (nonceBytes * 4) / 3);
}
