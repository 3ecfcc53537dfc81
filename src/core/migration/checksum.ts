/**
 * The checksum by which an edited migration is noticed. Line endings and a byte order mark do not count: git and
 * editors change them, and what Postgres would run stays the same.
 */

import { hash } from "node:crypto";

/** `sha256:` and 64 hex digits. */
export type Checksum = string & { readonly __brand: "Checksum" };

/** Checksum of a migration's text. */
export function checksumOf(text: string): Checksum {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  return `sha256:${hash("sha256", plain, "hex")}` as Checksum; // the brand's only source
}
