/**
 * What a scratch copy of a schema has to do without: an extension that its server lacks takes along whatever uses it, and nothing
 * else. The rest of a plan can still be proven.
 */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, type ObjectId } from "../catalog/object-id.ts";
import { looseObjects, objectsWithout, packedParts } from "../catalog/packed-objects.ts";
import { kindNamed } from "./plan-context.ts";

/** Object → why it is left out. */
export type LeftOut = ReadonlyMap<ObjectId, string>;

/** Those objects, their parts and all that uses one of them, in either schema. */
export function leftOutWith(roots: LeftOut, start: Catalog, goal: Catalog): LeftOut {
  const left = new Map(roots);
  if (roots.size === 0) return left;
  const follow = (from: ObjectId, to: ObjectId) => {
    const why = left.get(to);
    if (why !== undefined && !left.has(from)) left.set(from, why);
  };
  // few are left out as a rule, and soon no pass finds more
  for (let known = -1; known !== left.size; ) {
    known = left.size;
    for (const catalog of [start, goal]) {
      for (const { from, to } of catalog.dependencies) follow(from, to);
      for (const object of looseObjects(catalog.objects)) if (object.parent !== null) follow(object.id, object.parent);
    }
    for (const id of [...left.keys()]) {
      for (const catalog of [start, goal]) for (const part of packedParts(catalog.objects, id)) follow(part.id, id);
      const parent = goal.objects.get(id)?.parent ?? null;
      if (parent !== null && !start.objects.has(parent) && comesWithParent(id)) follow(parent, id);
    }
  }
  return left;
}

/** The catalog without those. */
export function catalogWithout(left: LeftOut, catalog: Catalog): Catalog {
  if (left.size === 0) return catalog;
  return {
    ...catalog,
    objects: objectsWithout(catalog.objects, left),
    dependencies: catalog.dependencies.filter(({ from, to }) => !left.has(from) && !left.has(to)),
  };
}

/** Objects of kinds that a scratch database never has. */
export function beyondDatabase(...catalogs: readonly Catalog[]): LeftOut {
  const left = new Map<ObjectId, string>();
  for (const { objects } of catalogs)
    for (const { id, kind } of looseObjects(objects))
      if (kindNamed(kind).isBeyondDatabase === true) left.set(id, "a scratch database has none of its own");
  return left;
}

// A new table is made in one statement with its columns: without one of them it is another table.
function comesWithParent(id: ObjectId): boolean {
  return kindNamed(kindOf(id)).ddl.comesWith !== undefined;
}
