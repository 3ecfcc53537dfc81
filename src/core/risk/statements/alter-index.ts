/** ALTER INDEX: settings let everyone go on, another tablespace nobody, and ATTACH PARTITION only readers of the parent index wait. */

import { fieldsOf, nodeOf, textOf } from "../../sql/sql-tree.ts";
import type { Clause, ClauseReader } from "./alter-table/clause.ts";
import type { Reading } from "./statement-reader.ts";

/** The clauses of ALTER INDEX, by subtype. */
export const indexClauses: { readonly [subtype: string]: ClauseReader | undefined } = {
  AT_SetRelOptions: setting,
  AT_ResetRelOptions: setting,
  AT_SetStatistics: setting,
  AT_SetTableSpace: moveIndex,
  AT_AttachPartition: attachIndex,
};

function setting({ fields, relation }: Clause, { on }: Reading): void {
  on.use("alter-index", null, { part: textOf(fields.name) ?? relation.name });
  on.lock(relation.name, "SHARE UPDATE EXCLUSIVE");
}

function moveIndex({ relation }: Clause, { draft, on }: Reading): void {
  on.use("move-index", relation, { part: relation.name });
  draft.change(relation.name, relation.relkind, () => ({ tablespace: null }));
}

function attachIndex({ fields, relation }: Clause, { draft, on }: Reading): void {
  const index = draft.relation(draft.resolve(fieldsOf(nodeOf(fields.def, "PartitionCmd")?.name)), "i");
  on.use("attach-index", relation, { part: index?.name ?? null });
  if (index === null) return;
  on.lock(index.name, "ACCESS EXCLUSIVE");
  for (const { name, table } of [relation, index]) if (table !== null) on.lock(table, "ACCESS SHARE", `table of ${name}`);
  draft.change(index.name, "i", () => ({ parents: [relation.name] }));
}
