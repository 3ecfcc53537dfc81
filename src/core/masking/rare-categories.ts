/**
 * Values that are kept and that few rows have: who knows one of these people finds the row, whatever else is masked (k-anonymity). A warning,
 * as only people can tell whether it matters.
 */

/** Rare values of a column that is kept. */
export interface RareCategories {
  /** How many values fewer than `k` rows have. */
  readonly values: number;
  /** Rows with such a value. */
  readonly rows: number;
}

/** Groups that are smaller are told apart. */
export const usualK = 5;
/** Columns with more different values than that share of their rows are no categories: there, every value is rare. */
const categoryShare = 0.2;

/** Counts rows per value; null where there is nothing to warn of, or where the column is none of categories. */
export function rareCategories(rowsPerValue: readonly number[], k: number = usualK): RareCategories | null {
  const rows = rowsPerValue.reduce((sum, count) => sum + count, 0);
  if (rowsPerValue.length > rows * categoryShare) return null;
  const small = rowsPerValue.filter((count) => count < k);
  return small.length === 0 ? null : { values: small.length, rows: small.reduce((sum, count) => sum + count, 0) };
}
