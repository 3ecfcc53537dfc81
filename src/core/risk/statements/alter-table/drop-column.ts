/** ALTER TABLE … DROP COLUMN: what stands on the column goes with it: indexes, constraints, the other side of foreign keys. */

import { textOf } from "../../../sql/sql-tree.ts";
import { dropDependents, idOfColumn, idOfConstraint } from "../../dependents.ts";
import { mentions } from "../../expression.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { ConstraintModel, QualifiedName, RelationModel } from "../../schema-model.ts";
import type { Reading } from "../statement-reader.ts";
import type { ClauseReader } from "./clause.ts";
import { releaseReferenced } from "./foreign-key-locks.ts";
import { usesColumn } from "./index-columns.ts";

/** Reads `AT_DropColumn`. */
export const dropColumn: ClauseReader = ({ fields, relation, isOnly, alteration }, reading) => {
  const { draft, on } = reading;
  const part = textOf(fields.name) ?? "";
  const isThere = relation.columns.some(({ name }) => name === part);
  if (fields.missing_ok === true && !isThere && (draft.isComplete || relation.isNew)) {
    alteration.use("drop-missing-column", relation, []);
    return;
  }
  const losing = [relation, ...(isOnly ? [] : losingColumn(relation, part, draft))];
  // the children of each are locked, also those that keep the column as their own
  const below = losing.flatMap(({ name }) => draft.childrenOf(name));
  alteration.use("drop-column", relation, below, { part });
  for (const table of losing) lockParts(table, part, reading);
  if (fields.behavior === "DROP_CASCADE") {
    const ids = losing.flatMap((table) => [
      idOfColumn(table.name, part),
      ...constraintsOn(table, part).flatMap(({ name }) => (name === null ? [] : [idOfConstraint(table.name, name)])),
    ]);
    dropDependents(ids, `${relation.name}.${part}`, on, draft);
  }
  for (const table of losing) forgetColumn(table.name, part, draft);
};

/** Tables below that have the column from this parent alone. */
function losingColumn(table: RelationModel, column: string, draft: SchemaDraft): readonly RelationModel[] {
  return draft.childrenOf(table.name).flatMap((child) => {
    const isOwn = child.columns.find(({ name }) => name === column)?.isLocal === true && child.partitionBound === null;
    const parents = child.parents.filter((parent) => draft.known(parent)?.columns.some(({ name }) => name === column) === true);
    return isOwn || parents.length > 1 ? [] : [child, ...losingColumn(child, column, draft)];
  });
}

function lockParts(table: RelationModel, column: string, reading: Reading): void {
  const { draft, on } = reading;
  for (const index of draft.indexesOf(table.name))
    if (usesColumn(index, column)) on.lock(index.name, "ACCESS EXCLUSIVE", `index of ${table.name}`);
  for (const sequence of draft.sequencesOf(table.name, column))
    on.lock(sequence.name, "ACCESS EXCLUSIVE", `sequence of ${table.name}`);
  for (const key of constraintsOn(table, column)) releaseReferenced(table, key, false, reading);
}

function constraintsOn(table: RelationModel, column: string): readonly ConstraintModel[] {
  return table.constraints.filter((one) => one.columns.includes(column) || mentions(one.expression, column));
}

function forgetColumn(table: QualifiedName, column: string, draft: SchemaDraft): void {
  const before = draft.known(table);
  if (before === null) return;
  const gone = new Set(constraintsOn(before, column));
  for (const index of draft.indexesOf(table)) if (usesColumn(index, column)) draft.remove(index.name);
  for (const sequence of draft.sequencesOf(table, column)) draft.remove(sequence.name);
  draft.change(table, before.relkind, ({ columns, constraints, statistics }) => ({
    columns: columns.filter(({ name }) => name !== column),
    constraints: constraints.filter((one) => !gone.has(one)),
    statistics: statistics.filter((one) => !one.columns.includes(column)),
  }));
}
