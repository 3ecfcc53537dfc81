/** node-pg-migrate: `pgmigrations(id, name, run_on)`; a row is there while the migration is applied. It keeps no checksum. */

import { fileCalled, type HistoryTool } from "./history.ts";

/** The source. */
export const nodePgMigrateHistory: HistoryTool = {
  id: "node-pg-migrate",
  title: "node-pg-migrate",
  table: "pgmigrations",
  columns: ["id", "name", "run_on"],
  mayHave: [],
  order: ["id"],
  read: (rows, { migrations }) =>
    rows.map(({ name, run_on: at = null }) => ({
      name: name ?? "",
      state: "applied",
      at,
      by: null,
      migration: fileCalled(name ?? "", migrations),
      isSame: null,
    })),
};
