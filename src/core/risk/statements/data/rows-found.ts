/** The search of an UPDATE or DELETE: what it locks and whether it reads the whole table. */

import { fieldsOf, listOf, type SqlFields, textOf } from "../../../sql/sql-tree.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { StatementForm } from "../../statement-form.ts";
import { conditionsOf } from "./condition.ts";
import { lockRelation } from "./lock-relation.ts";
import type { Query } from "./query.ts";
import { readsFewRows } from "./selectivity.ts";
import { targetOf, writtenTable } from "./target.ts";

/** Records the search; the table whose rows change, or null where it is not known which. `few` is the form when an index finds the rows, `many` otherwise. */
export function lockRows(fields: SqlFields, few: StatementForm, many: StatementForm, query: Query): RelationModel | null {
  const { draft } = query.reading;
  const rangeVar = fieldsOf(fields.relation);
  const target = draft.relation(draft.resolve(rangeVar), "r");
  const alias = textOf(fieldsOf(rangeVar.alias).aliasname) ?? textOf(rangeVar.relname) ?? "";
  const conditions = conditionsOf(fields.whereClause, new Set([alias]));
  const isJoin = listOf(fields.fromClause).length + listOf(fields.usingClause).length > 0;
  const scans = target !== null && !readsFewRows(target, conditions, draft);
  const named = targetOf(fields, scans ? many : few, query);
  if (named === null) return null;
  lockRelation(
    named,
    { mode: "ROW EXCLUSIVE", inherits: rangeVar.inh === true, conditions: isJoin ? [] : conditions, because: null, scans },
    query,
  );
  return writtenTable(named, query);
}
