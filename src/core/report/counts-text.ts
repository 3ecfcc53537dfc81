/** Row counts of two databases side by side. */

import { countOf, thousands } from "./count-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";

/** One table's rows; null where they are not known: no such table, no estimate yet, or no right to count. */
export interface TableCount {
  readonly table: string;
  readonly a: number | null;
  readonly b: number | null;
  /** The side that has no such table. */
  readonly missing?: "a" | "b";
  /** False: the server's own estimate. */
  readonly exact: boolean;
  readonly checksum?: "same" | "differs";
}

/** The names of both sides and their tables, sorted as they are to be shown. */
export interface TableCounts {
  readonly a: string;
  readonly b: string;
  readonly tables: readonly TableCount[];
}

/** A table of counts with a final line feed. An estimate carries a tilde. */
export function countsText({ a, b, tables }: TableCounts, style: TextStyle): string {
  const { palette } = style;
  const hasChecksums = tables.some((count) => count.checksum !== undefined);
  const columns = [
    { heading: "table" },
    { heading: printable(a), align: "right" as const },
    { heading: printable(b), align: "right" as const },
    { heading: "difference", align: "right" as const },
    ...(hasChecksums ? [{ heading: "content" }] : []),
  ];
  const rows = tables.map((count) => [
    printable(count.table),
    cell(count, "a"),
    cell(count, "b"),
    differenceOf(count, style),
    ...(hasChecksums ? [count.checksum === "differs" ? palette.bad("differs") : (count.checksum ?? "")] : []),
  ]);
  const differing = tables.filter(
    (count) => count.missing !== undefined || count.a !== count.b || count.checksum === "differs",
  ).length;
  const unknown = tables.filter((count) => count.missing === undefined && (count.a === null || count.b === null)).length;
  const estimated = tables.some((count) => !count.exact && count.missing === undefined);
  const summary = `${countOf(tables.length, "table")}, ${differing === 0 ? (unknown === 0 ? "all equal" : `none known to differ, ${unknown} unknown`) : `${thousands(differing)} with other counts or content`}`;
  if (style.isQuiet) return `${summary}\n`;
  const lines = [...textTable(columns, rows, style), "", summary];
  return `${[...lines, ...(estimated ? [palette.faint("~ is the server's estimate; count with --exact")] : [])].join("\n")}\n`;
}

function cell(count: TableCount, side: "a" | "b"): string {
  const rows = count[side];
  if (rows === null) return count.missing === side ? "missing" : "unknown";
  return `${count.exact ? "" : "~"}${thousands(rows)}`;
}

function differenceOf({ a, b, missing }: TableCount, { palette }: TextStyle): string {
  if (missing !== undefined) return palette.bad("missing");
  if (a === null || b === null || a === b) return "";
  return palette.caution(`${b > a ? "+" : "-"}${thousands(Math.abs(b - a))}`);
}
