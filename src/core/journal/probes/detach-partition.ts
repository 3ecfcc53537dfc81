/**
 * DETACH PARTITION CONCURRENTLY marks the partition as leaving in a first transaction, and takes it off in a second, for which it needs
 * the partition alone. What stops in between is brought to its end by FINALIZE.
 */

import { quoteLiteral } from "../../sql/quote.ts";
import { fieldsOf, listOf, nodeOf } from "../../sql/sql-tree.ts";
import { defineProbe } from "./probe.ts";
import { relationText } from "./relation-text.ts";

interface SeenPartition {
  readonly partition: number;
  readonly state: "attached" | "leaving" | "detached";
}

/** Reads `AlterTableStmt` with that one clause. */
export const detachPartitionProbe = defineProbe<SeenPartition>("detach-partition", ["AlterTableStmt"], (fields) => {
  const [only] = listOf(fields.cmds).map((one) => fieldsOf(nodeOf(one, "AlterTableCmd") ?? undefined));
  const command = nodeOf(only?.def, "PartitionCmd");
  if (only?.subtype !== "AT_DetachPartition" || command?.concurrent !== true) return null;
  const parent = relationText(fields.relation);
  const partition = relationText(command.name);
  return {
    // inhdetachpending: 14+
    query: `
select pg_catalog.jsonb_build_object('partition', c.oid::pg_catalog.int8,
         'state', case when i.inhrelid is null then 'detached' when i.inhdetachpending then 'leaving' else 'attached' end)::pg_catalog.text as seen
from pg_catalog.pg_class c
left join pg_catalog.pg_inherits i on i.inhrelid = c.oid and i.inhparent = pg_catalog.to_regclass(${quoteLiteral(parent)})
where c.oid = pg_catalog.to_regclass(${quoteLiteral(partition)})`,
    objection: (seen) =>
      seen?.state !== "leaving"
        ? null
        : {
            message: `${partition} is leaving ${parent} already: an earlier DETACH PARTITION CONCURRENTLY did not come to its end.`,
            hint: `Bring it to its end, and take the statement out: alter table ${parent} detach partition ${partition} finalize`,
          },
    judge: (before, now) => {
      if (before?.state !== "attached" || now?.state === "attached") return { kind: "did-not" };
      if (now?.state !== "leaving") return { kind: "took-effect" };
      const cleanUp = [`alter table ${parent} detach partition ${partition} finalize`];
      return { kind: "half", cleanUp, afterwards: "took-effect" };
    },
    waitsFor: { relation: partition },
    // its second lock keeps readers of the partition waiting
    isImpatient: true,
  };
});
