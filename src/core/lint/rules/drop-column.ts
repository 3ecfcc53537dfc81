/** DROP COLUMN. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const dropColumn: Rule = {
  id: "drop-column",
  summary: "DROP COLUMN of an existing table",
  why: "Its values are gone for good, and code that still reads it fails. ACCESS EXCLUSIVE on the table, and on the table that a foreign key of the column references.",
  advice: "First a release whose code does not mention the column; then this, with a backup at hand and lock_timeout.",
  level: "high",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: ["squawk:ban-drop-column", "pgfence:drop-column", "migrationpilot:MP017", "atlas:DS103"],
  bad: [
    { sql: "alter table users drop column email;" },
    {
      before:
        "create table teams (id bigint primary key);\ncreate table users (id bigint primary key, team_id bigint references teams (id));",
      sql: "alter table users drop column team_id;",
    },
  ],
  good: [
    { sql: "create table users (id bigint primary key, email text);\nalter table users drop column email;" },
    { before: "create table users (id bigint primary key);", sql: "alter table users drop column if exists email;" },
  ],
  looksAt: ["drop-column"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "drop-column"))
      yield at(statement, withLocks(`the values of ${use.relation}.${quoteIdentifier(use.part ?? "")} are lost`, statement));
  },
};
