/**
 * Lines of two cells: what differs on the left, how risky that is on the right. On a wide terminal the right cells stand in
 * one column that the eye can run down; on a narrow one they follow on a line of their own, and nothing is cut off.
 */

import { displayWidth, padEnd } from "./display-width.ts";
import { wrapText } from "./wrap-text.ts";

/** One line; `below` stands under it as it is. */
export interface TwoCells {
  readonly indent: number;
  readonly left: string;
  readonly right: string;
  readonly below?: readonly string[];
}

const narrow = 84;
const gap = 2;

/** Lays each line out in `width` cells, as one or more; continuation lines of the right cell are indented by `rightHang`. */
export function twoColumns(lines: readonly TwoCells[], width: number, rightHang: number): readonly (readonly string[])[] {
  if (width < narrow) return lines.map((line) => stacked(line, width, rightHang));
  const widest = Math.max(0, ...lines.map((line) => line.indent + displayWidth(line.left)));
  const column = Math.min(widest, Math.floor(width * 0.56));
  return lines.map((line) => beside(line, column, width, rightHang));
}

function beside({ indent, left, right, below }: TwoCells, column: number, width: number, rightHang: number): readonly string[] {
  const margin = " ".repeat(indent);
  const lefts = wrapText(margin + left, column, `${margin}    `);
  const rights = right === "" ? [] : wrapText(right, width - column - gap, " ".repeat(rightHang));
  const lines: string[] = [];
  for (let i = 0; i < Math.max(lefts.length, rights.length); i++) {
    const [leftLine = "", rightLine = ""] = [lefts[i], rights[i]];
    lines.push(rightLine === "" ? leftLine : padEnd(leftLine, column + gap) + rightLine);
  }
  return [...lines, ...(below ?? [])];
}

function stacked({ indent, left, right, below }: TwoCells, width: number, rightHang: number): readonly string[] {
  const margin = " ".repeat(indent);
  const lefts = wrapText(margin + left, width, `${margin}    `);
  const [only = ""] = lefts;
  // A short pair still shares a line.
  if (lefts.length === 1 && right !== "" && displayWidth(only) + gap + displayWidth(right) <= width)
    return [only + " ".repeat(gap) + right, ...(below ?? [])];
  const rights = right === "" ? [] : wrapText(`${margin}    ${right}`, width, " ".repeat(indent + 4 + rightHang));
  return [...lefts, ...rights, ...(below ?? [])];
}
