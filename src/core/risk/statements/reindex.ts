/**
 * REINDEX: blocks writes to the table, and reads as well, since a query needs every index of its tables for a moment. CONCURRENTLY
 * builds beside the old index. Of a schema, a database or a partitioned table each table is a transaction of its own.
 */

import { containerOf } from "../../catalog/object-id.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, listOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import type { RelationModel } from "../schema-model.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `ReindexStmt`. */
export const reindex: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const isConcurrent = hasOption(fields, "concurrently");
  const kind = textOf(fields.kind);
  const isWide = kind !== "REINDEX_OBJECT_INDEX" && kind !== "REINDEX_OBJECT_TABLE";
  if (isConcurrent || isWide) on.transaction("outside");
  if (kind === "REINDEX_OBJECT_SYSTEM") {
    on.use("reindex", null);
    return;
  }
  if (isWide) {
    reindexAll(textOf(fields.name), kind === "REINDEX_OBJECT_SCHEMA", isConcurrent, reading);
    return;
  }
  const name = draft.resolve(fieldsOf(fields.relation));
  if (kind === "REINDEX_OBJECT_TABLE") {
    const table = draft.relation(name, "r");
    if (table?.partitionKey != null) on.transaction("outside");
    if (table !== null) reindexTable(table, isConcurrent, reading);
    return;
  }
  const index = draft.relation(name, "i");
  if (index === null) return;
  if (index.relkind === "I") on.transaction("outside");
  const leaves = index.relkind === "I" ? draft.descendantsOf(name).filter(({ relkind }) => relkind === "i") : [index];
  if (index.relkind === "I") lockPartitioned(index, isConcurrent, reading);
  for (const one of leaves) reindexOne(one, isConcurrent, reading);
};

function reindexAll(name: string | null, isSchema: boolean, isConcurrent: boolean, reading: Reading): void {
  const { draft, on } = reading;
  const schema = quoteIdentifier(name ?? "");
  const isMeant = (relation: string) => !isSchema || containerOf(relation) === schema;
  const tables = [...draft.relationNames()].flatMap((one) => (isMeant(one) ? (draft.known(one) ?? []) : []));
  const indexed = tables.filter(({ relkind }) => relkind === "r" || relkind === "m");
  for (const table of indexed) reindexTable(table, isConcurrent, reading);
  if (indexed.length === 0) on.use(isConcurrent ? "reindex-concurrently" : "reindex", null, { part: name });
  if (!draft.isComplete) on.unknown(`which indexes there are in ${isSchema ? `schema ${schema}` : "the database"}`);
}

function reindexTable(table: RelationModel, isConcurrent: boolean, reading: Reading): void {
  const { draft, on } = reading;
  const form = isConcurrent ? "reindex-concurrently" : "reindex";
  const parts =
    table.partitionKey === null ? [table] : draft.descendantsOf(table.name).filter(({ partitionKey }) => partitionKey === null);
  if (table.partitionKey !== null) {
    on.use(form, table, { costs: [] });
    // the partitions are found under this lock, CONCURRENTLY or not, and let go before the first is built
    for (const { name } of draft.descendantsOf(table.name)) on.lock(name, "SHARE", `partition of ${table.name}`);
  }
  for (const part of parts) {
    const via = part === table ? null : `partition of ${table.name}`;
    const indexes = draft.indexesOf(part.name);
    on.use(form, part, { via, ...(part.isKnown && indexes.length === 0 ? { costs: [] } : {}) });
    for (const index of indexes) {
      // cannot be built CONCURRENTLY: it is skipped with a warning
      if (isConcurrent && isExclusion(index, part)) on.lock(index.name, "SHARE UPDATE EXCLUSIVE", `index of ${part.name}`);
      else lockIndex(index, part, reading);
    }
  }
}

function reindexOne(index: RelationModel, isConcurrent: boolean, reading: Reading): void {
  const { draft, on } = reading;
  const table = index.table === null ? null : draft.relation(index.table, "r");
  on.use(isConcurrent ? "reindex-concurrently" : "reindex", table, { part: index.name });
  lockIndex(index, table, reading);
}

function lockIndex(index: RelationModel, table: RelationModel | null, { on }: Reading): void {
  // CONCURRENTLY too, for the moment in which nobody uses the old index any more and it goes
  on.lock(index.name, "ACCESS EXCLUSIVE", table === null ? null : `index of ${table.name}`);
  // rows are compared with each other once the index of an exclusion constraint stands
  if (table !== null && isExclusion(index, table)) on.cost(table.name, "scan");
}

function isExclusion(index: RelationModel, table: RelationModel): boolean {
  return table.constraints.some((one) => one.index === index.name && one.type === "x");
}

function lockPartitioned(index: RelationModel, isConcurrent: boolean, { draft, on }: Reading): void {
  on.lock(index.name, isConcurrent ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE");
  if (index.table !== null) on.lock(index.table, isConcurrent ? "SHARE UPDATE EXCLUSIVE" : "SHARE", `table of ${index.name}`);
  for (const { name } of draft.descendantsOf(index.name)) on.lock(name, "SHARE", `partition of ${index.name}`);
}

/** True where a parenthesised option is on: named alone, or with anything but a false. */
export function hasOption(fields: SqlFields, option: string): boolean {
  const found = [...listOf(fields.params), ...listOf(fields.options)]
    .map((one) => fieldsOf(nodeOf(one, "DefElem") ?? undefined))
    .findLast(({ defname }) => defname === option);
  if (found === undefined) return false;
  const value =
    nodeOf(found.arg, "String")?.sval ?? nodeOf(found.arg, "Boolean")?.boolval ?? nodeOf(found.arg, "Integer")?.ival ?? true;
  return !["false", "off", "0", false, 0].includes(value as string | number | boolean); // of a literal
}
