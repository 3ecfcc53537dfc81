/** Names of relations as a statement spells them: what is not qualified stays so, and means what the session's search_path makes of it. */

import { qualifiedName } from "../../sql/quote.ts";
import { fieldsOf, type SqlTree, textOf } from "../../sql/sql-tree.ts";

/** The name in a RangeVar, quoted where needed. */
export function relationText(rangeVar: SqlTree | undefined): string {
  const { schemaname, relname } = fieldsOf(rangeVar);
  const schema = textOf(schemaname);
  const name = textOf(relname) ?? "";
  return schema === null ? qualifiedName(name) : qualifiedName(schema, name);
}
