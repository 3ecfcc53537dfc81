/** Indexes that partitions have because their parent has them, under the names that the server gives them. */

import { containerOf } from "../../../catalog/object-id.ts";
import { qualifiedName, unquoteIdentifier } from "../../../sql/quote.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import { type QualifiedName, type RelationModel, relationNamed } from "../../schema-model.ts";
import { freeName } from "../new-relation/server-names.ts";
import { matchingIndex } from "./matching-index.ts";

/** Adds to the draft what a partition gets of its parent's indexes: an equal one is attached, a missing one is made. */
export function addPartitionIndexes(parent: QualifiedName, partition: QualifiedName, draft: SchemaDraft): void {
  for (const index of draft.indexesOf(parent)) addPartitionIndex(index, partition, draft);
}

/** The same for one index, on the partition and on the partitions below it. */
export function addPartitionIndex(index: RelationModel, partition: QualifiedName, draft: SchemaDraft): void {
  const table = draft.known(partition);
  if (table === null || index.index === null) return;
  const own = matchingIndex(index, table, draft);
  if (own !== null) {
    draft.change(own.name, own.relkind, () => ({ parents: [index.name] }));
    return;
  }
  const constraint = draft.known(index.table ?? "")?.constraints.find((one) => one.index === index.name);
  const columns = index.index.columns.map((column) => column ?? "expr").join("_");
  const label = constraint === undefined ? "idx" : constraint.type === "p" ? "pkey" : constraint.type === "x" ? "excl" : "key";
  const name = freeName(partition, label === "pkey" ? null : columns, label, draft);
  const made: RelationModel = {
    ...relationNamed(qualifiedName(unquoteIdentifier(containerOf(partition)), name), table.partitionKey === null ? "i" : "I"),
    table: partition,
    index: index.index,
    parents: [index.name],
  };
  draft.add(made);
  if (constraint !== undefined)
    draft.change(partition, table.relkind, ({ constraints }) => ({
      constraints: [...constraints, { ...constraint, name, index: made.name, isInherited: true }],
    }));
  if (table.partitionKey !== null) for (const child of draft.childrenOf(partition)) addPartitionIndex(made, child.name, draft);
}
