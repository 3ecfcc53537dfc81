/** Who uses whom and what is part of what, in both catalogs of a plan. */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { looseObjects, packedParts } from "../catalog/packed-objects.ts";
import { carrierIn } from "../kinds/attached-name.ddl.ts";
import type { CatalogView } from "../kinds/kind-ddl.ts";
import { catalogView } from "./plan-context.ts";

/** Answers about one pair of catalogs. */
export interface DependencyIndex {
  /** Those that use an object in the start. */
  readonly usersOf: (id: ObjectId) => readonly ObjectId[];
  /** Those that an object uses in the goal. */
  readonly usedAfter: (id: ObjectId) => readonly ObjectId[];
  /** Parts of an object at the start, directly. */
  readonly partsBefore: (id: ObjectId) => readonly ObjectId[];
  /** Parts of an object in the goal, directly. */
  readonly partsAfter: (id: ObjectId) => readonly ObjectId[];
  /** True when the first is part of the second, at any depth, at the start or in the goal. */
  readonly isWithin: (part: ObjectId, whole: ObjectId) => boolean;
}

/** Indexes two catalogs. */
export function dependencyIndex(start: Catalog, goal: Catalog): DependencyIndex {
  const users = new Map<ObjectId, ObjectId[]>();
  for (const { from, to } of start.dependencies) push(users, to, from);
  const used = new Map<ObjectId, ObjectId[]>();
  for (const { from, to } of goal.dependencies) push(used, from, to);
  // the order in which the catalogs were read must not show in a plan
  for (const list of [...users.values(), ...used.values()]) if (list.length > 1) list.sort();
  const views = { start: catalogView(start), goal: catalogView(goal) };
  const before = partsByParent(start, views.start);
  const after = partsByParent(goal, views.goal);
  const parentOf = (id: ObjectId) => {
    const [catalog, view] = start.objects.has(id) ? [start, views.start] : [goal, views.goal];
    const parent = catalog.objects.get(id)?.parent ?? null;
    return parent === null ? null : (carrierIn(view, parent) ?? parent);
  };
  return {
    usersOf: (id) => users.get(id) ?? none,
    usedAfter: (id) => used.get(id) ?? none,
    partsBefore: before,
    partsAfter: after,
    isWithin: (part, whole) => {
      for (let at = parentOf(part); at !== null; at = parentOf(at)) if (at === whole) return true;
      return false;
    },
  };
}

const none: readonly ObjectId[] = [];

// Comments and rights can be on something that is no object of its own: they are parts of what carries it.
function partsByParent({ objects }: Catalog, view: CatalogView): (parent: ObjectId) => readonly ObjectId[] {
  const loose = new Map<ObjectId, ObjectId[]>();
  for (const { id, parent } of looseObjects(objects)) if (parent !== null) push(loose, carrierIn(view, parent) ?? parent, id);
  return (parent) => [...packedParts(objects, parent).map(({ id }) => id), ...(loose.get(parent) ?? none)].sort();
}

function push(map: Map<ObjectId, ObjectId[]>, key: ObjectId, value: ObjectId): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
