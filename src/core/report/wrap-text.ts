/** Breaks text at spaces. Words are never cut: half an identifier can be neither read nor copied. */

import { displayWidth } from "./display-width.ts";

/** Lines of at most `width` cells where words allow; every line after the first starts with `hang`. */
export function wrapText(text: string, width: number, hang = ""): readonly string[] {
  if (displayWidth(text) <= width) return [text];
  const hangWidth = displayWidth(hang);
  const lines: string[] = [];
  let line = "";
  let taken = 0;
  // Runs of spaces are kept inside a line (they separate parts of it) and dropped at a break.
  for (const [, spaces = "", word = ""] of text.matchAll(/( *)([^ ]+)/g)) {
    const wordWidth = displayWidth(word);
    if (line !== "" && taken + spaces.length + wordWidth > width && line.trim() !== "") {
      lines.push(line);
      line = hang + word;
      taken = hangWidth + wordWidth;
    } else {
      line += spaces + word;
      taken += spaces.length + wordWidth;
    }
  }
  return [...lines, line];
}
