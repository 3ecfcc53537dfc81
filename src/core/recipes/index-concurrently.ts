/**
 * Indexes of tables that are in use. CREATE INDEX CONCURRENTLY takes SHARE UPDATE EXCLUSIVE and lets writes go on; it runs outside of
 * transactions, waits for older ones, and leaves an INVALID index when it fails.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import type { Hazard } from "../risk/hazard.ts";
import { guardable, type Statement } from "./statement.ts";

/** An index as CREATE INDEX writes it. */
export interface IndexText {
  readonly isUnique: boolean;
  /** Unqualified, quoted. */
  readonly name: string;
  /** From the table's name on: `public.users USING btree (email)`. */
  readonly on: string;
  readonly table: ObjectId;
  /** Of building it: a unique index refuses duplicates. */
  readonly hazards: readonly Hazard[];
}

/** Builds an index while others write. */
export function createIndexConcurrently({ isUnique, name, on, table, hazards }: IndexText): readonly Statement[] {
  return [
    guardable(
      "create-index",
      "IF NOT EXISTS",
      (guard) => `CREATE ${isUnique ? "UNIQUE " : ""}INDEX CONCURRENTLY ${guard}${name} ON ${on}`,
      { relation: table, transaction: "none", hazards },
    ),
  ];
}

/** Builds an index of a table that nobody uses yet. */
export function createIndex({ isUnique, name, on, table }: IndexText): readonly Statement[] {
  const sql = (guard: string) => `CREATE ${isUnique ? "UNIQUE " : ""}INDEX ${guard}${name} ON ${on}`;
  return [guardable("create-index", "IF NOT EXISTS", sql, { relation: table })];
}

/** Drops an index that nobody uses, or that cannot be dropped otherwise. */
export function dropIndex(qualifiedName: string, table: ObjectId): Statement {
  return guardable("drop-index", "IF EXISTS", (guard) => `DROP INDEX ${guard}${qualifiedName}`, { relation: table });
}

/** Drops an index while others read and write. */
export function dropIndexConcurrently(qualifiedName: string, table: ObjectId): readonly Statement[] {
  const sql = (guard: string) => `DROP INDEX CONCURRENTLY ${guard}${qualifiedName}`;
  return [guardable("drop-index", "IF EXISTS", sql, { relation: table, transaction: "none" })];
}

/** Builds the index under another name, drops the old one and gives its name to the new: queries always have one of the two. */
export function replaceIndex(index: IndexText, temporaryName: string, schema: string): readonly Statement[] {
  return [
    ...createIndexConcurrently({ ...index, name: temporaryName }),
    ...dropIndexConcurrently(`${schema}.${index.name}`, index.table),
    guardable("alter-index", "IF EXISTS", (guard) => `ALTER INDEX ${guard}${schema}.${temporaryName} RENAME TO ${index.name}`, {
      relation: index.table,
    }),
  ];
}
