/**
 * The domain of a mask where nobody names one. What people join by without a foreign key (addresses, numbers, names) shares one domain in
 * all tables; what only happens to be equal (an amount, a note) has one per column, so that nothing follows from it.
 */

import { type ColumnTraits, columnName } from "./column-traits.ts";
import type { Mask } from "./mask.ts";

/** The domain of a mask on a column, the one that decides for its group. */
export function domainOf(mask: Mask, column: ColumnTraits): string {
  if ("domain" in mask && mask.domain !== undefined) return mask.domain;
  if (mask.kind === "date-shift") return column.table;
  return mask.kind === "number" || mask.kind === "text" ? columnName(column) : mask.kind;
}
