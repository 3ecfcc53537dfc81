/** Names of what must live in the schema of its table: indexes and constraints, which statements name without a schema. */

import { containerOf } from "../../../catalog/object-id.ts";
import { qualifiedName, unquoteIdentifier } from "../../../sql/quote.ts";
import type { QualifiedName, RelationModel } from "../../schema-model.ts";

/** The qualified name of the unquoted `name` beside the table. */
export function besideTable({ name: table }: RelationModel, name: string): QualifiedName {
  return qualifiedName(unquoteIdentifier(containerOf(table)), name);
}
