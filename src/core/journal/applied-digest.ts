/**
 * One hash over everything that is applied. Folder and journal each make theirs, and where both are the same there is nothing to do and
 * nothing to settle: ten thousand migrations are compared without sending or parsing them.
 */

import { createHash } from "node:crypto";

/** 64 hex digits over `version checksum` lines in the order of their bytes; the server makes the same of its rows. */
export function appliedDigest(migrations: readonly { readonly version: string; readonly checksum: string }[]): string {
  const lines = migrations.map(({ version, checksum }) => `${version} ${checksum}`).sort();
  return createHash("sha256").update(lines.join("\n"), "utf8").digest("hex");
}
