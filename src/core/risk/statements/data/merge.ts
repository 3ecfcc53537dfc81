/** MERGE (15+): the parts of INSERT, UPDATE and DELETE that its WHEN clauses name. */

import { fieldsOf, listOf, nodeOf, type SqlFields, textOf } from "../../../sql/sql-tree.ts";
import { checkReferencing } from "./foreign-keys.ts";
import { insertRows } from "./insert.ts";
import { lockRelation } from "./lock-relation.ts";
import { type Query, readQuery } from "./query.ts";
import { withQueries } from "./select.ts";
import { targetOf, writtenTable } from "./target.ts";
import { runTriggers } from "./triggers.ts";
import { updateRows } from "./update.ts";

/** Reads the fields of `MergeStmt`. */
export function readMerge(fields: SqlFields, outer: Query): void {
  const query = withQueries(fields, outer);
  const { relation, withClause, ...rest } = fields;
  const target = targetOf(fields, "merge-rows", query);
  if (target === null) return;
  const inherits = fieldsOf(relation).inh === true;
  lockRelation(target, { mode: "ROW EXCLUSIVE", inherits, conditions: [], because: null, scans: true }, query);
  readQuery(rest, query);
  const table = writtenTable(target, query);
  if (table === null || query.depth !== "run") return;
  for (const clause of listOf(fields.mergeWhenClauses)) {
    const { commandType, targetList, values } = fieldsOf(nodeOf(clause, "MergeWhenClause") ?? undefined);
    if (commandType === "CMD_UPDATE") updateRows(table, listOf(targetList), query);
    if (commandType === "CMD_INSERT") {
      const names = listOf(targetList).map((column) => textOf(nodeOf(column, "ResTarget")?.name) ?? "");
      const columns = names.length > 0 ? names : table.columns.map(({ name }) => name);
      const row = new Map(listOf(values).map((value, at) => [columns[at] ?? "", value] as const));
      insertRows(table, [row], false, query);
    }
    if (commandType === "CMD_DELETE") {
      runTriggers(table, "delete", query);
      checkReferencing(table, null, query);
    }
  }
}
