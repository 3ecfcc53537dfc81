/** CREATE TABLE … PARTITION OF: unlike ATTACH it locks the parent fully, and reads a DEFAULT partition that may hold the new rows. */

import { fieldsOf, listOf, nodeOf, type SqlFields } from "../../../sql/sql-tree.ts";
import { reached } from "../../reach.ts";
import type { QualifiedName } from "../../schema-model.ts";
import { addPartitionIndexes } from "../index/partition-indexes.ts";
import type { Reading } from "../statement-reader.ts";
import { lockAroundPartition } from "./around-partition.ts";
import { boundText } from "./bound.ts";
import { lockDefaultPartition } from "./default-partition.ts";

/** Records what a partition that was just added to the draft does to those around it, and gives it its parent's indexes. */
export function createPartition(name: QualifiedName, fields: SqlFields, reading: Reading): void {
  const { draft, on } = reading;
  const parent = draft.relation(draft.resolve(fieldsOf(nodeOf(listOf(fields.inhRelations)[0], "RangeVar") ?? undefined)), "p");
  if (parent === null) return;
  on.use("create-partition", parent, { part: name });
  const bound = boundText(fieldsOf(fields.partbound));
  lockAroundPartition(parent, reading);
  for (const one of reached("referenced", parent, draft)) on.lock(one.relation, "SHARE ROW EXCLUSIVE", one.because);
  if (bound !== "DEFAULT") lockDefaultPartition(parent, bound, reading);
  addPartitionIndexes(parent.name, name, draft);
}
