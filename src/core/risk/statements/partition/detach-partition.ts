/**
 * ALTER TABLE … DETACH PARTITION: locks parent, partition and DEFAULT partition fully, and tables whose foreign keys reference the
 * parent, whose rows are read. CONCURRENTLY waits for everyone instead and works in two transactions.
 */

import { fieldsOf, nodeOf } from "../../../sql/sql-tree.ts";
import { reached } from "../../reach.ts";
import type { QualifiedName, RelationModel } from "../../schema-model.ts";
import type { ClauseReader } from "../alter-table/clause.ts";
import { lockAncestors, lockRelation } from "../data/lock-relation.ts";
import { queryIn } from "../data/query-readers.ts";
import type { Reading } from "../statement-reader.ts";
import { foreignKeysOf, keysToPartitioned } from "./around-partition.ts";

/** Reads `AT_DetachPartition`. */
export const detachPartition: ClauseReader = ({ fields, relation: parent }, reading) => {
  const { draft, on } = reading;
  const command = fieldsOf(nodeOf(fields.def, "PartitionCmd") ?? undefined);
  const isConcurrent = command.concurrent === true;
  const partition = draft.relation(draft.resolve(fieldsOf(command.name)), "r");
  if (partition === null) return;
  if (isConcurrent) on.transaction("outside");
  on.use(isConcurrent ? "detach-partition-concurrently" : "detach-partition", parent, { part: partition.name });
  lockDetached(partition, reading);
  if (isConcurrent) lockAncestors(parent, queryIn(reading, "run"));
  else for (const one of reached("default-partition", parent, draft)) on.lock(one.relation, "ACCESS EXCLUSIVE", one.because);
  lockKeys(parent, partition, "checked", reading);
  forget(partition.name, reading);
};

/** Reads `AT_DetachPartitionFinalize`: the second half of a DETACH CONCURRENTLY that was interrupted. */
export const finalizeDetach: ClauseReader = ({ fields, relation: parent }, reading) => {
  const { draft, on } = reading;
  const partition = draft.relation(draft.resolve(fieldsOf(nodeOf(fields.def, "PartitionCmd")?.name)), "r");
  if (partition === null) return;
  on.use("finalize-detach", parent, { part: partition.name });
  lockDetached(partition, reading);
  lockKeys(parent, partition, "known", reading);
  forget(partition.name, reading);
};

function lockDetached(partition: RelationModel, { draft, on }: Reading): void {
  on.lock(partition.name, "ACCESS EXCLUSIVE");
  for (const below of draft.descendantsOf(partition.name))
    on.lock(below.name, "ACCESS EXCLUSIVE", `partition of ${partition.name}`);
  for (const index of draft.indexesOf(partition.name))
    if (index.parents.length > 0) on.lock(index.name, "ACCESS EXCLUSIVE", `index of ${partition.name}`);
}

// The first half of a DETACH CONCURRENTLY has looked for rows that reference the partition: FINALIZE knows.
function lockKeys(parent: RelationModel, partition: RelationModel, references: "checked" | "known", reading: Reading): void {
  const { draft, on } = reading;
  for (const key of foreignKeysOf(partition)) {
    const referenced = key.referenced === null || !key.isInherited ? null : draft.relation(key.referenced, "r");
    // the key becomes the partition's own; until 14 one to a partitioned table got no new triggers
    if (referenced === null || (referenced.relkind === "p" && draft.major < 15)) continue;
    for (const one of reached("referenced", partition, draft)) on.lock(one.relation, "SHARE ROW EXCLUSIVE", one.because);
  }
  const query = queryIn(reading, "run");
  for (const { table, referenced } of keysToPartitioned(parent, draft)) {
    const because = `its foreign key references ${referenced.name}`;
    on.lock(table.name, "ACCESS EXCLUSIVE", because);
    if (references === "known") continue;
    if (referenced.name !== parent.name) on.lock(referenced.name, "ACCESS SHARE", `parent of ${parent.name}`);
    // rows that reference the partition are looked for
    const read = { mode: "ACCESS SHARE", inherits: true, conditions: [] } as const;
    lockRelation(table, { ...read, because, scans: true }, query);
    lockRelation(partition, { ...read, because: null, scans: false }, query);
  }
}

function forget(partition: QualifiedName, { draft }: Reading): void {
  draft.change(partition, "r", ({ constraints }) => ({
    parents: [],
    partitionBound: null,
    constraints: constraints.map((one) => ({ ...one, isInherited: false })),
  }));
  for (const index of draft.indexesOf(partition)) draft.change(index.name, "i", () => ({ parents: [] }));
}
