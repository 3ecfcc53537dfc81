/** Row counts of two databases side by side. */

import { countOf, thousands } from "./count-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapText } from "./wrap-text.ts";

/** One table's rows; null where they are not known: no such table, no estimate yet, or no right to count. */
export interface TableCount {
  readonly table: string;
  readonly a: number | null;
  readonly b: number | null;
  /** The side that has no such table. */
  readonly missing?: "a" | "b";
  /** False: the server's own estimate. */
  readonly exact: boolean;
  /** Sides that have more rows than are given, which is where counting stopped. */
  readonly beyond?: readonly ("a" | "b")[];
  readonly checksum?: "same" | "differs";
}

/** The names of both sides and their tables, sorted as they are to be shown. */
export interface TableCounts {
  readonly a: string;
  readonly b: string;
  /** Where counting stopped; null: nowhere. */
  readonly limit?: number | null;
  readonly tables: readonly TableCount[];
}

/** A table of counts with a final line feed. An estimate carries a tilde. */
export function countsText({ a, b, tables }: TableCounts, style: TextStyle): string {
  const { palette, width } = style;
  const summary = summaryWords({ a, b, tables });
  if (style.isQuiet || tables.length === 0) return `${summary}\n`;
  const hasChecksums = tables.some((count) => count.checksum !== undefined);
  const columns = [
    { heading: "table" },
    { heading: printable(a), align: "right" as const },
    { heading: printable(b), align: "right" as const },
    { heading: `${printable(b)} has` },
    ...(hasChecksums ? [{ heading: "content" }] : []),
  ];
  const rows = tables.map((count) => [
    printable(count.table),
    cell(count, "a", style),
    cell(count, "b", style),
    differenceOf(count, style),
    ...(hasChecksums ? [contentOf(count, style)] : []),
  ]);
  const isEstimated = tables.some((count) => !count.exact && count.missing === undefined);
  const notes = [
    ...(isEstimated ? ["~ is the server's estimate; --exact counts every row"] : []),
    ...(tables.some(hasUnknown)
      ? [
          isEstimated
            ? "? is not known: never analysed (--exact counts it), or no right to read it"
            : "? is not known: no right to read it, a view that was never filled, or it took longer than --timeout",
        ]
      : []),
    ...(tables.some(({ beyond }) => beyond !== undefined) ? ["> has more: counting stopped at --limit"] : []),
  ];
  const below = [...wrapText(summary, width, "  "), ...notes.flatMap((note) => wrapText(note, width, "  ").map(palette.faint))];
  return `${[...textTable(columns, rows, style), "", ...below].join("\n")}\n`;
}

function summaryWords({ a, b, tables }: TableCounts): string {
  if (tables.length === 0) return `${printable(a)} and ${printable(b)} have no tables`;
  const known = tables.filter((count) => count.missing === undefined && !isUnknown(count));
  const open = known.filter(isOpen).length;
  const same = known.filter((count) => !isOpen(count) && isSame(count)).length;
  const noun = known.every((count) => !count.exact) ? "estimate" : "count";
  const parts = [
    { count: same, words: `with the same ${noun}` },
    { count: known.length - same - open, words: `with another ${noun}` },
    { count: open, words: "beyond the limit on both sides" },
    { count: tables.filter(isUnknown).length, words: "unknown" },
    { count: tables.filter((count) => count.missing === "b").length, words: `only in ${printable(a)}` },
    { count: tables.filter((count) => count.missing === "a").length, words: `only in ${printable(b)}` },
    { count: known.filter((count) => count.checksum === "differs").length, words: "with other content" },
  ].filter(({ count }) => count > 0);
  const [only] = parts;
  // one answer for all of them needs no numbers
  const answer = parts.length === 1 && only?.count === tables.length && tables.length > 1 ? `all ${only.words}` : null;
  return `${countOf(tables.length, "table")}: ${answer ?? parts.map(({ count, words }) => `${thousands(count)} ${words}`).join(", ")}`;
}

function hasUnknown({ a, b, missing }: TableCount): boolean {
  return (a === null && missing !== "a") || (b === null && missing !== "b");
}

/** Both have more than was counted: equal or not, nobody knows. */
function isOpen({ beyond }: TableCount): boolean {
  return beyond?.length === 2;
}

function isSame({ a, b, beyond }: TableCount): boolean {
  return a === b && beyond === undefined;
}

function isUnknown(count: TableCount): boolean {
  return count.missing === undefined && hasUnknown(count);
}

function cell(count: TableCount, side: "a" | "b", { palette }: TextStyle): string {
  const rows = count[side];
  if (count.missing === side) return palette.bad("no table");
  if (rows === null) return "?";
  if (count.beyond?.includes(side) === true) return `>${thousands(rows)}`;
  return `${count.exact ? "" : "~"}${thousands(rows)}`;
}

function differenceOf(count: TableCount, { palette }: TextStyle): string {
  const { a, b, missing, exact } = count;
  if (missing !== undefined || a === null || b === null || isOpen(count)) return "";
  if (isSame(count)) return palette.faint("the same");
  const { beyond } = count;
  if (beyond !== undefined) return palette.caution(beyond.includes("b") ? "more" : "fewer");
  return palette.caution(`${exact ? "" : "~"}${thousands(Math.abs(b - a))} ${b > a ? "more" : "fewer"}`);
}

function contentOf({ checksum, missing }: TableCount, { palette }: TextStyle): string {
  if (missing !== undefined) return "";
  return checksum === "differs" ? palette.bad("differs") : palette.faint(checksum ?? "");
}
