/** Histories that keep a name and a time: a row is there while the migration is applied, and nothing tells whether the file is the same. */

import { fileCalled, type HistoryEntry, type HistoryFolder, type HistoryRow } from "./history.ts";

/** Reads such rows; `timeColumn` says when each was applied. */
export function namedRows(
  rows: readonly HistoryRow[],
  timeColumn: string,
  { migrations }: HistoryFolder,
): readonly HistoryEntry[] {
  return rows.map((row) => {
    const name = row.name ?? "";
    const at = row[timeColumn] ?? null;
    return { name, state: "applied", at, by: null, migration: fileCalled(name, migrations), isSame: null };
  });
}
