/** Numbers with their nouns, so that no report says "1 indexes". */

const irregular: { readonly [noun: string]: string } = {
  index: "indexes",
  statistics: "statistics",
  "operator class": "operator classes",
  "operator family": "operator families",
  "foreign key": "foreign keys",
};

/** `3 indexes`, `1 foreign key`; kinds may be given with hyphens as object ids spell them. */
export function countOf(count: number, noun: string): string {
  return `${thousands(count)} ${count === 1 ? nounOf(noun) : pluralOf(noun)}`;
}

/** The plural of a kind or noun: `policies`. */
export function pluralOf(noun: string): string {
  const words = nounOf(noun);
  const known = irregular[words];
  if (known !== undefined) return known;
  if (/[^aeiou]y$/.test(words)) return `${words.slice(0, -1)}ies`;
  return /(?:s|x|[cs]h)$/.test(words) ? `${words}es` : `${words}s`;
}

/** A kind as people write it: `materialized view`. */
export function nounOf(kind: string): string {
  return kind.replaceAll("-", " ");
}

/** `1,234,567`; a comma whatever the locale, so that output never depends on the machine. */
export function thousands(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly string[]): string {
  if (words.length <= 1) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
