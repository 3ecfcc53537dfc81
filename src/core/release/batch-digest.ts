/** The digest of a batch: evidence that a person gave is about exactly these files, with these texts. */

import { sha256Of } from "../sha256-of.ts";

/** `sha256:` and 64 hex digits; the order of the files counts. */
export function batchDigest(files: readonly { readonly file: string; readonly checksum: string }[]): string {
  const text = JSON.stringify(files.map(({ file, checksum }) => [file, checksum]));
  return sha256Of(text);
}
