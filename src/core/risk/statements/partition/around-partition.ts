/** What a new partition touches beside its parent, whether it is made or attached: indexes of the parent and foreign keys both ways. */

import type { SchemaDraft } from "../../schema-draft.ts";
import type { ConstraintModel, RelationModel } from "../../schema-model.ts";
import type { Reading } from "../statement-reader.ts";

/** Records the locks on the parent's indexes and on tables whose foreign keys reference the parent. */
export function lockAroundPartition(parent: RelationModel, { draft, on }: Reading): void {
  for (const index of draft.indexesOf(parent.name)) on.lock(index.name, "SHARE UPDATE EXCLUSIVE", `index of ${parent.name}`);
  // the triggers of the key are made on the new partition; until 14 the key was only looked at
  for (const { table, referenced } of keysToPartitioned(parent, draft))
    on.lock(
      table.name,
      draft.major >= 15 ? "SHARE ROW EXCLUSIVE" : "ACCESS SHARE",
      `its foreign key references ${referenced.name}`,
    );
}

/** A foreign key that references a partitioned table, and who has it. */
export interface KeyToPartitioned {
  readonly table: RelationModel;
  readonly referenced: RelationModel;
}

/** Foreign keys that reference the partitioned table or one that it is a partition of. */
export function keysToPartitioned(parent: RelationModel, draft: SchemaDraft): readonly KeyToPartitioned[] {
  const own = draft
    .referencing(parent.name)
    .filter(({ constraints }) => constraints.some((one) => one.referenced === parent.name && !one.isInherited))
    .map((table) => ({ table, referenced: parent }));
  const above = parent.partitionBound === null ? [] : parent.parents.flatMap((name) => draft.known(name) ?? []);
  return [...own, ...above.flatMap((one) => keysToPartitioned(one, draft))];
}

/** Foreign keys of a table. */
export function foreignKeysOf({ constraints }: RelationModel): readonly ConstraintModel[] {
  return constraints.filter(({ type }) => type === "f");
}
