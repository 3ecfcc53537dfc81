/** An applied log, hand-written or not, as a history. */

import type { AppliedLog } from "../../migration/applied-log.ts";
import { loggedName } from "../../migration/pending-migrations.ts";
import type { HistoryEntry, HistoryFolder } from "./history.ts";

/** The entries of a log, in its order. */
export function loggedHistory(log: AppliedLog, { migrations }: HistoryFolder): readonly HistoryEntry[] {
  const byName = new Map(
    migrations.flatMap((migration) => [
      [migration.version, migration] as const,
      [loggedName(migration.file), migration] as const,
    ]),
  );
  return log.entries.map(({ file, date, by }) => ({
    name: file,
    state: "applied",
    at: date,
    by,
    migration: byName.get(loggedName(file)) ?? null,
    isSame: null,
  }));
}
