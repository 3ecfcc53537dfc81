/**
 * A table that holds rows becomes a partition. ATTACH reads all of them under a lock that blocks everybody else from the table, unless
 * a valid check says already what the bound says: such a check is added NOT VALID, validated while others read and write, and dropped
 * when it has served (https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE).
 */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteIdentifier, unquoteIdentifier } from "../sql/quote.ts";
import { countRows, mayFail } from "./count-rows.ts";
import { guardable, type Statement, statement } from "./statement.ts";

/** The partition and what is around it. */
export interface PartitionToAttach {
  readonly partition: ObjectId;
  readonly parent: ObjectId;
  /** `FOR VALUES IN (1)`, `DEFAULT`. */
  readonly bound: string;
  /** False for a table that the plan makes. */
  readonly hasRows: boolean;
  /** The bound as a condition that is never null; null where none proves it. */
  readonly condition: string | null;
  /** The table as a query about its rows at the start names it; null where it cannot. */
  readonly rowsFrom: string | null;
  /** The parent's default partition, which is read for rows that belong to the new one. */
  readonly defaultPartition: ObjectId | null;
  /** That one as a query about its rows at the start names it. */
  readonly defaultRowsFrom: string | null;
  /** Names of constraints that the partition has, quoted. */
  readonly hasConstraint: (quotedName: string) => boolean;
}

/** Groups of statements in order; the partition has joined after the last one. */
export function attachPartition(attachment: PartitionToAttach): readonly (readonly Statement[])[] {
  const { partition, parent, bound, hasRows, condition, rowsFrom, defaultPartition, defaultRowsFrom } = attachment;
  const sql = `ALTER TABLE ONLY ${nameOf(parent)} ATTACH PARTITION ${nameOf(partition)} ${bound}`;
  const scanned = [
    ...(hasRows && condition === null ? [partition] : []),
    ...(defaultPartition === null ? [] : [defaultPartition]),
  ];
  const hazards: Hazard[] = [
    ...scanned.map((table) => ({
      hazard: "scans-table" as const,
      detail: `reads all rows of ${nameOf(table)} under a lock that blocks reads`,
    })),
    ...(hasRows && condition === null ? [mayFail("fails on rows outside of the partition's bound", null)] : []),
    ...(defaultPartition === null
      ? []
      : [
          mayFail(
            `fails when ${nameOf(defaultPartition)} holds rows of the new partition`,
            countRows(defaultRowsFrom, condition),
          ),
        ]),
  ];
  const attach = statement("attach-partition", sql, { relation: parent, hazards });
  if (!hasRows || condition === null) return [[attach]];
  const name = checkName(attachment);
  const head = `ALTER TABLE ${nameOf(partition)}`;
  const outside = mayFail("fails on rows outside of the partition's bound", countRows(rowsFrom, `NOT (${condition})`));
  return [
    [statement("alter-constraint", `${head} ADD CONSTRAINT ${name} CHECK (${condition}) NOT VALID`, { relation: partition })],
    [
      statement("validate-constraint", `${head} VALIDATE CONSTRAINT ${name}`, {
        relation: partition,
        transaction: "own",
        hazards: [outside],
      }),
    ],
    [
      attach,
      guardable("drop-constraint", "IF EXISTS", (guard) => `${head} DROP CONSTRAINT ${guard}${name}`, { relation: partition }),
    ],
  ];
}

function checkName({ partition, hasConstraint }: PartitionToAttach): string {
  const stem = `${unquoteIdentifier(ownNameOf(partition)).slice(0, 40)}_bound_check`;
  let name = quoteIdentifier(stem);
  for (let i = 1; hasConstraint(name); i++) name = quoteIdentifier(`${stem}${i}`);
  return name;
}
