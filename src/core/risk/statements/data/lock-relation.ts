/** The locks of a relation that a query uses: its own, those of its indexes, of its partitions, and of what a view stands for. */

import type { LockMode } from "../../lock-mode.ts";
import type { QualifiedName, RelationModel } from "../../schema-model.ts";
import type { Condition } from "./condition.ts";
import { possiblePartitions } from "./partition-choice.ts";
import { type Query, reaches } from "./query.ts";

/** How a query uses a relation. */
export interface RelationUse {
  readonly mode: LockMode;
  /** False with ONLY. */
  readonly inherits: boolean;
  readonly conditions: readonly Condition[];
  /** Why the relation is in the query though its text does not say so. */
  readonly because: string | null;
  /** True where rows are read from the first to the last. */
  readonly scans: boolean;
}

/** Records the locks (and the scan) of a relation in a query. */
export function lockRelation(relation: RelationModel, use: RelationUse, query: Query): void {
  const { on } = query.reading;
  on.lock(relation.name, use.mode, use.because);
  if (!reaches(query, "rewritten")) return;
  if (relation.relkind === "v") {
    for (const name of relation.reads) lockBelowView(name, relation, use, query);
    return;
  }
  if (!reaches(query, "planned")) return;
  // before 16 the planner left the indexes of partitioned tables alone
  if (relation.relkind !== "p" || !use.inherits || query.reading.draft.major >= 16) lockIndexes(relation, use.mode, query);
  // a partition that has partitions is pruned within its own bound, which its parents know
  if (relation.relkind === "p" && use.because === null) lockAncestors(relation, query);
  if (use.scans && query.depth === "run" && relation.relkind !== "p" && relation.relkind !== "S") on.cost(relation.name, "scan");
  if (use.inherits) for (const child of partsOf(relation, use.conditions, query)) lockPart(child, relation, use, query);
}

/** The planner opens every index of a relation with the relation's own mode. */
export function lockIndexes(relation: RelationModel, mode: LockMode, { reading }: Query): void {
  const { draft, on } = reading;
  for (const index of draft.indexesOf(relation.name)) on.lock(index.name, mode, `index of ${relation.name}`);
}

/** Partitions that the conditions leave, or inheriting tables. */
function partsOf(relation: RelationModel, conditions: readonly Condition[], { reading }: Query): readonly RelationModel[] {
  const { draft } = reading;
  return relation.partitionKey === null ? draft.childrenOf(relation.name) : possiblePartitions(relation, conditions, draft);
}

/** A partition's bound is read from its parents. */
export function lockAncestors(table: RelationModel, query: Query): void {
  if (table.partitionBound === null) return;
  for (const parent of ancestorsOf(table, query)) query.reading.on.lock(parent.name, "ACCESS SHARE", `parent of ${table.name}`);
}

/** Parents, their parents and so on. */
export function ancestorsOf(table: RelationModel, query: Query): readonly RelationModel[] {
  const parents = table.parents.flatMap((name) => query.reading.draft.known(name) ?? []);
  return parents.flatMap((parent) => [parent, ...ancestorsOf(parent, query)]);
}

/** The tables that may take a row; each partition on the way is locked. */
export function lockLeavesFor(table: RelationModel, conditions: readonly Condition[], query: Query): readonly RelationModel[] {
  if (table.partitionKey === null) return [table];
  return partsOf(table, conditions, query).flatMap((part) => {
    query.reading.on.lock(part.name, "ROW EXCLUSIVE", `partition of ${table.name}`);
    return lockLeavesFor(part, conditions, query);
  });
}

function lockPart(part: RelationModel, parent: RelationModel, use: RelationUse, query: Query): void {
  const words = part.partitionBound === null ? "inherits from" : "partition of";
  lockRelation(part, { ...use, because: `${words} ${parent.name}` }, query);
}

function lockBelowView(name: QualifiedName, view: RelationModel, use: RelationUse, query: Query): void {
  const base = query.reading.draft.relation(name, "r");
  if (base === null) return;
  // a view that is written to passes the write on to its one table; one that joins has a trigger and is only read
  const mode = use.mode === "ROW EXCLUSIVE" && view.reads.length > 1 ? "ACCESS SHARE" : use.mode;
  lockRelation(base, { ...use, mode, inherits: true, conditions: [], because: `read by ${view.name}` }, query);
}
