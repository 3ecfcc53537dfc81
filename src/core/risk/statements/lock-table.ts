/** LOCK TABLE, which goes down to partitions and inheriting tables, and through views. */

import { fieldsOf, listOf, nodeOf } from "../../sql/sql-tree.ts";
import { type LockMode, lockModes } from "../lock-mode.ts";
import type { RelationModel } from "../schema-model.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `LockStmt`. */
export const lockTable: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  on.transaction("inside");
  // numbered from 1, weakest first (src/include/storage/lockdefs.h)
  const mode = lockModes[Number(fields.mode) - 1] ?? "ACCESS EXCLUSIVE";
  for (const relation of listOf(fields.relations)) {
    const rangeVar = fieldsOf(nodeOf(relation, "RangeVar") ?? undefined);
    const table = draft.relation(draft.resolve(rangeVar), "r");
    on.use("lock-table", table, { part: mode });
    if (table !== null) lock(table, mode, null, rangeVar.inh === true, reading);
  }
};

function lock(relation: RelationModel, mode: LockMode, because: string | null, recurses: boolean, reading: Reading): void {
  const { draft, on } = reading;
  on.lock(relation.name, mode, because);
  if (relation.relkind === "v")
    for (const name of relation.reads) {
      const read = draft.relation(name, "r");
      if (read !== null && ["r", "p", "v"].includes(read.relkind)) lock(read, mode, `read by ${relation.name}`, true, reading);
    }
  if (recurses) for (const child of draft.descendantsOf(relation.name)) on.lock(child.name, mode, `below ${relation.name}`);
}
