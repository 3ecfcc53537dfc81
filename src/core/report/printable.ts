/**
 * Names and texts that come from a database are somebody else's: they may hold escape sequences that repaint a terminal or
 * bidirectional controls that make one name look like another. Everything that is shown goes through here.
 */

// C0 and C1 controls, directional marks, embeddings, overrides and isolates, the byte order mark.
const unprintable = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;
const short: { readonly [char: string]: string } = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** One line of text with control characters spelled out: a line feed as `\n`, ESC as `\u001b`. */
export function printable(text: string): string {
  return text.replace(unprintable, (char) => short[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
