/** TRUNCATE: the tables, what is below them, and with CASCADE every table whose foreign keys lead to them. */

import { fieldsOf, listOf, nodeOf } from "../../sql/sql-tree.ts";
import type { SchemaDraft } from "../schema-draft.ts";
import type { QualifiedName, RelationModel } from "../schema-model.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `TruncateStmt`. */
export const truncate: StatementReader = (fields, reading) => {
  const { draft } = reading;
  const found = new Map<QualifiedName, { readonly table: RelationModel; readonly via: string | null }>();
  for (const relation of listOf(fields.relations)) {
    const rangeVar = fieldsOf(nodeOf(relation, "RangeVar") ?? undefined);
    const table = draft.relation(draft.resolve(rangeVar), "r");
    if (table === null) continue;
    found.set(table.name, { table, via: null });
    const below = rangeVar.inh === true ? draft.descendantsOf(table.name) : [];
    for (const child of below) if (!found.has(child.name)) found.set(child.name, { table: child, via: `below ${table.name}` });
  }
  if (fields.behavior === "DROP_CASCADE") {
    // whoever is found is looked at in turn
    for (const { table } of found.values())
      for (const [referencing, because] of referencingAny(table, draft))
        if (!found.has(referencing.name)) found.set(referencing.name, { table: referencing, via: because });
  }
  for (const { table, via } of found.values()) empty(table, via, fields.restart_seqs === true, reading);
};

// A key to a partitioned table references each of its partitions too.
function referencingAny(table: RelationModel, draft: SchemaDraft): readonly (readonly [RelationModel, string])[] {
  const own = draft.referencing(table.name).map((one) => [one, `CASCADE: its foreign key references ${table.name}`] as const);
  const below = own.flatMap(([one, because]) =>
    one.partitionKey === null ? [] : draft.descendantsOf(one.name).map((part) => [part, because] as const),
  );
  const above = table.partitionBound === null ? [] : table.parents.flatMap((name) => draft.known(name) ?? []);
  return [...own, ...below, ...above.flatMap((parent) => referencingAny(parent, draft))];
}

function empty(table: RelationModel, via: string | null, restartsSequences: boolean, { draft, on }: Reading): void {
  if (table.partitionKey === null) on.use("truncate-table", table, { via });
  else {
    // it has no rows of its own, and its indexes no files
    if (via === null) on.use("truncate-table", null, { part: table.name });
    on.lock(table.name, "ACCESS EXCLUSIVE", via);
  }
  if (!restartsSequences) return;
  for (const sequence of draft.sequencesOf(table.name)) on.lock(sequence.name, "ACCESS EXCLUSIVE", `sequence of ${table.name}`);
}
