/**
 * An index of a partitioned table in use. CONCURRENTLY is refused there: the parent gets an empty, invalid index first, each partition
 * its own while others write, and attaching the last one makes the parent's valid
 * (https://www.postgresql.org/docs/18/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE).
 */

import { containerOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { quoteIdentifier, unquoteIdentifier } from "../sql/quote.ts";
import { createIndexConcurrently } from "./index-concurrently.ts";
import { guardable, type Statement, statement } from "./statement.ts";

/** A partition, which may be partitioned itself. */
export interface PartitionToIndex {
  readonly table: ObjectId;
  readonly isPartitioned: boolean;
}

/** The index. */
export interface PartitionedIndex {
  readonly isUnique: boolean;
  /** Unqualified, quoted. */
  readonly name: string;
  /** What follows the table's name: `USING btree (at)`. */
  readonly definition: string;
  readonly table: ObjectId;
  readonly partitionsOf: (table: ObjectId) => readonly PartitionToIndex[];
}

/** The statements in order; the index is valid after the last one. */
export function indexPartitions(index: PartitionedIndex): readonly Statement[] {
  const { isUnique, name, definition, table, partitionsOf } = index;
  const word = isUnique ? "UNIQUE INDEX" : "INDEX";
  const own = qualified(table, name);
  return [
    guardable(
      "create-index",
      "IF NOT EXISTS",
      (guard) => `CREATE ${word} ${guard}${name} ON ONLY ${nameOf(table)} ${definition}`,
      { relation: table },
    ),
    ...partitionsOf(table).flatMap((partition) => [
      ...indexOf(partition, index),
      statement(
        "attach-index",
        `ALTER INDEX ${own} ATTACH PARTITION ${qualified(partition.table, nameOn(partition.table, index))}`,
        {
          relation: table,
        },
      ),
    ]),
  ];
}

function indexOf({ table, isPartitioned }: PartitionToIndex, index: PartitionedIndex): readonly Statement[] {
  const { isUnique, definition } = index;
  const name = nameOn(table, index);
  if (isPartitioned) return indexPartitions({ ...index, table, name });
  return createIndexConcurrently({ isUnique, name, on: `${nameOf(table)} ${definition}`, table, hazards: [] });
}

// A name for each table: two that differ in their last characters only must not become one.
function nameOn(table: ObjectId, { name }: PartitionedIndex): string {
  const own = unquoteIdentifier(ownNameOf(table));
  return quoteIdentifier(`${own.slice(0, 40)}_${unquoteIdentifier(name).slice(-20)}`);
}

function qualified(table: ObjectId, name: string): string {
  return `${containerOf(nameOf(table))}.${name}`;
}
