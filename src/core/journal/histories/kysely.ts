/** Kysely: `kysely_migration(name, timestamp)`; no checksum. */

import type { HistoryTool } from "./history.ts";
import { namedRows } from "./named-rows.ts";

/** The source. */
export const kyselyHistory: HistoryTool = {
  id: "kysely",
  title: "Kysely",
  table: "kysely_migration",
  columns: ["name", "timestamp"],
  mayHave: [],
  order: ["timestamp", "name"],
  read: (rows, folder) => namedRows(rows, "timestamp", folder),
};
