/** One spelling for what counts as one value, so that ` Ada@X.org` and `ada@x.org` become the same other address. */

import type { DomainLimits } from "./domain-limits.ts";

/**
 * How values of a domain are spelled before they are mapped. Where a unique column tells spellings apart, they stay apart: two rows
 * that differ in case or blanks alone would become equal otherwise.
 */
export function canonicalValue(limits: DomainLimits): (value: string) => string {
  if (!limits.isUnique) return (value) => (isPlain.test(value) ? value : spaced(value.trim()).normalize("NFC")).toLowerCase();
  if (limits.foldsCase) return (value) => value.normalize("NFC").toLowerCase();
  return (value) => value;
}

/** Words of ASCII with one blank between them, as nearly all values are: nothing but case is left to settle. */
const isPlain = /^[!-~]+(?: [!-~]+)*$/;

function spaced(value: string): string {
  return value.includes(" ") || value.includes("\t") || value.includes("\n") ? value.replace(/\s+/g, " ") : value;
}
