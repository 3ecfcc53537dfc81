/** Whether a condition can be answered by an index, as far as the text tells: only then are a few rows read and not the whole table. */

import type { SchemaDraft } from "../../schema-draft.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { Condition } from "./condition.ts";

/** True where a comparison is on the first column of a valid index; where indexes are not known, where a column equals a value. */
export function readsFewRows(relation: RelationModel, conditions: readonly Condition[], draft: SchemaDraft): boolean {
  if (!relation.isKnown) return conditions.some(({ operator }) => operator === "in");
  const firsts = draft
    .indexesOf(relation.name)
    .flatMap(({ index }) => (index?.isValid === true && index.predicate === null ? [index.columns[0]] : []));
  return conditions.some(({ column }) => firsts.includes(column));
}
