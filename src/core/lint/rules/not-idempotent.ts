/** Statements that fail when they run a second time, though SQL has a form that does not. */

import type { JudgedMigration } from "../judged-migration.ts";
import { droppedBy, keyOf, madeBy, type NamedObject } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const notIdempotent: Rule = {
  id: "not-idempotent",
  summary: "CREATE, ADD COLUMN or DROP without IF [NOT] EXISTS or OR REPLACE",
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
  ],
  good: [
    { sql: "create table if not exists feature (id bigint primary key);" },
    { sql: "alter table users add column if not exists avatar_url text;" },
    { sql: "drop table if exists feature;\ncreate table feature (id bigint primary key);" },
    { sql: "create type mood as enum ('sad', 'ok');" },
    { sql: "-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);" },
  ],
  *check(migration) {
    const found = [...unguarded(migration)];
    const [first] = found;
    if (first === undefined) return;
    const said = found
      .slice(0, 3)
      .map(({ object, verb }) => `${verb} ${object.sort.toUpperCase()} ${object.name} (line ${object.statement.line})`);
    const more = found.length > 3 ? ` and ${found.length - 3} more` : "";
    yield at(first.object.statement, `cannot run twice: ${said.join(", ")}${more}`);
  },
};

function* unguarded(
  migration: JudgedMigration,
): Generator<{ readonly object: NamedObject; readonly verb: "CREATE" | "ADD" | "DROP" }> {
  const cleared = new Set<string>();
  const made = new Set<string>();
  for (const statement of migration.statements) {
    // whoever builds an index concurrently wants to know of one that is there: it may be invalid
    if (statement.node === "IndexStmt" && statement.fields.concurrent === true) continue;
    for (const object of droppedBy(statement, migration)) {
      if (object.isGuarded === false && !made.has(keyOf(object))) yield { object, verb: "DROP" };
      cleared.add(keyOf(object));
    }
    for (const object of madeBy(statement, migration)) {
      if (object.isGuarded === false && !cleared.has(keyOf(object)))
        yield { object, verb: object.sort === "column" ? "ADD" : "CREATE" };
      made.add(keyOf(object));
    }
  }
}
