/** The stored columns of every table of a catalog, for queries that read rows. */

import type { Catalog } from "../core/catalog/catalog.ts";
import { nameOf } from "../core/catalog/object-id.ts";

/** Qualified table name → quoted names of its columns, sorted: the order of columns is no difference, and generated ones follow. */
export function columnsByTable(catalog: Catalog): ReadonlyMap<string, readonly string[]> {
  const columns = new Map<string, string[]>();
  for (const { kind, id, parent, facts } of catalog.objects.values()) {
    if (kind !== "column" || parent === null || facts.generated !== null) continue;
    const table = nameOf(parent);
    columns.set(table, [...(columns.get(table) ?? []), nameOf(id).slice(table.length + 1)]);
  }
  for (const names of columns.values()) names.sort();
  return columns;
}
