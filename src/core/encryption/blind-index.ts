/**
 * A blind index: a keyed digest beside an encrypted value, by which equal values can be found. It tells who shares a value, and nothing more to
 * whom the key is not known. How a text is normalised is part of its identity: another way needs another column.
 */

import { createHmac, type KeyObject } from "node:crypto";
import { lengthPrefixed } from "./additional-data.ts";

/** How texts are made alike before they are digested; a version never changes its meaning. */
export const normalisers = {
  /** As it is. */
  "exact-1": (text: string) => text,
  /** For e-mail addresses and names: composed, without blanks around it, in lower case. */
  "lower-trim-1": (text: string) => text.normalize("NFKC").trim().toLowerCase(),
} as const satisfies Readonly<Record<string, (text: string) => string>>;

/** The name of one. */
export type Normaliser = keyof typeof normalisers;

/** 128 bits as 22 characters of base64url: enough for unique values, short enough for an index. */
export function blindIndexOf(text: string, normaliser: Normaliser, key: KeyObject): string {
  const parts = lengthPrefixed(["lockstep blind index", normaliser, normalisers[normaliser](text)]);
  return createHmac("sha256", key).update(parts).digest().subarray(0, 16).toString("base64url");
}
