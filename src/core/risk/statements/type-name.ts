/** Which type a name means. */

import { qualifiedName } from "../../sql/quote.ts";
import type { SchemaDraft } from "../schema-draft.ts";
import type { QualifiedName } from "../schema-model.ts";

/** The qualified name of a user's type: as it stands, by the search path, or where it would be made. */
export function resolveType(parts: readonly string[], draft: SchemaDraft): QualifiedName {
  const name = parts.at(-1) ?? "";
  const schema = parts.at(-2);
  if (schema !== undefined) return qualifiedName(schema, name);
  const found = draft.searchPath.map((one) => qualifiedName(one, name)).find((one) => draft.type(one) !== null);
  return found ?? qualifiedName(draft.searchPath[0] ?? "public", name);
}

/** The id under which a catalog knows a type, for its dependents. */
export function idOfType(name: QualifiedName, draft: SchemaDraft): string {
  const sorts = { d: "domain:", e: "enum:", c: "composite-type:", r: "range:", b: "base-type:" } as const;
  return `${sorts[draft.type(name)?.typtype ?? "b"]}${name}`;
}
