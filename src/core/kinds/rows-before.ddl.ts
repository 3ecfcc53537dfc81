/** Where a query about the rows of the start reads them, and whether it can: with the tables and columns that are there then. */

import { nameOf, type ObjectId, parentedId } from "../catalog/object-id.ts";
import type { DdlContext } from "./kind-ddl.ts";

/**
 * The table as FROM names it, null where it or one of the columns (unquoted) is not there at the start. `own`: without the rows of
 * tables that inherit from it, which its indexes and foreign keys do not see.
 */
export function rowsBefore(
  table: ObjectId,
  columns: readonly string[],
  context: DdlContext,
  scope: "own" | "all" = "all",
): string | null {
  const before = context.start.get(table);
  if (before?.kind !== "table" || context.isNew(table)) return null;
  const missing = columns.some((column) => {
    const id = parentedId("column", table, column);
    return context.start.get(id) === undefined || context.isNew(id);
  });
  if (missing) return null;
  const isAlone = scope === "all" || before.facts.partitionKey !== null || !hasChildren(table, context);
  return `${isAlone ? "" : "ONLY "}${nameOf(table)}`;
}

function hasChildren(table: ObjectId, { start }: DdlContext): boolean {
  return start.allOfKind("table").some(({ facts }) => Array.isArray(facts.inherits) && facts.inherits.includes(table));
}

/**
 * How `=` without a schema compares values of the column: by its collation, empty for none of its own; null where it may mean
 * something else. It compares the server's own types and enums; an extension's type has an `=` that an empty search_path does not find.
 */
export function plainComparison(table: ObjectId, column: string, { start }: DdlContext): string | null {
  const facts = start.get(parentedId("column", table, column))?.facts;
  const type = facts?.type;
  if (typeof type !== "string") return null;
  const isOwn = !type.includes(".") || start.get(`enum:${type}` as ObjectId) !== undefined; // a type's name is quoted
  return isOwn ? String(facts?.collation ?? "") : null;
}
