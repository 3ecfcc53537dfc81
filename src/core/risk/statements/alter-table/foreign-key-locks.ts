/** What a foreign key locks and reads on both of its sides, whoever makes, checks or ends it. */

import type { LockMode } from "../../lock-mode.ts";
import type { ConstraintModel, QualifiedName, RelationModel } from "../../schema-model.ts";
import type { Reading } from "../statement-reader.ts";
import { hasRows } from "./alteration.ts";

/** The table on the other side, and its partitions: each of them has its part of the key. */
export function referencedTree(referenced: QualifiedName, { draft }: Reading): readonly RelationModel[] {
  const top = draft.relation(referenced, "r");
  return top === null ? [] : withPartitions(top, draft);
}

/** A table and, where it is partitioned, all that is below it. */
export function withPartitions(table: RelationModel, draft: Reading["draft"]): readonly RelationModel[] {
  return table.relkind === "p" ? [table, ...draft.descendantsOf(table.name)] : [table];
}

/** Locks the table that a foreign key of `table` references, and its partitions. */
export function lockReferenced(table: RelationModel, referenced: QualifiedName, mode: LockMode, reading: Reading): void {
  if (referenced === table.name) return;
  for (const { name } of referencedTree(referenced, reading))
    reading.on.lock(name, mode, `referenced by a foreign key of ${table.name}`);
}

/**
 * Locks what loses the triggers of a foreign key that goes. Until 14 only leaves had them; `isNamed` says that the statement names the
 * constraint, which then opens the referenced table as well.
 */
export function releaseReferenced(table: RelationModel, key: ConstraintModel, isNamed: boolean, reading: Reading): void {
  const { referenced, isEnforced } = key;
  if (referenced === null || referenced === table.name) return;
  const { draft, on } = reading;
  for (const one of referencedTree(referenced, reading)) {
    // what is not enforced has no triggers (18+)
    const hasTriggers = isEnforced && (draft.major >= 15 || one.relkind !== "p");
    const isHeld = hasTriggers || (isNamed && one.name === referenced);
    if (isHeld) on.lock(one.name, "ACCESS EXCLUSIVE", `referenced by a foreign key of ${table.name}`);
  }
}

/** How rows are looked up. */
export interface KeyCheck {
  /** False where all keys are null. */
  readonly findsKeys?: boolean;
  /** A key with PERIOD (18+) is looked up row by row, as by an INSERT. */
  readonly isByRow?: boolean;
}

/**
 * The rows of these tables are looked up in the referenced one by a query of the server's (RI_Initial_Check in
 * src/backend/utils/adt/ri_triggers.c): planning it opens every index on both sides.
 */
export function checkForeignKey(
  tables: readonly RelationModel[],
  referenced: QualifiedName,
  reading: Reading,
  { findsKeys = true, isByRow = false }: KeyCheck = {},
): void {
  const { draft, on } = reading;
  const mode = isByRow ? "ROW SHARE" : "ACCESS SHARE";
  const lockIndexes = (table: RelationModel) => {
    for (const index of draft.indexesOf(table.name)) on.lock(index.name, mode, `index of ${table.name}`);
  };
  const checked = tables.filter(hasRows);
  for (const table of checked) {
    on.cost(table.name, "scan");
    if (!isByRow) lockIndexes(table);
  }
  if (checked.length === 0) return;
  // a table that this migration made is taken to be empty
  const reads = findsKeys && checked.some(({ isNew }) => !isNew);
  for (const table of referencedTree(referenced, reading)) {
    on.lock(table.name, "ACCESS SHARE", `referenced by a foreign key of ${checked[0]?.name}`);
    if (hasRows(table) && reads) on.cost(table.name, "scan");
    // until 15 planning left the indexes of partitioned tables alone
    if (table.relkind !== "p" || draft.major >= 16) lockIndexes(table);
  }
}
