/** The form in which digests are kept and compared: the algorithm stands before the digits, so that another one can follow it. */

import { createHash } from "node:crypto";

/** `sha256:` and 64 hex digits of a text's UTF-8. */
export function sha256Of(text: string): string {
  return `sha256:${createHash("sha256").update(text, "utf8").digest("hex")}`;
}
