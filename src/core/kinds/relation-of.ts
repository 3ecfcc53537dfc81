/** Which relation an object belongs to, as people mean it who say "the changes of this table". */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, type ObjectId } from "../catalog/object-id.ts";

/** What people call tables: all that a query can name after FROM. */
export const relations: ReadonlySet<string> = new Set(["table", "foreign-table", "view", "materialized-view"]);

/** The relation that an object is, or is part of at any depth (an owned sequence is part of its column); null for all others. */
export function relationOf(id: ObjectId, ...catalogs: readonly Catalog[]): ObjectId | null {
  let at: ObjectId | null = id;
  while (at !== null && !relations.has(kindOf(at))) at = parentIn(catalogs, at);
  return at;
}

function parentIn(catalogs: readonly Catalog[], id: ObjectId): ObjectId | null {
  for (const { objects } of catalogs) {
    const object = objects.get(id);
    if (object !== undefined) return object.parent;
  }
  return null;
}
