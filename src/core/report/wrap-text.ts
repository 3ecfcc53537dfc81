/** Breaks text at spaces. Words are never cut: half an identifier can be neither read nor copied. */

import { displayWidth, isOfSingleCells } from "./display-width.ts";

/** Lines as one text, each of them wrapped and ended by a line feed; `hang` may depend on the line. */
export function wrapLines(lines: readonly string[], width: number, hang: string | ((line: string) => string)): string {
  return lines
    .flatMap((line) => wrapText(line, width, typeof hang === "string" ? hang : hang(line)))
    .map((line) => `${line}\n`)
    .join("");
}

/** Lines of at most `width` cells where words allow; every line after the first starts with `hang`. */
export function wrapText(text: string, width: number, hang = ""): readonly string[] {
  if (displayWidth(text) <= width) return [text];
  const widthOf = isOfSingleCells(text) ? (word: string) => word.length : displayWidth;
  const hangWidth = displayWidth(hang);
  const lines: string[] = [];
  let line = "";
  let taken = 0;
  // Runs of spaces are kept inside a line (they separate parts of it) and dropped at a break.
  for (const [, spaces = "", word = ""] of text.matchAll(/( *)([^ ]+)/g)) {
    const wordWidth = widthOf(word);
    if (line !== "" && taken + spaces.length + wordWidth > width && line.trim() !== "") {
      lines.push(line);
      line = hang + word;
      taken = hangWidth + wordWidth;
    } else {
      line += spaces + word;
      taken += spaces.length + wordWidth;
    }
  }
  return text.includes(esc) || hang.includes(esc) ? closeColours([...lines, line], hang) : [...lines, line];
}

const esc = String.fromCharCode(27);
const colourCode = new RegExp(`${esc}\\[(\\d+)m`, "g");

/** What ends each colour; bold and faint share their end. */
const endOf = (code: number): number => (code <= 2 ? 22 : 39);

// A colour that spans a break is ended with the line and begun again after the hang: logs show lines one by one.
function closeColours(lines: readonly string[], hang: string): readonly string[] {
  let open: readonly number[] = [];
  return lines.map((line, i) => {
    const begin = open.map((code) => `${esc}[${code}m`).join("");
    for (const [, digits] of line.matchAll(colourCode)) {
      const code = Number(digits);
      open = code === 22 || code === 39 ? open.filter((active) => endOf(active) !== code) : [...open, code];
    }
    const end = open.map((code) => `${esc}[${endOf(code)}m`).join("");
    return i === 0 || begin === "" ? line + end : hang + begin + line.slice(hang.length) + end;
  });
}
