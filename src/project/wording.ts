/** A checksum of what users wrote in the configuration: evidence is about exactly one wording, and ends with it. */

import { sha256Of } from "../core/sha256-of.ts";

/** `sha256:…` of plain data, whatever the order of its keys. Of a secret its place is part of it, never its value. */
export function definitionChecksum(definition: object): string {
  const text = JSON.stringify(definition, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
  return sha256Of(text);
}
