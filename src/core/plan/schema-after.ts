/**
 * The schema that some of the changes from one catalog to another lead to: a batch of tables, everything but what is ignored,
 * what a source without words for functions wants of a database that has some. Plans aim at it, so that no statement counts on a
 * change that nobody makes.
 */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { Facts, SchemaObject } from "../catalog/schema-object.ts";
import type { Change, FactChange } from "../diff/change.ts";

/** `start` after those changes; they must lead from it to `goal`. What they do not touch is as it was, and nothing is left to compare. */
export function schemaAfter(start: Catalog, goal: Catalog, changes: readonly Change[]): Catalog {
  const objects = new Map(start.objects);
  const touched = new Set<ObjectId>();
  for (const change of changes) {
    touched.add(change.id);
    const before = start.objects.get(change.change === "rename" ? change.formerId : change.id);
    const after = goal.objects.get(change.id);
    if (change.change === "rename") {
      objects.delete(change.formerId);
      touched.add(change.formerId);
    }
    if (change.change === "remove") objects.delete(change.id);
    else if (change.change === "add") objects.set(change.id, change.object);
    else if (before !== undefined && after !== undefined) objects.set(change.id, changedObject(before, after, change.facts));
  }
  return {
    ...start,
    objects,
    dependencies: [
      ...start.dependencies.filter(({ from }) => !touched.has(from)),
      ...goal.dependencies.filter(({ from }) => touched.has(from) && objects.has(from)),
    ],
  };
}

// Facts that compare as equal keep their spelling, so that nothing else differs on the way back.
function changedObject(before: SchemaObject, after: SchemaObject, changes: readonly FactChange[]): SchemaObject {
  const facts: Record<string, Facts[string]> = { ...before.facts };
  let { owner, position } = before;
  for (const { fact, to } of changes) {
    if (fact === "owner") owner = after.owner;
    else if (fact === "position") position = after.position;
    else facts[fact] = to;
  }
  return { ...after, facts, owner, position };
}
