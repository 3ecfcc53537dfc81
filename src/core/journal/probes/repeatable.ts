/** Statements that may run again whatever became of them: the second time changes nothing that the first did not. */

import { fieldsOf, listOf, nodeOf } from "../../sql/sql-tree.ts";
import { defineProbe } from "./probe.ts";

const again = {
  // there is nothing to see
  query: "select null::pg_catalog.text as seen",
  judge: () => ({ kind: "did-not" as const }),
};

/** Reads VACUUM and ANALYZE, ALTER SYSTEM and CHECKPOINT. */
export const repeatableProbe = defineProbe<never>("repeatable", ["VacuumStmt", "AlterSystemStmt", "CheckPointStmt"], (fields) => {
  const isFull = listOf(fields.options).some((one) => fieldsOf(nodeOf(one, "DefElem") ?? undefined).defname === "full");
  // a rewrite needs its table alone
  return { ...again, isImpatient: isFull };
});

/** Reads CLUSTER. */
export const clusterProbe = defineProbe<never>("cluster", ["ClusterStmt"], () => ({ ...again, isImpatient: true }));
