/**
 * ALTER TABLE … ATTACH PARTITION: the parent stays usable, the new partition does not. Its rows are read unless a check proves the
 * bound; indexes and foreign keys that it lacks are made; the DEFAULT partition is locked too.
 */

import { fieldsOf, nodeOf } from "../../../sql/sql-tree.ts";
import { reached } from "../../reach.ts";
import type { QualifiedName, RelationModel } from "../../schema-model.ts";
import type { ClauseReader } from "../alter-table/clause.ts";
import { lockRelation } from "../data/lock-relation.ts";
import { queryIn } from "../data/query-readers.ts";
import { matchingIndex } from "../index/matching-index.ts";
import { addPartitionIndexes } from "../index/partition-indexes.ts";
import type { Reading } from "../statement-reader.ts";
import { foreignKeysOf, lockAroundPartition } from "./around-partition.ts";
import { boundClaim, boundText } from "./bound.ts";
import { lockDefaultPartition, scanUnlessProven } from "./default-partition.ts";

/** Reads `AT_AttachPartition` of a table. */
export const attachPartition: ClauseReader = ({ fields, relation: parent }, reading) => {
  const { draft, on } = reading;
  const command = nodeOf(fields.def, "PartitionCmd");
  const bound = boundText(fieldsOf(command?.bound));
  const partition = draft.relation(draft.resolve(fieldsOf(command?.name)), "r");
  if (partition === null) return;
  const isNew = partition.isNew;
  on.lock(partition.name, "ACCESS EXCLUSIVE");
  for (const below of draft.descendantsOf(partition.name))
    on.lock(below.name, "ACCESS EXCLUSIVE", `partition of ${partition.name}`);
  lockAroundPartition(parent, reading);
  const isProven = scanUnlessProven(partition, boundClaim(parent, bound, draft.childrenOf(parent.name)), reading);
  on.use(isProven ? "attach-partition-proven" : "attach-partition", parent, {
    part: partition.name,
    costs: [],
    because: isProven ? `the constraints of ${partition.name} prove its bound` : isNew ? `${partition.name} is new` : null,
  });
  if (bound !== "DEFAULT") lockDefaultPartition(parent, bound, reading);
  buildMissingIndexes(parent, partition, reading);
  for (const key of foreignKeysOf(parent))
    if (key.referenced !== null) cloneForeignKey(partition, parent, key.referenced, reading);
  learn(parent, partition, bound, reading);
};

function buildMissingIndexes(parent: RelationModel, partition: RelationModel, reading: Reading): void {
  const { draft, on } = reading;
  for (const index of draft.indexesOf(parent.name)) {
    if (matchingIndex(index, partition, draft) !== null) continue;
    const leaves = partition.partitionKey === null ? [partition] : draft.childrenOf(partition.name);
    if (partition.partitionKey === null) on.cost(partition.name, "index-build");
    else for (const leaf of leaves) buildMissingIndexes(parent, leaf, reading);
  }
}

// A key that the partition has already is taken over: its own triggers go, and nothing is checked again.
function cloneForeignKey(partition: RelationModel, parent: RelationModel, referenced: QualifiedName, reading: Reading): void {
  const { draft, on } = reading;
  const isSame = (key: { columns: readonly string[]; referencedColumns: readonly string[] }) =>
    foreignKeysOf(parent).some(
      (one) =>
        one.referenced === referenced &&
        String(one.columns) === String(key.columns) &&
        String(one.referencedColumns) === String(key.referencedColumns),
    );
  const own = foreignKeysOf(partition).find((key) => key.referenced === referenced && key.isValid && isSame(key));
  for (const one of reached("referenced", parent, draft)) on.lock(one.relation, "SHARE ROW EXCLUSIVE", one.because);
  if (own !== undefined) {
    for (const one of reached("referenced-triggers", partition, draft)) on.lock(one.relation, "ACCESS EXCLUSIVE", one.because);
    return;
  }
  const other = draft.relation(referenced, "r");
  const query = queryIn(reading, "run");
  const scanned = { mode: "ACCESS SHARE", inherits: true, conditions: [], scans: true } as const;
  if (other !== null) lockRelation(other, { ...scanned, because: `referenced by a foreign key of ${parent.name}` }, query);
  lockRelation(partition, { ...scanned, because: null }, query);
}

function learn(parent: RelationModel, partition: RelationModel, bound: string, { draft }: Reading): void {
  draft.change(partition.name, "r", ({ constraints, columns }) => ({
    parents: [parent.name],
    partitionBound: bound,
    columns: columns.map((column) => ({
      ...column,
      notNull: column.notNull || parent.columns.some(({ name, notNull }) => notNull && name === column.name),
    })),
    constraints: [
      ...constraints.map((one) => (one.type === "f" && parentHas(parent, one) ? { ...one, isInherited: true } : one)),
      ...foreignKeysOf(parent)
        .filter((key) => !constraints.some((one) => one.type === "f" && sameKey(one, key)))
        .map((key) => ({ ...key, isInherited: true })),
    ],
  }));
  addPartitionIndexes(parent.name, partition.name, draft);
}

type Key = ReturnType<typeof foreignKeysOf>[number];

const sameKey = (one: Key, other: Key) => one.referenced === other.referenced && String(one.columns) === String(other.columns);
const parentHas = (parent: RelationModel, key: Key) => foreignKeysOf(parent).some((one) => sameKey(one, key));
