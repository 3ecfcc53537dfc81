/** CLUSTER: the table is written anew in the order of an index, and nobody reads it meanwhile. */

import { containerOf } from "../../catalog/object-id.ts";
import { qualifiedName, unquoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, textOf } from "../../sql/sql-tree.ts";
import type { StatementReader } from "./statement-reader.ts";

/** Reads `ClusterStmt`. Without a table it goes through all that were clustered before, each in a transaction of its own. */
export const cluster: StatementReader = (fields, { draft, on }) => {
  if (fields.relation === undefined) {
    on.transaction("outside");
    on.use("cluster-table", null);
    on.unknown("which tables CLUSTER finds marked");
    return;
  }
  const table = draft.relation(draft.resolve(fieldsOf(fields.relation)), "r");
  if (table === null) return;
  if (table.partitionKey === null) {
    on.use("cluster-table", table);
    return;
  }
  on.transaction("outside");
  // it has no rows of its own: the lock is only for finding the partitions
  on.use("cluster-partitioned", table);
  const index = textOf(fields.indexname);
  if (index !== null) on.lock(qualifiedName(unquoteIdentifier(containerOf(table.name)), index), "ACCESS SHARE");
  for (const part of draft.descendantsOf(table.name))
    if (part.partitionKey === null) on.use("cluster-table", part, { via: `partition of ${table.name}` });
};
