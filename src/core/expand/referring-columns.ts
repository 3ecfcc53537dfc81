/** Columns whose foreign keys lead to a column, at any distance: they have to have its type. */

import type { Catalog } from "../catalog/catalog.ts";
import { nameOf, objectId } from "../catalog/object-id.ts";
import { objectsOfKinds } from "../catalog/packed-objects.ts";
import { nameParts } from "./find-column.ts";
import type { TablePlace } from "./recorded-change.ts";

/** A column, unquoted. */
export interface ColumnPlace extends TablePlace {
  readonly column: string;
}

/** All of them, nearest first; the column itself is not among them. */
export function referringColumns(catalog: Catalog, place: TablePlace, column: string): readonly ColumnPlace[] {
  const keys = [...objectsOfKinds(catalog.objects, new Set(["constraint"] as const))].filter(
    ({ facts }) => facts.type === "foreign key",
  );
  const found = new Map<string, ColumnPlace>([[keyOf({ ...place, column }), { ...place, column }]]);
  for (const one of found.values()) {
    const referenced = objectId("table", one.schema, one.table);
    for (const { parent, facts } of keys) {
      // a partition's copy: its column is the parent's
      if (facts.attachedTo != null) continue;
      if (facts.referencedTable !== referenced || parent === null) continue;
      const at = textsOf(facts.referencedColumns).indexOf(one.column);
      const name = textsOf(facts.columns)[at];
      if (at < 0 || name === undefined) continue;
      const [schema = "", table = ""] = nameParts(nameOf(parent));
      const referring = { schema, table, column: name };
      if (!found.has(keyOf(referring))) found.set(keyOf(referring), referring);
    }
  }
  return [...found.values()].slice(1);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function keyOf({ schema, table, column }: ColumnPlace): string {
  return JSON.stringify([schema, table, column]);
}
