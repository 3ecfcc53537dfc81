/** What the classifier proposes for a database: the columns that ask for a decision, and those whose values give something away. */

import { classify } from "./classify.ts";
import type { ColumnTraits } from "./column-traits.ts";
import type { MaskChoice } from "./copy-choices.ts";
import { columnsToChoose } from "./unclassified.ts";

/** The proposals, none confirmed. `sample`: values of a column, in text form; none is kept. */
export function proposals(
  columns: readonly ColumnTraits[],
  sample: (column: ColumnTraits) => readonly string[],
): readonly MaskChoice[] {
  const asking = new Set(columnsToChoose(columns));
  return columns.flatMap((traits): readonly MaskChoice[] => {
    const { table, column, type } = traits;
    // a key that refers to itself in a circle has nobody else to follow
    const found = classify(asking.has(traits) ? { ...traits, foreignKeyTo: null } : traits, sample(traits));
    return asking.has(traits) || found.mask.kind !== "keep" ? [{ table, column, type, ...found, confirmed: false }] : [];
  });
}
