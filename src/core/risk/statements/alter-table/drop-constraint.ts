/** ALTER TABLE … DROP CONSTRAINT: a foreign key frees two tables under full locks on both, a key takes its index along. */

import { textOf } from "../../../sql/sql-tree.ts";
import { dropDependents, idOfConstraint } from "../../dependents.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { ConstraintModel, QualifiedName, RelationModel } from "../../schema-model.ts";
import type { StatementForm } from "../../statement-form.ts";
import type { Reading } from "../statement-reader.ts";
import type { Clause, ClauseReader } from "./clause.ts";
import { mayBeForeignKey } from "./constraint-named.ts";
import { releaseReferenced } from "./foreign-key-locks.ts";

const forms: { readonly [K in ConstraintModel["type"]]: StatementForm } = {
  p: "drop-key",
  u: "drop-key",
  x: "drop-key",
  f: "drop-foreign-key",
  c: "drop-constraint",
  n: "drop-not-null",
};

/** Reads `AT_DropConstraint`. */
export const dropConstraint: ClauseReader = (clause, reading) => {
  const { fields, relation, children, alteration } = clause;
  const { draft, on } = reading;
  const part = textOf(fields.name) ?? "";
  const constraint = relation.constraints.find(({ name }) => name === part);
  if (constraint === undefined) {
    dropUnknown(part, clause, reading);
    return;
  }
  alteration.use(forms[constraint.type], relation, tablesBelow(constraint, clause, draft), { part });
  releaseReferenced(relation, constraint, true, reading);
  const indexes = constraint.index === null ? [] : indexTree(constraint.index, draft);
  for (const index of indexes) on.lock(index, "ACCESS EXCLUSIVE", `index of ${relation.name}`);
  if (fields.behavior === "DROP_CASCADE")
    dropDependents([idOfConstraint(relation.name, part)], `${relation.name}.${part}`, on, draft);
  for (const index of indexes) draft.remove(index);
  for (const table of [relation, ...children]) forgetConstraint(table, constraint, new Set(indexes), draft);
};

// Checks go down level by level; what a partitioned table has, all its partitions have.
function tablesBelow({ type, noInherit }: ConstraintModel, clause: Clause, draft: SchemaDraft): readonly RelationModel[] {
  const { relation, children, isOnly } = clause;
  if (type === "c" || type === "n") {
    if (noInherit) return [];
    return isOnly ? draft.childrenOf(relation.name) : children;
  }
  return relation.relkind === "p" ? children : [];
}

function indexTree(index: QualifiedName, draft: SchemaDraft): readonly QualifiedName[] {
  return [index, ...draft.descendantsOf(index).map(({ name }) => name)];
}

function dropUnknown(part: string, { fields, relation, children, alteration }: Clause, { draft, on }: Reading): void {
  const isNowhere = fields.missing_ok === true && draft.isComplete;
  if (isNowhere) {
    alteration.use("drop-missing-constraint", relation, [], { part });
    return;
  }
  // since 18 NOT NULL has a name as well; those that say no more than their column are not listed
  const column = draft.major >= 18 ? relation.columns.find(({ name }) => part.endsWith(`_${name}_not_null`)) : undefined;
  if (column !== undefined) {
    alteration.use("drop-not-null", relation, children, { part });
    for (const table of [relation, ...children]) draft.changeColumn(table.name, column.name, { notNull: false });
    return;
  }
  const isKey = !draft.isComplete && mayBeForeignKey(part);
  alteration.use(isKey ? "drop-foreign-key" : "drop-constraint", relation, [], { part });
  if (isKey) on.unknown(`which table the foreign key ${part} of ${relation.name} references`);
}

function forgetConstraint(
  table: RelationModel,
  dropped: ConstraintModel,
  indexes: ReadonlySet<QualifiedName>,
  draft: SchemaDraft,
): void {
  const isIt = (one: ConstraintModel) =>
    (one.index !== null && indexes.has(one.index)) || (one.type === dropped.type && one.name === dropped.name);
  draft.change(table.name, table.relkind, ({ constraints, columns }) => ({
    constraints: constraints.filter((one) => !isIt(one)),
    columns:
      dropped.type === "n"
        ? columns.map((one) => (dropped.columns.includes(one.name) ? { ...one, notNull: false } : one))
        : columns,
  }));
}
