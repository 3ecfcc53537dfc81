/**
 * Taking a partition out. DETACH CONCURRENTLY (14+) lets reads and writes of the parent go on, unless there is a default partition;
 * it leaves a CHECK behind that says what the bound said.
 */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { quoteIdentifier, unquoteIdentifier } from "../sql/quote.ts";
import { type Statement, statement } from "./statement.ts";

/** The partition and what is around it. */
export interface PartitionToDetach {
  readonly partition: ObjectId;
  readonly parent: ObjectId;
  /** `RANGE (logdate)`. */
  readonly partitionKey: string;
  /** Nobody uses the parent yet, or it has a default partition. */
  readonly isPlain: boolean;
  /** Constraints of the partition, by name. */
  readonly hasConstraint: (quotedName: string) => boolean;
}

/** The statements. */
export function detachPartition({
  partition,
  parent,
  partitionKey,
  isPlain,
  hasConstraint,
}: PartitionToDetach): readonly Statement[] {
  const detach = `ALTER TABLE ${nameOf(parent)} DETACH PARTITION ${nameOf(partition)}`;
  if (isPlain) return [statement("detach-partition", detach, { relation: parent })];
  // as ChooseConstraintName calls it: table, column where there is just one, check, and a number where that is taken
  const column = /^\w+ \(("(?:[^"]|"")*"|\w+)\)$/.exec(partitionKey)?.[1];
  const name = [
    unquoteIdentifier(ownNameOf(partition)),
    ...(column === undefined ? [] : [unquoteIdentifier(column)]),
    "check",
  ].join("_");
  const check = quoteIdentifier(hasConstraint(quoteIdentifier(name)) ? `${name}1` : name);
  // it waits for users of the parent without a lock, and then for those who named the partition itself with one that blocks others
  const detail = `whoever names ${nameOf(partition)} itself waits for as long as a transaction that did so stays open`;
  return [
    statement("detach-partition", `${detach} CONCURRENTLY`, {
      relation: parent,
      transaction: "none",
      hazards: [{ hazard: "blocks-reads", detail }],
    }),
    statement("drop-constraint", `ALTER TABLE ${nameOf(partition)} DROP CONSTRAINT IF EXISTS ${check}`, { relation: partition }),
  ];
}
