/** Names that the server chooses so that they clash with nothing (ChooseRelationName in src/backend/commands/indexcmds.c). */

import { containerOf } from "../../../catalog/object-id.ts";
import { defaultName } from "../../../sql/default-names.ts";
import { qualifiedName, unquoteIdentifier } from "../../../sql/quote.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { QualifiedName } from "../../schema-model.ts";

/** The schema and the own name of a relation, both unquoted. */
export function partsOf(relation: QualifiedName): { readonly schema: string; readonly own: string } {
  const schema = containerOf(relation);
  return { schema: unquoteIdentifier(schema), own: unquoteIdentifier(relation.slice(schema.length + 1)) };
}

/** `users_email_key`, unquoted, with a number where the table's schema has a relation or a constraint of that name. */
export function freeName(table: QualifiedName, column: string | null, label: string, draft: SchemaDraft): string {
  const { schema, own } = partsOf(table);
  const taken = constraintNamesIn(containerOf(table), draft);
  for (let pass = 0; ; pass++) {
    const name = defaultName(own, column, pass === 0 ? label : `${label}${pass}`);
    if (!taken.has(name) && draft.known(qualifiedName(schema, name)) === null) return name;
  }
}

function constraintNamesIn(schema: string, draft: SchemaDraft): ReadonlySet<string> {
  const names = new Set<string>();
  for (const relation of draft.relationNames())
    if (containerOf(relation) === schema)
      for (const { name } of draft.known(relation)?.constraints ?? []) if (name !== null) names.add(name);
  return names;
}
