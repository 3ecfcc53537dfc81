/** Whether an index stands on a column, and whether it stays as it is when the column's type changes without its values. */

import { mentions } from "../../expression.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { ColumnModel, RelationModel } from "../../schema-model.ts";
import { indexFamily } from "../../type-conversion.ts";

/** True for a key, an included column, and one that an expression or the predicate mentions. */
export function usesColumn({ index }: RelationModel, column: string): boolean {
  if (index === null) return false;
  return index.columns.includes(column) || mentions(index.expressions, column) || mentions(index.predicate, column);
}

/**
 * True when the index on a column that keeps its values is built again all the same (CheckIndexCompatible in
 * src/backend/commands/indexcmds.c): one with expressions or a predicate always is, and one that belongs to a partitioned index.
 */
export function isRebuilt(relation: RelationModel, before: ColumnModel, after: ColumnModel, draft: SchemaDraft): boolean {
  const { index } = relation;
  if (index === null) return false;
  if (index.expressions !== null || index.predicate !== null || !index.isValid || relation.parents.length > 0) return true;
  const at = index.columns.indexOf(before.name);
  if (index.included?.includes(before.name) === true && at >= index.columns.length - index.included.length) return false;
  if (before.type === null || after.type === null) return false;
  if (indexFamily(before.type, draft) !== indexFamily(after.type, draft)) return true;
  // an index with a collation of its own does not follow the column's
  const own = index.collations?.[at];
  const follows = own === undefined || own === "-" || own === (before.collation ?? '"default"');
  return follows && (before.collation ?? '"default"') !== (after.collation ?? '"default"');
}
