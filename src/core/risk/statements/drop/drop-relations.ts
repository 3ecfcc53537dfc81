/**
 * DROP TABLE, VIEW, MATERIALIZED VIEW, SEQUENCE and FOREIGN TABLE. What goes along without CASCADE (indexes, sequences, partitions,
 * foreign keys) locks other tables too; CASCADE takes what is in `dependents.ts`.
 */

import { dropDependents, idsOfRelation } from "../../dependents.ts";
import type { EffectRecorder } from "../../effect-recorder.ts";
import { type Reach, reached } from "../../reach.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { QualifiedName, RelationKind, RelationModel } from "../../schema-model.ts";
import type { StatementForm } from "../../statement-form.ts";
import type { DropReader } from "../drop.ts";
import { keysToPartitioned } from "../partition/around-partition.ts";
import { droppedNames } from "./dropped-names.ts";

/** A reader for one sort of relation. */
export function dropRelations(form: StatementForm, presumed: RelationKind): DropReader {
  return (fields, { draft, on }) => {
    const named = droppedNames(fields).flatMap((parts) => draft.relation(draft.resolveParts(parts), presumed) ?? []);
    for (const relation of named) {
      on.use(form, relation);
      lockDropped(relation, on, draft);
    }
    if (fields.behavior === "DROP_CASCADE") for (const relation of named) dropUsers(relation, on, draft);
    for (const { name } of named) removeFromDraft(name, draft);
    if (named.length === 0) on.use(form, null, { because: "it is not there" });
  };
}

const around: readonly Reach[] = ["indexes", "owned-sequences", "referenced-triggers"];

/** Records the locks on everything that goes with a relation of its own accord; the relation itself is the caller's. */
export function lockDropped(relation: RelationModel, on: EffectRecorder, draft: SchemaDraft): void {
  const strongest = "ACCESS EXCLUSIVE";
  for (const reach of around)
    for (const { relation: name, because } of reached(reach, relation, draft)) on.lock(name, strongest, because);
  if (relation.partitionBound !== null) {
    // a partition's absence changes what the parent and its DEFAULT partition may hold
    for (const parent of relation.parents.flatMap((name) => draft.known(name) ?? [])) {
      on.lock(parent.name, strongest, `parent of ${relation.name}`);
      for (const one of reached("default-partition", parent, draft)) on.lock(one.relation, strongest, one.because);
    }
  }
  if (relation.relkind !== "p") return;
  for (const partition of draft.childrenOf(relation.name)) {
    on.lock(partition.name, strongest, `partition of ${relation.name}`);
    lockDropped(partition, on, draft);
  }
}

/** CASCADE: what uses the relation, whether it was there before the migration or came with it. */
function dropUsers(relation: RelationModel, on: EffectRecorder, draft: SchemaDraft): void {
  const because = `CASCADE from ${relation.name}`;
  dropDependents(idsOfRelation(relation), relation.name, on, draft);
  for (const { name, constraints } of draft.referencing(relation.name)) {
    on.lock(name, "ACCESS EXCLUSIVE", because);
    const goes = ({ referenced }: (typeof constraints)[number]) => referenced === relation.name;
    draft.change(name, "r", (before) => ({ constraints: before.constraints.filter((one) => !goes(one)) }));
  }
  for (const parent of relation.partitionBound === null ? [] : relation.parents.flatMap((name) => draft.known(name) ?? []))
    for (const { table } of keysToPartitioned(parent, draft)) lockDroppedKey(table, because, on, draft);
  const isGone = new Set([relation.name]);
  for (const user of [...draft.readersOf(relation.name), ...inheriting(relation, draft)]) {
    if (isGone.has(user.name)) continue;
    isGone.add(user.name);
    on.lock(user.name, "ACCESS EXCLUSIVE", because);
    lockDropped(user, on, draft);
    dropUsers(user, on, draft);
    draft.remove(user.name);
  }
}

// A key to a partitioned table goes as a whole when one partition goes, on both sides.
function lockDroppedKey(table: RelationModel, because: string, on: EffectRecorder, draft: SchemaDraft): void {
  on.lock(table.name, "ACCESS EXCLUSIVE", because);
  if (table.partitionKey !== null)
    for (const { name } of draft.descendantsOf(table.name)) on.lock(name, "ACCESS EXCLUSIVE", `partition of ${table.name}`);
  for (const one of reached("referenced-triggers", table, draft)) on.lock(one.relation, "ACCESS EXCLUSIVE", one.because);
}

// Partitions go in any case; tables that inherit go only with CASCADE.
function inheriting({ name, relkind }: RelationModel, draft: SchemaDraft): readonly RelationModel[] {
  return relkind === "p" ? [] : draft.childrenOf(name);
}

function removeFromDraft(name: QualifiedName, draft: SchemaDraft): void {
  for (const child of draft.childrenOf(name)) removeFromDraft(child.name, draft);
  draft.remove(name);
}
