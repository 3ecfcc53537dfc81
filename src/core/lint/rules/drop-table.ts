/** DROP TABLE and DROP SCHEMA CASCADE. */

import { statement as step } from "../../recipes/statement.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fixOf, knownBefore, tableId } from "../fix-by-recipe.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { locksInWords, withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOf } from "../uses.ts";

const before =
  "create table teams (id bigint primary key);\ncreate table users (id bigint primary key, team_id bigint references teams (id));";

/** The rule. */
export const dropTable: Rule = {
  id: "drop-table",
  summary: "DROP TABLE of an existing table, or DROP SCHEMA … CASCADE",
  why: "Its rows are gone for good. ACCESS EXCLUSIVE not only on it: also on every table that its foreign keys reference, and for a partition on its parent and the DEFAULT partition.",
  advice:
    "First a release whose code does not use the table; foreign keys dropped one by one with lock_timeout; then this, with a backup at hand.",
  level: "high",
  group: "safety",
  docs: ["sql-droptable", "sql-dropschema"],
  aliases: [
    "squawk:ban-drop-table",
    "squawk:ban-drop-schema",
    "pgfence:drop-table",
    "migrationpilot:MP026",
    "migrationpilot:MP035",
    "atlas:DS101",
    "atlas:DS102",
  ],
  bad: [
    { sql: "drop table users;" },
    { before, sql: "drop table users;" },
    { sql: "drop schema app cascade;" },
    {
      before: "create table events (at date) partition by range (at);\ncreate table events_old partition of events default;",
      sql: "drop table events_old;",
    },
  ],
  good: [
    { sql: "create table users (id bigint primary key);\ndrop table users;" },
    { before, sql: "drop table if exists nothing;" },
    { sql: "drop schema app;" },
  ],
  looksAt: ["drop-table", "drop-schema"],
  *check(migration) {
    const schemas = new Set<string>();
    for (const statement of migration.statements) {
      if (statement.node === "CreateSchemaStmt") schemas.add(String(statement.fields.schemaname));
      for (const use of statement.effects.uses) {
        if (use.form === "drop-schema" && !schemas.has(use.part ?? "")) {
          const what = `schema ${quoteIdentifier(use.part ?? "")} goes with everything in it`;
          yield at(statement, withLocks(what, statement));
        }
      }
    }
    for (const { statement, use } of usesOf(migration, "drop-table")) {
      const table = use.relation;
      if (table === null || statement.made.has(table)) continue;
      const fix = fixFor(table, statement, migration);
      yield at(statement, `the rows of ${table} are lost: ${locksInWords(statement)} for a moment`, fix === null ? {} : { fix });
    }
  },
};

/** Each foreign key by itself, so that no two of the other tables are locked at once. */
function fixFor(table: string, { effects }: JudgedStatement, migration: JudgedMigration): string | null {
  const keys = knownBefore(migration, table)?.constraints.filter(
    (one) => one.type === "f" && one.name !== null && one.referenced !== table && !one.isInherited,
  );
  if (keys === undefined || keys.length === 0 || effects.uses.length > 1) return null;
  const id = tableId(table);
  return fixOf([
    ...keys.map(({ name }) => [
      step("drop-foreign-key", `ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdentifier(name ?? "")}`, { relation: id }),
    ]),
    [step("drop-table", `DROP TABLE ${table}`, { relation: id })],
  ]);
}
