/** One spelling for what counts as one value, so that ` Ada@X.org` and `ada@x.org` become the same other address. */

import type { DomainLimits } from "./domain-limits.ts";

/**
 * How values of a domain are spelled before they are mapped. Where a unique column tells spellings apart, they stay apart: two rows
 * that differ in case or blanks alone would become equal otherwise.
 */
export function canonicalValue(limits: DomainLimits): (value: string) => string {
  if (!limits.isUnique) return (value) => spaced(value.trim()).normalize("NFC").toLowerCase();
  if (limits.foldsCase) return (value) => value.normalize("NFC").toLowerCase();
  return (value) => value;
}

function spaced(value: string): string {
  return value.includes(" ") || value.includes("\t") || value.includes("\n") ? value.replace(/\s+/g, " ") : value;
}
