/** INSERT: rows go into a table or the partition that takes them; foreign keys are checked and sequences drawn from. */

import { fieldsOf, listOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import type { RelationModel } from "../../schema-model.ts";
import { treeOfExpression } from "../expression-tree.ts";
import { checkReferenced } from "./foreign-keys.ts";
import { lockAncestors, lockIndexes, lockLeavesFor } from "./lock-relation.ts";
import { type Query, reaches, readQuery, unmarked } from "./query.ts";
import { conditionsOfRow, type Row, takesDefault } from "./row.ts";
import { readSelect, withQueries } from "./select.ts";
import { targetOf, writtenTable } from "./target.ts";
import { runTriggers } from "./triggers.ts";
import { updateRows } from "./update.ts";

/** Reads the fields of `InsertStmt`. */
export function readInsert(fields: SqlFields, outer: Query): void {
  const query = withQueries(fields, outer);
  const target = targetOf(fields, "insert-rows", query);
  if (target === null) return;
  const select = nodeOf(fields.selectStmt, "SelectStmt");
  if (select !== null) readSelect(select, { ...query, marked: unmarked, where: null });
  readQuery(fields.returningList, query);
  readConflict(fieldsOf(fields.onConflictClause), target, query);
  const table = writtenTable(target, query);
  if (query.depth !== "run" || table === null) return;
  const columns = listOf(fields.cols).map((column) => textOf(nodeOf(column, "ResTarget")?.name) ?? "");
  insertRows(table, rowsOf(columns, select, table), fields.override === "OVERRIDING_USER_VALUE", query);
}

/** What inserting these rows does beside the lock on the table. */
export function insertRows(table: RelationModel, rows: readonly Row[], ignoresIdentity: boolean, query: Query): void {
  const { draft, on } = query.reading;
  lockAncestors(table, query);
  runTriggers(table, "insert", query);
  for (const row of rows) {
    for (const { name, default: expression, isIdentity, generated } of table.columns) {
      if (!takesDefault(row, name) && !(isIdentity && ignoresIdentity)) continue;
      if (isIdentity)
        for (const sequence of draft.sequencesOf(table.name, name))
          on.lock(sequence.name, "ROW EXCLUSIVE", `sequence of ${table.name}`);
      else if (expression !== null && generated === null) readQuery(treeOfExpression(expression), query);
    }
    for (const leaf of lockLeavesFor(table, conditionsOfRow(row, table), query)) {
      if (leaf !== table) runTriggers(leaf, "insert", query);
      checkReferenced(leaf, row, () => true, query);
    }
  }
}

/** VALUES row by row; one row of unknown values for a query. */
function rowsOf(columns: readonly string[], select: SqlFields | null, table: RelationModel): readonly Row[] {
  const names = columns.length > 0 ? columns : table.columns.map(({ name }) => name);
  if (select === null) return [new Map()];
  const values = listOf(select.valuesLists).map((list) => listOf(nodeOf(list, "List")?.items));
  const single = singleRow(select);
  if (values.length > 0 || single !== null)
    return (single === null ? values : [single]).map(
      (row) => new Map(names.flatMap((name, at) => (at < row.length ? [[name, row[at] ?? "unknown"] as const] : []))),
    );
  return [new Map(names.map((name) => [name, "unknown"] as const))];
}

/** `SELECT 1, 'a'`: the values of a query that reads nothing. */
function singleRow(select: SqlFields): readonly SqlTree[] | null {
  if (select.fromClause !== undefined || select.op !== "SETOP_NONE" || select.valuesLists !== undefined) return null;
  return listOf(select.targetList).map((target) => nodeOf(target, "ResTarget")?.val ?? null);
}

/** ON CONFLICT with a target looks at the indexes; DO UPDATE may change rows. */
function readConflict(conflict: SqlFields, target: RelationModel, query: Query): void {
  const { action, infer, targetList, whereClause } = conflict;
  if (action === undefined) return;
  readQuery([targetList ?? null, whereClause ?? null], query);
  if (!reaches(query, "planned")) return;
  const table = writtenTable(target, query) ?? target;
  if (infer !== undefined) lockIndexes(table, "ROW EXCLUSIVE", query);
  if (action === "ONCONFLICT_UPDATE" && query.depth === "run") updateRows(table, listOf(targetList), query);
}
