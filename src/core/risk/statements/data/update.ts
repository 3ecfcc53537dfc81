/** UPDATE: rows change; foreign keys are checked where their columns may. */

import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import type { RelationModel } from "../../schema-model.ts";
import { checkReferenced, checkReferencing } from "./foreign-keys.ts";
import { lockAncestors, lockLeavesFor } from "./lock-relation.ts";
import { type Query, readQuery } from "./query.ts";
import { conditionsOfRow, type Row } from "./row.ts";
import { lockRows } from "./rows-found.ts";
import { withQueries } from "./select.ts";
import { runTriggers } from "./triggers.ts";

/** Reads the fields of `UpdateStmt`. */
export function readUpdate(fields: SqlFields, outer: Query): void {
  const query = withQueries(fields, outer);
  const { relation, withClause, ...rest } = fields;
  const found = lockRows(fields, "update-rows", "update-many-rows", query);
  readQuery(rest, query);
  if (found !== null && query.depth === "run") updateRows(found, listOf(fields.targetList), query);
}

/** What changing these columns does beside the locks of the search; `targets` are the `ResTarget`s of SET. */
export function updateRows(table: RelationModel, targets: readonly SqlTree[], query: Query): void {
  const row: Map<string, SqlTree> = new Map();
  for (const target of targets) {
    const { name, val } = fieldsOf(nodeOf(target, "ResTarget") ?? undefined);
    // SET a = a changes nothing
    if (namesOf(nodeOf(val, "ColumnRef")?.fields)?.at(-1) !== name) row.set(textOf(name) ?? "", val ?? null);
  }
  const { draft } = query.reading;
  const leaves = [table, ...draft.descendantsOf(table.name)];
  const moves = leaves.some(({ partitionKey }) => [...row.keys()].some((column) => partitionKey?.includes(column) === true));
  lockAncestors(table, query);
  if (moves) {
    const known: Row = new Map([...table.columns.map(({ name }) => [name, "unknown"] as const), ...row]);
    lockLeavesFor(table, conditionsOfRow(known, table), query);
  }
  runTriggers(table, "update", query);
  for (const leaf of leaves) {
    if (leaf !== table) runTriggers(leaf, "update", query);
    const changed: Row = new Map([...leaf.columns.map(({ name }) => [name, "unknown"] as const), ...row]);
    checkReferenced(leaf, changed, ({ columns }) => moves || columns.some((column) => row.has(column)), query);
  }
  checkReferencing(table, moves ? null : new Set(row.keys()), query);
}
