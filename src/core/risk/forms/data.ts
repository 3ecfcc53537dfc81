/** Rows: reading, writing and locking them. See `form.ts` for what a row says. Costs depend on the condition: whoever reads a statement adds them. */

import { form } from "./form.ts";

export const dataForms = {
  "read-rows": form("low", "ACCESS SHARE", "sql-select", "reads rows"),
  "lock-rows": form("low", "ROW SHARE", "sql-select", "locks rows until the transaction ends"),
  "insert-rows": form("low", "ROW EXCLUSIVE", "sql-insert", "adds rows"),
  "update-rows": form(
    "medium",
    "ROW EXCLUSIVE",
    "sql-update",
    "changes rows that an index finds, locked until the transaction ends",
  ),
  "update-many-rows": form(
    "high",
    "ROW EXCLUSIVE",
    "sql-update",
    "reads the whole table, and locks what it changes until the transaction ends",
    { costs: ["scan"] },
  ),
  "delete-rows": form("medium", "ROW EXCLUSIVE", "sql-delete", "deletes rows that an index finds"),
  "delete-many-rows": form("high", "ROW EXCLUSIVE", "sql-delete", "reads the whole table and deletes what it finds", {
    costs: ["scan"],
  }),
  "merge-rows": form("high", "ROW EXCLUSIVE", "sql-merge", "joins the whole table and changes what it finds", {
    costs: ["scan"],
  }),
  "copy-rows-in": form("medium", "ROW EXCLUSIVE", "sql-copy", "loads rows from outside"),
  "copy-rows-out": form("low", "ACCESS SHARE", "sql-copy", "reads the whole table", { costs: ["scan"] }),
  "call-routine": form("low", null, "sql-call", "runs what the procedure holds"),
  "run-code-block": form("low", null, "sql-do", "runs what the block holds"),
  "prepare-statement": form("low", null, "sql-prepare", "only looks at what the statement names"),
  "explain-statement": form("low", null, "sql-explain", "plans a statement without running it"),
};
