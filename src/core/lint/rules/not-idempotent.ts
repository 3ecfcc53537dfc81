/** Statements that fail when they run a second time, though SQL has a form that does not. */

import { missingGuards } from "../missing-guards.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const notIdempotent: Rule = {
  id: "not-idempotent",
  summary: "CREATE, ADD, DROP or a table's RENAME without IF [NOT] EXISTS or OR REPLACE",
  why: "Run a second time, by hand or after a half-restored backup, the file stops at the first of them. Lockstep's journal runs a file once; psql does not.",
  advice: "Say IF NOT EXISTS, IF EXISTS or OR REPLACE.",
  level: "low",
  group: "safety",
  docs: ["sql-createtable", "sql-altertable"],
  aliases: [
    "squawk:prefer-robust-stmts",
    "pgfence:prefer-robust-create-index",
    "pgfence:prefer-robust-create-table",
    "pgfence:prefer-robust-drop-index",
    "pgfence:prefer-robust-drop-table",
    "migrationpilot:MP023",
  ],
  bad: [
    { sql: "create table feature (id bigint primary key);" },
    { sql: "alter table users add column avatar_url text;" },
    { sql: "drop view active_users;" },
    { sql: "create view active_users as select 1 as id;" },
    { sql: "alter type mood add value 'great';" },
    { sql: "alter table users rename to people;" },
  ],
  good: [
    { sql: "create table if not exists feature (id bigint primary key);" },
    { sql: "alter table users add column if not exists avatar_url text;" },
    { sql: "drop table if exists feature;\ncreate table feature (id bigint primary key);" },
    { sql: "create type mood as enum ('sad', 'ok');" },
    { sql: "alter type mood add value if not exists 'great';" },
    { sql: "-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);" },
  ],
  *check(migration) {
    // what does run twice is judged by another rule, and harder
    if (migration.role !== "migration") return;
    // whoever builds an index concurrently wants to know of one that is there: it may be invalid
    const found = [...missingGuards(migration)].filter(
      ({ statement: { node, fields } }) => node !== "IndexStmt" || fields.concurrent !== true,
    );
    const [first] = found;
    if (first === undefined) return;
    const said = found.slice(0, 3).map(({ what, statement }) => `${what} (line ${statement.line})`);
    const more = found.length > 3 ? ` and ${found.length - 3} more` : "";
    yield at(first.statement, `cannot run twice: ${said.join(", ")}${more}`);
  },
};
