/** Kysely: `kysely_migration(name, timestamp)`; a row is there while the migration is applied. It keeps no checksum. */

import { fileCalled, type HistoryTool } from "./history.ts";

/** The source. */
export const kyselyHistory: HistoryTool = {
  id: "kysely",
  title: "Kysely",
  table: "kysely_migration",
  columns: ["name", "timestamp"],
  mayHave: [],
  order: ["timestamp", "name"],
  read: (rows, { migrations }) =>
    rows.map(({ name, timestamp: at = null }) => ({
      name: name ?? "",
      state: "applied",
      at,
      by: null,
      migration: fileCalled(name ?? "", migrations),
      isSame: null,
    })),
};
