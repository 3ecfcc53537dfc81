/** What a new table has from its parents: columns and checks, with INHERITS, OF and PARTITION OF alike. */

import { fieldsOf, listOf, nodeOf, type SqlFields } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { ColumnModel, QualifiedName, RelationModel } from "../../schema-model.ts";
import { boundText } from "../partition/bound.ts";

/** Adds to a new table what its parents (and its composite type) give it. */
export function learnParents(table: QualifiedName, fields: SqlFields, draft: SchemaDraft): void {
  const parents = listOf(fields.inhRelations).map((one) => draft.resolve(fieldsOf(nodeOf(one, "RangeVar") ?? undefined)));
  const isPartition = fields.partbound !== undefined;
  const known = parents.flatMap((name) => draft.known(name) ?? []);
  const type = draft.known(table)?.ofType ?? null;
  const models = type === null ? known : [...known, ...[draft.known(type)].flatMap((one) => one ?? [])];
  draft.change(table, "r", ({ columns, constraints }) => ({
    parents,
    partitionBound: isPartition ? boundText(fieldsOf(fields.partbound)) : null,
    columns: [...columns, ...merged(models, isPartition)],
    constraints: [...constraints, ...models.flatMap((parent) => inheritedBy(parent, isPartition))],
  }));
}

// Columns of the same name are one; identity and generated columns go down to partitions only.
function merged(models: readonly RelationModel[], isPartition: boolean): readonly ColumnModel[] {
  const columns = new Map<string, ColumnModel>();
  for (const column of models.flatMap((model) => model.columns)) {
    const before = columns.get(column.name);
    const own = { ...column, isIdentity: column.isIdentity && isPartition };
    columns.set(column.name, before === undefined ? own : { ...before, notNull: before.notNull || column.notNull });
  }
  return [...columns.values()];
}

function inheritedBy({ constraints }: RelationModel, isPartition: boolean): RelationModel["constraints"] {
  const goesDown = (one: RelationModel["constraints"][number]) =>
    !one.noInherit && (one.type === "c" || one.type === "n" || (isPartition && one.type === "f"));
  return constraints.filter(goesDown).map((one) => ({ ...one, isInherited: true }));
}
