/** A migration that does not say how it is undone. */

import { fieldsOf } from "../../sql/sql-tree.ts";
import { dataChangesOf } from "../data-changes.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { clausesOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";

/** The rule. */
export const rollbackMissing: Rule = {
  id: "rollback-missing",
  summary: "a migration without a way back",
  why: "When it has to be undone, somebody writes the SQL for it at that moment, on production.",
  advice: "A comment block that begins with `-- Rollback:`, or a sibling .down.sql; `lockstep new` writes it.",
  level: "low",
  group: "safety",
  docs: [],
  aliases: [],
  bad: [{ sql: "create table if not exists feature (id bigint primary key);" }],
  good: [
    { sql: "create table if not exists feature (id bigint primary key);\n\n-- Rollback:\n-- drop table if exists feature;" },
    { sql: "-- nothing to do yet" },
    { sql: "alter table users validate constraint email_known;" },
    { sql: "-- lockstep: transaction = none\nreindex table concurrently users;\nvacuum (analyze) users;" },
    { sql: "create extension if not exists citext;\ncreate schema if not exists app;" },
    { file: "R_names.sql", sql: "create or replace view names as select name from users;" },
  ],
  *check(outer) {
    // a rollback leaves repeatable files and hooks alone
    if (outer.role !== "migration" || outer.rollback !== null) return;
    const migration = withInner(outer);
    if (migration.statements.some((statement) => !leavesNothing(statement, migration)))
      yield { message: "the file does not say how it is undone" };
  },
};

/** True for what changes nothing that a way back could give back. */
function leavesNothing(statement: JudgedStatement, migration: JudgedMigration): boolean {
  const { node, fields, effects } = statement;
  // what a block holds is asked after it, but for what nobody can read
  if (node === "DoStmt" || node === "CallStmt") return effects.unknown.length === 0 && effects.inner.length > 0;
  if (always.has(node)) return true;
  // it may have been there before: then it is not this migration's to drop
  if (node === "CreateExtensionStmt" || node === "CreateSchemaStmt") return fields.if_not_exists === true;
  // there is no DROP VALUE, and another rule says so
  if (node === "AlterEnumStmt") return fields.oldVal === undefined;
  if (node === "AlterTableStmt") {
    const clauses = clausesOf(statement, "OBJECT_TABLE");
    return clauses.length > 0 && clauses.every(({ subtype }) => subtype === "AT_ValidateConstraint");
  }
  if (node === "CreateStmt") return fieldsOf(fields.relation).relpersistence === "t";
  // of rows that were there before, that is: those of a new table go with it
  const changes = dataChangesOf(statement, migration);
  if (node === "SelectStmt") return changes.length === 0 && fields.intoClause === undefined && effects.unknown.length === 0;
  return rowStatements.has(node) && changes.length === 0;
}

const rowStatements: ReadonlySet<string> = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt"]);

const always: ReadonlySet<string> = new Set([
  "LockStmt",
  "ReindexStmt",
  "RefreshMatViewStmt",
  "TransactionStmt",
  "VacuumStmt",
  "VariableSetStmt",
]);
