/** Indexes and statistics. See `form.ts` for what a row says. */

import { form } from "./form.ts";

export const indexForms = {
  "create-index": form("low", "SHARE UPDATE EXCLUSIVE", "sql-createindex", "an index, built concurrently", {
    costs: ["index-build"],
  }),
  "create-index-plain": form("medium", "SHARE", "sql-createindex", "blocks writes for as long as it is built", {
    costs: ["index-build"],
  }),
  "drop-index-plain": form(
    "medium",
    "ACCESS EXCLUSIVE",
    "sql-dropindex",
    "locks the table of the index; queries that used it become slower",
  ),
  "drop-index": form("low", "SHARE UPDATE EXCLUSIVE", "sql-dropindex", "queries that used the index become slower"),
  "alter-index": form("low", "SHARE UPDATE EXCLUSIVE", "sql-alterindex", "a setting of an index"),
  "move-index": form("medium", "ACCESS EXCLUSIVE", "sql-alterindex", "copies an index to another tablespace"),
  "attach-index": form("low", "SHARE UPDATE EXCLUSIVE", "sql-alterindex", "makes an index part of that of its partitioned table"),
  "rename-index": form("low", "SHARE UPDATE EXCLUSIVE", "sql-alterindex", "another name for an index"),
  reindex: form("medium", "SHARE", "sql-reindex", "blocks writes, and reads that plan with the index, while it is built again", {
    costs: ["index-build"],
  }),
  "reindex-concurrently": form("low", "SHARE UPDATE EXCLUSIVE", "sql-reindex", "builds the index again while work goes on", {
    costs: ["index-build"],
  }),
  "change-statistics": form(
    "low",
    "SHARE UPDATE EXCLUSIVE",
    "sql-createstatistics",
    "what the planner knows of columns together",
  ),
  "gather-statistics": form("low", "SHARE UPDATE EXCLUSIVE", "sql-analyze", "samples rows for the planner"),
};
