/**
 * What a change that was seen on a copy leads to elsewhere: the catalog that a database must have when the same happens to it. Whatever
 * the copy lacks is left as it is, and says nothing.
 */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import { objectsWithout, PackedObjects } from "../catalog/packed-objects.ts";
import type { FactValue, SchemaObject } from "../catalog/schema-object.ts";
import type { Alteration, Change } from "../diff/change.ts";
import { compareCatalogs } from "./compare-catalogs.ts";

/** `start` with the changes; those of objects that it does not have are left out. */
export function expectedCatalog(start: Catalog, changes: readonly Change[]): Catalog {
  const touched = new Map(changes.map((change): [ObjectId, Change] => [change.id, change]));
  const rest = objectsWithout(start.objects, touched);
  const made: SchemaObject[] = [];
  for (const change of touched.values()) {
    if (change.change === "add") made.push(change.object);
    else if (change.change === "alter") {
      const before = start.objects.get(change.id);
      if (before !== undefined) made.push(altered(before, change));
    }
  }
  if (rest instanceof PackedObjects) for (const object of made) rest.set(object);
  const objects = rest instanceof PackedObjects ? rest : new Map([...rest, ...made.map((one) => [one.id, one] as const)]);
  return { ...start, objects, dependencies: [] };
}

function altered(object: SchemaObject, { facts }: Alteration): SchemaObject {
  const owner = facts.find(({ fact }) => fact === "owner")?.to;
  const changed = facts.filter(({ fact }) => fact !== "owner" && fact !== "position").map(({ fact, to }) => [fact, to] as const);
  return {
    ...object,
    owner: typeof owner === "string" ? owner : object.owner,
    facts: { ...object.facts, ...Object.fromEntries(changed) },
  };
}

/** How `actual` differs from what was expected, in one line each and by object; nothing of the objects that `isLeftOut` names. */
export async function unexpectedChanges(
  expected: Catalog,
  actual: Catalog,
  isLeftOut: (id: ObjectId) => boolean = () => false,
): Promise<readonly string[]> {
  const { changes } = await compareCatalogs(expected, actual);
  const own = changes.filter(({ id, parent }) => !isLeftOut(id) && (parent === null || !isLeftOut(parent)));
  const ids = new Set(own.map(({ id }) => id));
  // what came or went with its parent is one thought with it
  return own.filter((one) => one.change === "alter" || one.parent === null || !ids.has(one.parent)).map(lineOf);
}

function lineOf(change: Change): string {
  if (change.change === "add") return `${change.id} was not predicted`;
  if (change.change === "remove") return `${change.id} was predicted and is missing`;
  const facts = change.facts.map(({ fact, from, to }) => `${fact} is ${valueText(to)}, predicted was ${valueText(from)}`);
  return `${change.id}: ${facts.join("; ")}`;
}

function valueText(value: FactValue): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
