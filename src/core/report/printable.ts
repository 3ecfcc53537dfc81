/**
 * Names and texts that come from a database are somebody else's: they may hold escape sequences that repaint a terminal, or
 * characters without a picture of their own that make one name look like another. Everything that is shown goes through here.
 */

// What Unicode wants drawn as nothing (zero-width and filler characters, bidirectional controls, soft hyphens, tags), controls,
// halves of surrogate pairs, breaks of lines and paragraphs, and every space but the plain one. Joiners and variation
// selectors inside an emoji are part of its picture: such sequences come first and stay.
const emoji = "\\p{Extended_Pictographic}(?:\\p{Emoji_Modifier}|\\uFE0F)?";
const sequence = new RegExp(
  `(${emoji}(?:\\u200D${emoji})*|[0-9#*]\\uFE0F?\\u20E3)|[\\p{Default_Ignorable_Code_Point}\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\uFFF9-\\uFFFB]|(?! )\\p{Zs}`,
  "gu",
);
const plain = /^[\x20-\x7E]*$/;
const short: { readonly [char: string]: string } = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** One line of text with characters that cannot be seen spelled out: a line feed as `\n`, ESC as `\u001b`, U+E0041 as `\u{e0041}`. */
export function printable(text: string): string {
  if (plain.test(text)) return text; // nearly all texts
  return text.replace(sequence, (found, picture: string | undefined) => picture ?? short[found] ?? escaped(found));
}

function escaped(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
}
