/** The relation that a statement writes to. */

import { fieldsOf, type SqlFields } from "../../../sql/sql-tree.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { StatementForm } from "../../statement-form.ts";
import { isSystem } from "./is-system.ts";
import { type Query, reaches } from "./query.ts";

/** The relation after INTO, UPDATE or FROM, with its lock and the form recorded; null where it does not exist. */
export function targetOf(fields: SqlFields, form: StatementForm, query: Query): RelationModel | null {
  const { draft, on } = query.reading;
  const rangeVar = fieldsOf(fields.relation);
  if (isSystem(rangeVar)) {
    if (reaches(query, "planned")) on.use(form, null);
    return null;
  }
  const target = draft.relation(draft.resolve(rangeVar), "r");
  if (target === null) on.unknown("a relation that does not exist here");
  else if (!reaches(query, "planned")) on.lock(target.name, "ROW EXCLUSIVE");
  // the costs depend on the condition and are recorded by who reads it
  else on.use(form, target, { costs: [] });
  return target;
}

/** The table behind the target: itself, or what a view passes its writes on to; null for a view over several relations. */
export function writtenTable(target: RelationModel, query: Query): RelationModel | null {
  const { draft, on } = query.reading;
  if (target.relkind !== "v") return target;
  const [base, ...others] = target.reads;
  const table = base === undefined || others.length > 0 ? null : draft.relation(base, "r");
  if (table === null || !reaches(query, "rewritten")) return table;
  on.lock(table.name, "ROW EXCLUSIVE", `read by ${target.name}`);
  return writtenTable(table, query);
}
