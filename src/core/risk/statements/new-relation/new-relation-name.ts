/** The name that a new relation gets: in the schema that is said, with temporary ones, or in the first schema of the search path. */

import { qualifiedName } from "../../../sql/quote.ts";
import { type SqlFields, textOf } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { QualifiedName } from "../../schema-model.ts";

/** The qualified name of the `RangeVar` of a CREATE. */
export function newRelationName(rangeVar: SqlFields, draft: SchemaDraft): QualifiedName {
  const schema = rangeVar.relpersistence === "t" ? "pg_temp" : (textOf(rangeVar.schemaname) ?? draft.searchPath[0] ?? "public");
  return qualifiedName(schema, textOf(rangeVar.relname) ?? "");
}
