/** Several statements, each committed by itself, of which one cannot run twice. */

import { dataChangesOf } from "../data-changes.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { droppedBy, keyOf, madeBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const severalStatementsWithoutTransaction: Rule = {
  id: "several-statements-without-transaction",
  summary: "statements without a common transaction, of which an early one cannot run twice",
  why: "Each statement of the file is committed by itself. When a later one fails, what ran before stays, and running the file again stops there.",
  advice:
    "One statement a file, or statements that can run twice: DROP … IF EXISTS before it, IF NOT EXISTS on what holds no state.",
  level: "low",
  group: "safety",
  docs: ["sql-begin"],
  aliases: [],
  bad: [
    {
      sql: "-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);\ncreate index concurrently users_name on users (name);",
    },
  ],
  good: [
    { sql: "-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);" },
    {
      sql: "-- lockstep: transaction = none\ndrop index concurrently if exists users_email;\ncreate index concurrently users_email on users (email);",
    },
    {
      sql: "-- lockstep: transaction = none\nset statement_timeout = 0;\ncreate index concurrently users_email on users (email);\nreset statement_timeout;",
    },
    { sql: "create table users (email text);\ncreate table teams (name text);" },
  ],
  *check(migration) {
    const { script } = migration;
    if (script.transaction === "one") return;
    // nothing fails on the way out of a setting
    const last = migration.statements.findLastIndex(({ node }) => node !== "VariableSetStmt");
    const statements = migration.statements.slice(0, last + 1);
    const first = statements
      .slice(0, -1)
      .find((statement, index) => failsTwice(statement, statements.slice(0, index), migration));
    if (first === undefined) return;
    yield at(first, "this statement cannot run twice, and stays done when a later one of the file fails");
  },
};

function failsTwice(statement: JudgedStatement, before: readonly JudgedStatement[], migration: JudgedMigration): boolean {
  const cleared = new Set(
    before.flatMap((one) =>
      droppedBy(one, migration)
        .filter(({ isGuarded }) => isGuarded === true)
        .map(keyOf),
    ),
  );
  const named = [...madeBy(statement, migration), ...droppedBy(statement, migration)];
  if (named.some((object) => object.isGuarded !== true && !cleared.has(keyOf(object)))) return true;
  return dataChangesOf(statement, migration).some(
    ({ verb }) => verb === "INSERT" && statement.fields.onConflictClause === undefined,
  );
}
