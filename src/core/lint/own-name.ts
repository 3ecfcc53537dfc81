/** The last part of a qualified name, as default names are made of it. */

import { containerOf } from "../catalog/object-id.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import { unquoteIdentifier } from "../sql/quote.ts";

/** `public."Order"` → `Order`. */
export function ownName(name: QualifiedName): string {
  return unquoteIdentifier(name.slice(containerOf(name).length + 1));
}
