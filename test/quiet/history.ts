/** All good migrations in the order in which a team wrote them: each builds on those before it. */

import { code } from "./code.ts";
import { columns } from "./columns.ts";
import { type GoodMigration, textOfGood } from "./good-migration.ts";
import { indexes } from "./indexes.ts";
import { tables } from "./tables.ts";

/** A file of the history. */
export interface HistoryFile {
  readonly file: string;
  readonly text: string;
  readonly down: null;
  readonly migration: GoodMigration;
}

/** The files, by name. */
export const history: readonly HistoryFile[] = [...tables, ...columns, ...indexes, ...code].map((migration, at) => {
  const file = `${String(at + 1).padStart(4, "0")}_${migration.name}.sql`;
  return { file, text: textOfGood(migration), down: null, migration };
});
