/** DROP INDEX, which locks the table too, and its CONCURRENTLY, which waits for everyone who may still use the index instead. */

import { dropDependents } from "../../dependents.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { DropReader } from "../drop.ts";
import type { Reading } from "../statement-reader.ts";
import { droppedNames } from "./dropped-names.ts";

/** Reads DROP INDEX. */
export const dropIndexes: DropReader = (fields, reading) => {
  const { draft, on } = reading;
  const isConcurrent = fields.concurrent === true;
  if (isConcurrent) on.transaction("outside");
  const indexes = droppedNames(fields).flatMap((parts) => draft.relation(draft.resolveParts(parts), "i") ?? []);
  if (indexes.length === 0) on.use("drop-index", null, { because: "it is not there" });
  for (const index of indexes) dropIndex(index, isConcurrent, reading);
  if (fields.behavior === "DROP_CASCADE")
    for (const { name } of indexes) if (draft.isComplete) dropDependents([`index:${name}`], name, on, draft);
  for (const { name } of indexes) {
    for (const partition of draft.descendantsOf(name)) draft.remove(partition.name);
    draft.remove(name);
  }
};

function dropIndex(index: RelationModel, isConcurrent: boolean, { draft, on }: Reading): void {
  const table = index.table === null ? null : draft.relation(index.table, "r");
  on.use(isConcurrent ? "drop-index" : "drop-index-plain", table, { part: index.name });
  on.lock(index.name, "ACCESS EXCLUSIVE");
  for (const partition of draft.descendantsOf(index.name)) {
    const because = `partition of ${index.name}`;
    on.lock(partition.name, "ACCESS EXCLUSIVE", because);
    if (partition.table !== null) on.lock(partition.table, "ACCESS EXCLUSIVE", `table of ${partition.name}`);
  }
}
