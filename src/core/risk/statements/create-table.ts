/** CREATE TABLE and CREATE FOREIGN TABLE: nobody waits for a new table, but for its parents and for what its foreign keys reference. */

import { fieldsOf, listOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { reached } from "../reach.ts";
import { type QualifiedName, type RelationKind, relationNamed } from "../schema-model.ts";
import { typeText } from "../type-text.ts";
import { learnColumn } from "./new-relation/learn-column.ts";
import { learnConstraint } from "./new-relation/learn-constraint.ts";
import { learnLike } from "./new-relation/learn-like.ts";
import { learnParents } from "./new-relation/learn-parents.ts";
import { newRelationName } from "./new-relation/new-relation-name.ts";
import { partitionKeyText } from "./partition/bound.ts";
import { createPartition } from "./partition/create-partition.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `CreateStmt`. */
export const createTable: StatementReader = (fields, reading) => {
  create(fields, fields.partspec === undefined ? "r" : "p", reading);
};

/** Reads `CreateForeignTableStmt`. */
export const createForeignTable: StatementReader = (fields, reading) => {
  create(fieldsOf(fields.base), "f", reading);
};

function create(fields: SqlFields, relkind: RelationKind, reading: Reading): void {
  const { draft, on } = reading;
  const rangeVar = fieldsOf(fields.relation);
  const name = newRelationName(rangeVar, draft);
  const part = textOf(rangeVar.relname);
  if (fields.if_not_exists === true && draft.known(name) !== null) {
    // it is found by its name alone, and nothing is locked
    on.use("create-table", null, { part, because: `${name} is there already` });
    return;
  }
  on.use("create-table", null, { part });
  const bound = nodeOf({ bound: fields.partbound ?? null }, "bound");
  if (bound === null) lockParents(fields, reading);
  lockSources(fields, reading);
  draft.add({
    ...relationNamed(name, relkind),
    partitionKey: fields.partspec === undefined ? null : partitionKeyText(fieldsOf(fields.partspec)),
    isTemporary: rangeVar.relpersistence === "t",
    isUnlogged: rangeVar.relpersistence === "u",
    tablespace: textOf(fields.tablespacename),
    accessMethod: textOf(fields.accessMethod),
    ofType: fields.ofTypename === undefined ? null : typeText(fieldsOf(fields.ofTypename), draft),
  });
  learnParents(name, fields, draft);
  learnElements(name, fields, reading);
  if (bound !== null) createPartition(name, fields, reading);
  lockReferenced(name, reading);
}

function lockParents(fields: SqlFields, { draft, on }: Reading): void {
  for (const parent of listOf(fields.inhRelations)) {
    const relation = draft.relation(draft.resolve(fieldsOf(nodeOf(parent, "RangeVar") ?? undefined)), "r");
    on.use("create-table-inheriting", relation);
  }
}

// LIKE, and the composite type behind OF.
function lockSources(fields: SqlFields, { draft, on }: Reading): void {
  for (const element of listOf(fields.tableElts)) {
    const like = nodeOf(element, "TableLikeClause");
    if (like !== null) on.use("copy-table-definition", draft.relation(draft.resolve(fieldsOf(like.relation)), "r"));
  }
  if (fields.ofTypename === undefined) return;
  const type = typeText(fieldsOf(fields.ofTypename), draft);
  if (type !== null) on.use("copy-table-definition", draft.relation(type, "c"));
}

function learnElements(name: QualifiedName, fields: SqlFields, { draft }: Reading): void {
  const elements = listOf(fields.tableElts);
  for (const element of elements) {
    const column = nodeOf(element, "ColumnDef");
    const like = nodeOf(element, "TableLikeClause");
    if (column !== null) learnColumn(name, column, draft);
    else if (like !== null) learnLike(name, like, draft);
  }
  for (const element of elements) {
    const constraint = nodeOf(element, "Constraint");
    if (constraint !== null) learnConstraint(name, constraint, null, draft);
  }
}

function lockReferenced(name: QualifiedName, { draft, on }: Reading): void {
  const table = draft.known(name);
  for (const { referenced, name: key, type, isInherited } of table?.constraints ?? []) {
    if (table === null || type !== "f" || referenced === null || referenced === name || isInherited) continue;
    on.use("create-table-referencing", draft.relation(referenced, "r"), { part: key });
  }
  if (table !== null)
    for (const one of reached("referenced", table, draft)) on.lock(one.relation, "SHARE ROW EXCLUSIVE", one.because);
}
