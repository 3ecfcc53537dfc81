/** node-pg-migrate: `pgmigrations(id, name, run_on)`; no checksum. */

import type { HistoryTool } from "./history.ts";
import { namedRows } from "./named-rows.ts";

/** The source. */
export const nodePgMigrateHistory: HistoryTool = {
  id: "node-pg-migrate",
  title: "node-pg-migrate",
  table: "pgmigrations",
  columns: ["id", "name", "run_on"],
  mayHave: [],
  order: ["id"],
  read: (rows, folder) => namedRows(rows, "run_on", folder),
};
