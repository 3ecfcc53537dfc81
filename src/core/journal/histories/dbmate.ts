/** dbmate (and Rails): `schema_migrations(version)`, the number that a file's name begins with. No time, no checksum. */

import { type HistoryTool, stemOf } from "./history.ts";

/** The source. */
export const dbmateHistory: HistoryTool = {
  id: "dbmate",
  title: "dbmate",
  table: "schema_migrations",
  columns: ["version"],
  mayHave: [],
  order: ["version"],
  read: (rows, { migrations }) => {
    const byNumber = new Map(migrations.map((migration) => [/^\d+/.exec(stemOf(migration.file))?.[0] ?? "", migration]));
    return rows.map(({ version }) => ({
      name: version ?? "",
      state: "applied",
      at: null,
      by: null,
      migration: byNumber.get(version ?? "") ?? null,
      isSame: null,
    }));
  },
};
