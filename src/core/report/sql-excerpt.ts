/** Lines of SQL with their numbers and carets under places in them. Long lines are cut, but never at a place that is pointed at. */

import { displayWidth } from "./display-width.ts";
import type { Paint } from "./palette.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";

/** A line of a file. */
export interface SourceLine {
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/** A place that is pointed at. */
export interface Mark {
  readonly line: number;
  /** Code points of the line's text before it. */
  readonly offset: number;
  readonly paint: Paint;
}

// Enough to recognise a statement; --verbose shows all of it.
const linesShown = 3;

/** The lines, indented by `numberWidth` and the gap after it, each with its carets below. */
export function sqlExcerpt(
  lines: readonly SourceLine[],
  marks: readonly Mark[],
  numberWidth: number,
  style: TextStyle,
): readonly string[] {
  const { palette, glyphs, width, isVerbose } = style;
  const marked = new Set(marks.map(({ line }) => line));
  const isShown = ({ number }: SourceLine, i: number) => isVerbose || i < linesShown || marked.has(number);
  const margin = " ".repeat(numberWidth + 2);
  const shown: string[] = [];
  let isGap = false;
  for (const [i, line] of lines.entries()) {
    if (!isShown(line, i)) {
      if (!isGap) shown.push(margin + palette.faint(glyphs.ellipsis));
      isGap = true;
      continue;
    }
    isGap = false;
    const own = marks.filter((mark) => mark.line === line.number);
    const cut = cutLine(line.text, Math.max(0, ...own.map(({ offset }) => offset)), width - margin.length, glyphs.ellipsis);
    shown.push(`${palette.faint(String(line.number).padStart(numberWidth))}  ${cut.text}`.trimEnd());
    const carets = caretLine(own, cut.cellOf);
    if (carets !== "") shown.push(margin + carets);
  }
  return shown;
}

/** A statement's lines as its file has them, without the indentation that all of them share. */
export function sourceLines(sql: string, line: number, column: number): readonly SourceLine[] {
  const indent = indentOf(sql, column);
  return sql.split("\n").map((text, i) => ({ number: line + i, text: (i === 0 ? text : text.slice(indent)).trimEnd() }));
}

/** Code points before a place in a line of {@link sourceLines}. */
export function offsetIn(sql: string, start: { line: number; column: number }, place: { line: number; column: number }): number {
  const taken = place.line === start.line ? start.column - 1 : indentOf(sql, start.column);
  return Math.max(0, place.column - 1 - taken);
}

function indentOf(sql: string, column: number): number {
  const rest = sql
    .split("\n")
    .slice(1)
    .filter((text) => text.trim() !== "");
  return Math.min(column - 1, ...rest.map((text) => text.length - text.trimStart().length));
}

interface CutLine {
  readonly text: string;
  /** The cell at which a code point of the line is shown; null where it was cut away. */
  readonly cellOf: (offset: number) => number | null;
}

function cutLine(text: string, keep: number, width: number, ellipsis: string): CutLine {
  // nearly all lines: as many cells as characters, and all of them fit
  if (text.length <= width && /^[\x20-\x7E]*$/.test(text)) return { text, cellOf: (offset) => offset };
  const chars = [...text];
  // a line may be megabytes of data: what is farther away than the line is wide cannot be shown anyway
  const first = Math.max(0, keep - width);
  const cells = chars.slice(first, keep + width).map((char) => (char === "\t" ? "  " : printable(char)));
  const ends = [0];
  for (const cell of cells) ends.push((ends.at(-1) ?? 0) + displayWidth(cell));
  const endAt = (offset: number) => ends[Math.min(Math.max(0, offset - first), cells.length)] ?? 0;
  const total = (from: number, to: number) => endAt(to) - endAt(from);
  const gap = displayWidth(ellipsis);
  // the place stays in sight with a little of what stands before and after it
  let from = first;
  while (from < Math.min(keep, chars.length) && (from === 0 ? 0 : gap) + total(from, keep + 1) > width - gap - 8) from++;
  const head = from === 0 ? "" : ellipsis;
  let to = first + cells.length;
  const room = () => width - displayWidth(head) - (to === chars.length ? 0 : gap);
  while (to > from && total(from, to) > room()) to--;
  const tail = to === chars.length ? "" : ellipsis;
  return {
    text: head + cells.slice(from - first, to - first).join("") + tail,
    cellOf: (offset) => (offset < from || offset > to ? null : displayWidth(head) + total(from, offset)),
  };
}

function caretLine(marks: readonly Mark[], cellOf: CutLine["cellOf"]): string {
  const paints = new Map<number, Paint>();
  for (const { offset, paint } of marks) {
    const cell = cellOf(offset);
    if (cell !== null && !paints.has(cell)) paints.set(cell, paint);
  }
  let line = "";
  let at = 0;
  for (const [cell, paint] of [...paints].sort(([one], [other]) => one - other)) {
    line += " ".repeat(cell - at) + paint("^");
    at = cell + 1;
  }
  return line;
}
