/** A relation's name as a statement writes it. */

import { fieldsOf, type SqlTree, textOf } from "../sql/sql-tree.ts";

/** `[schema, name]` or `[name]` of a RangeVar's fields; empty for anything else. */
export function relationNames(relation: SqlTree | undefined): readonly string[] {
  const fields = fieldsOf(relation);
  const schema = textOf(fields.schemaname);
  const name = textOf(fields.relname);
  if (name === null) return [];
  return schema === null ? [name] : [schema, name];
}
