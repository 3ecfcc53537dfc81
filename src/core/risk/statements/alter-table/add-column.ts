/** ALTER TABLE … ADD COLUMN: instant, unless existing rows need a value of their own or a constraint has to look at them. */

import { fieldsOf, listOf, nodeOf, type SqlFields, textOf } from "../../../sql/sql-tree.ts";
import { treesOf } from "../../expression.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { RelationModel } from "../../schema-model.ts";
import { readQuery } from "../data/query.ts";
import { queryIn } from "../data/query-readers.ts";
import { isSerialType, learnColumn } from "../new-relation/learn-column.ts";
import type { Reading } from "../statement-reader.ts";
import { addedForm } from "./added-form.ts";
import { hasRows } from "./alteration.ts";
import type { Clause, ClauseReader } from "./clause.ts";
import { checkForeignKey, lockReferenced, withPartitions } from "./foreign-key-locks.ts";

/** Reads `AT_AddColumn`. */
export const addColumn: ClauseReader = (clause, reading) => {
  const { fields, relation, alteration } = clause;
  const { draft } = reading;
  const definition = fieldsOf(nodeOf(fields.def, "ColumnDef") ?? undefined);
  const part = textOf(definition.colname) ?? "";
  if (fields.missing_ok === true && hasColumn(relation, part)) {
    alteration.use("add-existing-column", relation, [], { part });
    return;
  }
  const receivers = clause.isOnly ? [] : receiving(relation, part, draft);
  const { form, because, costs, value } = addedForm(definition, draft);
  alteration.use(form, relation, receivers, { part, because, costs: () => costs });
  // the default is computed, once or for every row, and does whatever its functions do
  if ([relation, ...receivers].some(hasRows)) readQuery([...treesOf(value)], queryIn(reading, "run"));
  for (const constraint of constraintsOf(definition)) useConstraint(constraint, definition, receivers, clause, reading);
  if (!clause.isOnly) lockMerging(relation, part, clause, draft);
  learnColumn(relation.name, definition, draft);
  for (const child of receivers) learnColumn(child.name, inherited(definition, child), draft);
};

/** The constraints at a column; NOT ENFORCED (18+) stands behind the one that it is about, as an element of its own. */
function constraintsOf(definition: SqlFields): readonly SqlFields[] {
  const constraints: SqlFields[] = [];
  for (const element of listOf(definition.constraints)) {
    const fields = fieldsOf(nodeOf(element, "Constraint") ?? undefined);
    const last = constraints.at(-1);
    if (fields.contype === "CONSTR_ATTR_NOT_ENFORCED" && last !== undefined)
      constraints[constraints.length - 1] = { ...last, is_enforced: false };
    else constraints.push(fields);
  }
  return constraints;
}

const hasColumn = ({ columns }: RelationModel, name: string) => columns.some((one) => one.name === name);

/** Tables below that get the column; one that has it keeps its own, and nothing changes further down. */
function receiving(table: RelationModel, column: string, draft: SchemaDraft): readonly RelationModel[] {
  return draft
    .childrenOf(table.name)
    .flatMap((child) => (hasColumn(child, column) ? [] : [child, ...receiving(child, column, draft)]));
}

// those that have it are locked to find out
function lockMerging(table: RelationModel, column: string, clause: Clause, draft: SchemaDraft): void {
  for (const child of draft.childrenOf(table.name)) {
    clause.alteration.lockBelow(child);
    if (!hasColumn(child, column)) lockMerging(child, column, clause, draft);
  }
}

function useConstraint(
  constraint: SqlFields,
  definition: SqlFields,
  receivers: readonly RelationModel[],
  { relation, alteration }: Clause,
  reading: Reading,
): void {
  const part = textOf(constraint.conname) ?? textOf(definition.colname);
  switch (constraint.contype) {
    case "CONSTR_CHECK":
      if (constraint.is_enforced !== true) alteration.use("add-check-not-enforced", relation, receivers, { part });
      else alteration.use("add-check", relation, constraint.is_no_inherit === true ? [] : receivers, { part });
      return;
    case "CONSTR_UNIQUE":
      alteration.use("add-unique", relation, [], { part });
      return;
    case "CONSTR_PRIMARY":
      alteration.use("add-primary-key", relation, [], { part, costs: () => ["index-build"] });
      return;
    case "CONSTR_FOREIGN":
      addReference(constraint, definition, { relation, alteration, part }, reading);
  }
}

// Rows that get no value need no check: the server leaves it out where the definition has no default at all.
function addReference(
  constraint: SqlFields,
  definition: SqlFields,
  { relation, alteration, part }: Pick<Clause, "relation" | "alteration"> & { readonly part: string | null },
  reading: Reading,
): void {
  const { draft } = reading;
  const referenced = draft.resolve(fieldsOf(constraint.pktable));
  const value = defaultOf(definition);
  const validates = constraint.is_enforced === true && (value !== undefined || isSerialType(definition));
  alteration.use(validates ? "add-foreign-key" : "add-foreign-key-not-valid", relation, [], {
    part,
    because: validates ? null : `no row has a value yet that ${referenced} could lack`,
    costs: () => [],
  });
  lockReferenced(relation, referenced, "SHARE ROW EXCLUSIVE", reading);
  const isNull = nodeOf(value, "A_Const")?.isnull === true;
  if (validates) checkForeignKey(withPartitions(relation, draft), referenced, reading, { findsKeys: !isNull });
}

function defaultOf(definition: SqlFields) {
  return listOf(definition.constraints)
    .map((one) => fieldsOf(nodeOf(one, "Constraint") ?? undefined))
    .find(({ contype }) => contype === "CONSTR_DEFAULT" || contype === "CONSTR_GENERATED")?.raw_expr;
}

// Keys stay with the table that declares them; foreign keys go down to partitions only.
function inherited(definition: SqlFields, child: RelationModel): SqlFields {
  const stays = (contype: string | null, fields: SqlFields) =>
    contype === "CONSTR_UNIQUE" ||
    contype === "CONSTR_IDENTITY" ||
    fields.is_no_inherit === true ||
    (contype === "CONSTR_FOREIGN" && child.partitionBound === null);
  const constraints = listOf(definition.constraints).flatMap((one) => {
    const fields = fieldsOf(nodeOf(one, "Constraint") ?? undefined);
    if (fields.contype === "CONSTR_PRIMARY") return [{ Constraint: { contype: "CONSTR_NOTNULL" } }];
    return stays(textOf(fields.contype), fields) ? [] : [one];
  });
  return { ...definition, constraints };
}
