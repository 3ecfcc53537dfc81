/**
 * What foreign keys do when rows change: the referenced row is locked FOR KEY SHARE, and a change of a referenced key looks for the rows
 * that point at it, or changes them too (https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-FK).
 */

import type { ConstraintModel, RelationModel } from "../../schema-model.ts";
import type { Condition } from "./condition.ts";
import { ancestorsOf, lockRelation } from "./lock-relation.ts";
import type { Query } from "./query.ts";
import { type Row, valueIn } from "./row.ts";
import { runTriggers } from "./triggers.ts";

/** Foreign keys of a table that a new or changed row has to meet; those with a null in them do not. */
export function checkReferenced(
  table: RelationModel,
  row: Row,
  concerned: (constraint: ConstraintModel) => boolean,
  query: Query,
): void {
  for (const constraint of table.constraints) {
    const referenced = constraint.referenced === null ? null : query.reading.draft.relation(constraint.referenced, "r");
    if (referenced === null || !constraint.isEnforced || !concerned(constraint)) continue;
    const values = constraint.columns.map((column) => valueIn(row, table, column));
    if (values.includes(null)) continue;
    const conditions = constraint.referencedColumns.map(
      (column, at): Condition => ({ column, operator: "in", values: [values[at]] }),
    );
    const because = `referenced by a foreign key of ${table.name}`;
    const inherits = referenced.relkind === "p";
    lockRelation(referenced, { mode: "ROW SHARE", inherits, conditions, because, scans: false }, query);
  }
}

/** Tables whose foreign keys point at rows that go (`changed` null) or whose key columns change. */
export function checkReferencing(
  table: RelationModel,
  changed: ReadonlySet<string> | null,
  query: Query,
  seen: ReadonlySet<string> = new Set(),
): void {
  const { draft } = query.reading;
  const family = [table, ...ancestorsOf(table, query), ...draft.descendantsOf(table.name)];
  const names = new Set(family.map(({ name }) => name));
  const tables = new Map(family.flatMap(({ name }) => draft.referencing(name)).map((one) => [one.name, one]));
  for (const child of tables.values()) {
    if (child.parents.some((parent) => tables.has(parent)) || seen.has(child.name)) continue;
    for (const constraint of child.constraints) {
      if (constraint.referenced === null || !names.has(constraint.referenced) || !constraint.isEnforced) continue;
      if (changed !== null && !constraint.referencedColumns.some((column) => changed.has(column))) continue;
      lookFor(child, constraint, changed === null, query, new Set([...seen, table.name]));
    }
  }
}

function lookFor(child: RelationModel, constraint: ConstraintModel, isDelete: boolean, query: Query, seen: ReadonlySet<string>) {
  const action = (isDelete ? constraint.onDelete : constraint.onUpdate) ?? "no action";
  const changes = action !== "no action" && action !== "restrict";
  const because = `its foreign key references ${constraint.referenced}`;
  const leading = query.reading.draft.indexesOf(child.name).map(({ index }) => index?.columns[0]);
  const scans = !leading.some((column) => column != null && constraint.columns.includes(column));
  const inherits = child.relkind === "p";
  lockRelation(child, { mode: changes ? "ROW EXCLUSIVE" : "ROW SHARE", inherits, conditions: [], because, scans }, query);
  if (!changes) return;
  const isCascadedDelete = isDelete && action === "cascade";
  runTriggers(child, isCascadedDelete ? "delete" : "update", query);
  checkReferencing(child, isCascadedDelete ? null : new Set(constraint.columns), query, seen);
}
