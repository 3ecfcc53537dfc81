/** Who uses whom and what is part of what, in both catalogs of a plan. */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
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
    partsBefore: (id) => before.get(id) ?? none,
    partsAfter: (id) => after.get(id) ?? none,
    isWithin: (part, whole) => {
      for (let at = parentOf(part); at !== null; at = parentOf(at)) if (at === whole) return true;
      return false;
    },
  };
}

const none: readonly ObjectId[] = [];

// Comments and rights can be on something that is no object of its own: they are parts of what carries it.
function partsByParent({ objects }: Catalog, view: CatalogView): Map<ObjectId, ObjectId[]> {
  const parts = new Map<ObjectId, ObjectId[]>();
  for (const { id, parent } of objects.values()) if (parent !== null) push(parts, carrierIn(view, parent) ?? parent, id);
  return parts;
}

function push(map: Map<ObjectId, ObjectId[]>, key: ObjectId, value: ObjectId): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
