/** A table that no row of can be told from another. */

import { fieldsOf, listOf, nodeOf } from "../../sql/sql-tree.ts";
import { constraintsIn } from "../columns-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import { relationOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const tableWithoutPrimaryKey: Rule = {
  id: "table-without-primary-key",
  summary: "CREATE TABLE without a primary key",
  why: "Rows cannot be told apart: logical replication refuses their UPDATE and DELETE, and batches have nothing to go by.",
  advice: "A primary key.",
  level: "low",
  group: "safety",
  docs: ["ddl-constraints"],
  aliases: ["migrationpilot:MP045"],
  bad: [{ sql: "create table notes (body text);" }],
  good: [
    { sql: "create table notes (id bigint primary key);" },
    { sql: "create table notes (id bigint, body text);\nalter table notes add primary key (id);" },
    { sql: "create temporary table notes (body text);" },
    { sql: "create table notes_2026 partition of notes for values in (2026);" },
    { sql: "create table notes_copy (like notes including all);" },
  ],
  looksAt: ["CreateStmt"],
  *check(outer) {
    const migration = withInner(outer);
    const keyed = new Set(
      [...constraintsIn(migration)].flatMap(({ table, fields }) => (fields.contype === "CONSTR_PRIMARY" ? [table] : [])),
    );
    for (const statement of migration.statements) {
      const { node, fields } = statement;
      const rangeVar = fieldsOf(fields.relation);
      if (node !== "CreateStmt" || rangeVar.relpersistence === "t") continue;
      // what comes from elsewhere may bring one
      if (fields.inhRelations !== undefined || fields.ofTypename !== undefined) continue;
      if (listOf(fields.tableElts).some((element) => nodeOf(element, "TableLikeClause") !== null)) continue;
      const table = relationOf(migration, rangeVar);
      if (!keyed.has(table)) yield at(statement, `${table} has no primary key`);
    }
  },
};
