/** Plain tables: a heading, aligned columns, no lines around them, so that they can be read, cut and pasted. */

import { displayWidth, padEnd, padStart } from "./display-width.ts";
import type { TextStyle } from "./text-style.ts";

/** A column's heading and on which side its cells stand. */
export interface TableColumn {
  readonly heading: string;
  readonly align?: "left" | "right";
}

/** Lines of the table; cells may be painted. Columns are two cells apart; nothing is cut. */
export function textTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  { palette }: TextStyle,
): readonly string[] {
  const widths = columns.map(({ heading }, i) =>
    Math.max(displayWidth(heading), ...rows.map((row) => displayWidth(row[i] ?? ""))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (columns[i]?.align === "right" ? padStart(cell, widths[i] ?? 0) : padEnd(cell, widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(columns.map(({ heading }) => palette.faint(heading))), ...rows.map(line)];
}
