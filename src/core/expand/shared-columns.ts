/**
 * Columns that two changes would both keep in two forms. Triggers fire in the order of their names, once for each row: of two on one column
 * the earlier one never sees what the later one writes, and a value would be missing in one of the forms without a word.
 */

import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import type { ChangeShape, TablePlace } from "./recorded-change.ts";
import { columnNames, tableName } from "./twin-names.ts";

/** Their names, qualified, sorted; of a table that is to be renamed, every column that the other change writes in it. */
export function sharedColumns(change: ChangeShape, other: ChangeShape): readonly string[] {
  const theirs = columnsOf(other);
  if (change.kind !== "rename-table") {
    const own = new Set(columnsOf(change));
    return theirs.filter((column) => own.has(column)).sort();
  }
  return theirs.filter((column) => column.startsWith(`${tableName(change)}.`)).sort();
}

/** By every name that they have between the first step and the last. */
function columnsOf(change: ChangeShape): readonly string[] {
  if (change.kind === "rename-table") return [];
  if (change.kind === "not-null") return [columnName(change, change.column)];
  if (change.kind === "move") return [columnName(change, change.column), columnName(change.to, change.to.column)];
  const names = change.twins.flatMap((twin) =>
    (["before", "after"] as const).flatMap((moment) => {
      const { olds, news } = columnNames(change, twin, moment);
      return [...olds, ...news].map((name) => columnName(twin, name));
    }),
  );
  return [...new Set(names)];
}

function columnName({ schema, table }: TablePlace, column: string): string {
  return `${qualifiedName(schema, table)}.${quoteIdentifier(column)}`;
}
