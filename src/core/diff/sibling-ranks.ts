/**
 * Column order as a policy: absolute positions say little, because a column added in the middle moves all that follow.
 * What counts is the order among the siblings that both sides have.
 */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";

/** For each positioned object that both sides have: its rank among common siblings, on each side, from 1. */
export function siblingRanks(from: Catalog, to: Catalog): ReadonlyMap<ObjectId, readonly [number, number]> {
  const before = ranksWithin(from, to);
  const after = ranksWithin(to, from);
  return new Map([...before].map(([id, rank]) => [id, [rank, after.get(id) ?? rank]]));
}

function ranksWithin(catalog: Catalog, other: Catalog): Map<ObjectId, number> {
  const families = new Map<string, SchemaObject[]>();
  for (const object of catalog.objects.values()) {
    if (object.position === 0 || object.parent === null || !other.objects.has(object.id)) continue;
    const family = `${object.kind} ${object.parent}`;
    families.set(family, [...(families.get(family) ?? []), object]);
  }
  const ranks = new Map<ObjectId, number>();
  for (const family of families.values()) {
    family.sort((a, b) => a.position - b.position);
    for (const [i, object] of family.entries()) ranks.set(object.id, i + 1);
  }
  return ranks;
}
