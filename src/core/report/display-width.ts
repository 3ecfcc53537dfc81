/**
 * How many terminal cells a text takes. Counted by grapheme, because a flag or a family emoji is one picture of many code
 * points and a CJK character is two cells wide: tables that count UTF-16 units fall apart on the first such name.
 */

const esc = String.fromCharCode(27);
const colourCodes = new RegExp(`${esc}\\[[0-9;]*m`, "g");
// Printable characters that stand alone and take one cell: Latin, punctuation, arrows, box drawing, our own marks.
const onlySingles = /^[\x20-\x7E\u00A1-\u00AC\u00AE-\u02FF\u2010-\u2027\u2030-\u205E\u2190-\u22FF\u2500-\u25FF\u2713\u2717]*$/;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const pictograph = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F/u;

// East Asian Wide and Fullwidth blocks (Unicode Annex 11), first and last code point.
const wideBlocks: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

let segmenter: Intl.Segmenter | undefined;

/** True for a text whose characters stand alone and take one cell each, as those of nearly all texts do. */
export function isOfSingleCells(text: string): boolean {
  return onlySingles.test(text);
}

/** Width in cells; colour codes take none. */
export function displayWidth(text: string): number {
  const plain = text.includes(esc) ? text.replace(colourCodes, "") : text;
  if (isOfSingleCells(plain)) return plain.length; // spares most runs the loading of segmentation data
  let width = 0;
  for (const grapheme of graphemes(plain)) width += graphemeWidth(grapheme);
  return width;
}

/** The user-perceived characters of a text. */
export function graphemes(text: string): readonly string[] {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" }); // made late: loading its data costs milliseconds
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The text with spaces after it up to a width in cells. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** The text with spaces before it up to a width in cells. */
export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  if (pictograph.test(grapheme)) return 2;
  const point = grapheme.codePointAt(0) ?? 0;
  return wideBlocks.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}
