/**
 * What all columns of one domain allow together. A value must come out the same in each of them, so the shortest of them sets the length
 * for all, and one unique column asks for uniqueness everywhere.
 */

import type { ColumnTraits } from "./column-traits.ts";
import { bareType } from "./type-family.ts";

/** The strictest of a domain's columns. */
export interface DomainLimits {
  /** In characters; null: none has a limit. */
  readonly maxLength: number | null;
  readonly isUnique: boolean;
  /** Spellings that differ in case alone are one value. */
  readonly foldsCase: boolean;
}

/** The limits of columns that share a domain. */
export function limitsOf(columns: readonly ColumnTraits[]): DomainLimits {
  const lengths = columns.flatMap(({ maxLength }) => (maxLength === null ? [] : [maxLength]));
  const unique = columns.filter((column) => mustDiffer(column));
  return {
    maxLength: lengths.length === 0 ? null : Math.min(...lengths),
    isUnique: unique.length > 0,
    // a unique column that tells Ada from ada may hold both; one that does not may only get one of them
    foldsCase: unique.every((column) => bareType(column.type) === "citext"),
  };
}

/** True for a column in which different values must stay different. */
export function mustDiffer(column: ColumnTraits): boolean {
  return column.isUnique || column.isKey;
}
