/** Checksums of what users wrote: evidence is about exactly one wording, and ends with it. */

import { createHash } from "node:crypto";

/** `sha256:…` of a text as it is. */
export function checksumOf(text: string): string {
  return `sha256:${createHash("sha256").update(text, "utf8").digest("hex")}`;
}

/** `sha256:…` of plain data, whatever the order of its keys. Of a secret its place is part of it, never its value. */
export function definitionChecksum(definition: object): string {
  const text = JSON.stringify(definition, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
  return checksumOf(text);
}
