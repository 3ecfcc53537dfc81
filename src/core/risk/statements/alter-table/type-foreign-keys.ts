/** Foreign keys on a column whose type changes: each is made again, under a full lock on both of its tables. */

import type { SchemaDraft } from "../../schema-draft.ts";
import type { ConstraintModel, RelationModel } from "../../schema-model.ts";
import type { Reading } from "../statement-reader.ts";
import type { Clause } from "./clause.ts";
import { checkForeignKey, lockReferenced, referencedTree, releaseReferenced, withPartitions } from "./foreign-key-locks.ts";

/** Locks both sides of each; rows are compared again unless the comparison is what it was. */
export function relockForeignKeys(
  relation: RelationModel,
  column: string,
  staysComparable: boolean,
  { children }: Clause,
  reading: Reading,
): void {
  const { draft, on } = reading;
  for (const table of [relation, ...children])
    for (const key of ownKeys(table, column)) {
      if (key.referenced === null || key.isInherited) continue;
      relockReferenced(table, key, reading);
      if (!staysComparable && isChecked(key)) checkForeignKey(withPartitions(table, draft), key.referenced, reading);
    }
  for (const { table, key } of keysTo(relation, column, draft)) {
    for (const one of withPartitions(table, draft))
      on.lock(one.name, "ACCESS EXCLUSIVE", `its foreign key references ${relation.name}`);
    if (!staysComparable && isChecked(key)) checkForeignKey(withPartitions(table, draft), relation.name, reading);
  }
}

const isChecked = ({ isValid, isEnforced }: ConstraintModel) => isValid && isEnforced;

function ownKeys(table: RelationModel, column: string): readonly ConstraintModel[] {
  return table.constraints.filter((one) => one.type === "f" && one.columns.includes(column));
}

function keysTo(
  relation: RelationModel,
  column: string,
  draft: SchemaDraft,
): readonly { readonly table: RelationModel; readonly key: ConstraintModel }[] {
  return draft
    .referencing(relation.name)
    .flatMap((table) =>
      table.constraints
        .filter((one) => one.referenced === relation.name && !one.isInherited && one.referencedColumns.includes(column))
        .map((key) => ({ table, key })),
    );
}

// Dropping the old key takes its triggers, making the new one locks the whole tree.
function relockReferenced(table: RelationModel, key: ConstraintModel, reading: Reading): void {
  const { referenced } = key;
  if (referenced === null) return;
  releaseReferenced(table, key, false, reading);
  lockReferenced(table, referenced, "SHARE ROW EXCLUSIVE", reading);
  const top = referencedTree(referenced, reading)[0];
  // a table without partitions is opened to make the new key, with the statement's own lock
  if (top !== undefined && top.relkind !== "p" && referenced !== table.name)
    reading.on.lock(referenced, "ACCESS EXCLUSIVE", `referenced by a foreign key of ${table.name}`);
}
