/** All probes, and which one a statement has. */

import type { SqlFields } from "../../sql/sql-tree.ts";
import { createIndexProbe } from "./create-index.ts";
import { createDatabaseProbe, dropDatabaseProbe, moveDatabaseProbe } from "./database.ts";
import { detachPartitionProbe } from "./detach-partition.ts";
import { dropIndexProbe } from "./drop-index.ts";
import type { Aim, Probe } from "./probe.ts";
import { reindexProbe } from "./reindex.ts";
import { clusterProbe, repeatableProbe } from "./repeatable.ts";
import { alterSubscriptionProbe, createSubscriptionProbe, dropSubscriptionProbe } from "./subscription.ts";
import { createTablespaceProbe, dropTablespaceProbe } from "./tablespace.ts";

/** Every probe; at most one answers for a statement. */
export const probes: readonly Probe[] = [
  createIndexProbe,
  dropIndexProbe,
  reindexProbe,
  detachPartitionProbe,
  createDatabaseProbe,
  dropDatabaseProbe,
  moveDatabaseProbe,
  createTablespaceProbe,
  dropTablespaceProbe,
  createSubscriptionProbe,
  alterSubscriptionProbe,
  dropSubscriptionProbe,
  repeatableProbe,
  clusterProbe,
];

/** What to ask about a statement; null where nothing in the catalog would tell. */
export function aimOf(node: string, fields: SqlFields, sql: string): Aim | null {
  for (const probe of probes) {
    const aim = probe.nodes.includes(node) ? probe.aim(fields, sql) : null;
    if (aim !== null) return aim;
  }
  return null;
}
