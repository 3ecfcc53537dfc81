/** A table with its partitions. What is added to a partitioned table or renamed there reaches all of them, but each has indexes of its own. */

import type { Catalog } from "../catalog/catalog.ts";
import { nameOf, type ObjectId, objectId } from "../catalog/object-id.ts";
import { objectsOfKinds } from "../catalog/packed-objects.ts";
import { nameParts } from "./find-column.ts";
import type { TablePlace } from "./recorded-change.ts";

/** The table first, then its partitions at any depth, each behind what it is a partition of; foreign tables are not among them. */
export function familyOf({ schema, table }: TablePlace, { objects }: Pick<Catalog, "objects">): readonly TablePlace[] {
  const found = new Set<ObjectId>([objectId("table", schema, table)]);
  for (const parent of found)
    if (isPartitioned(objects.get(parent)?.facts))
      for (const { id, facts } of objectsOfKinds(objects, new Set(["table"] as const)))
        if (facts.partitionOf === parent) found.add(id);
  return [...found].map((id) => {
    const [ownSchema = "", own = ""] = nameParts(nameOf(id));
    return { schema: ownSchema, table: own };
  });
}

/** True for a table's facts that say that partitions hold its rows. */
export function isPartitioned(facts: { readonly partitionKey?: unknown } | undefined): boolean {
  return facts?.partitionKey != null;
}
