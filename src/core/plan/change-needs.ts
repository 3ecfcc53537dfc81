/**
 * Which changes cannot be made without which others: what uses a new object needs it, what goes needs its users gone, whoever takes
 * a name needs it free. Closed under these, a part of the changes applies alone.
 */

import type { Catalog } from "../catalog/catalog.ts";
import { type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { Change } from "../diff/change.ts";
import { dependencyIndex } from "./dependency-index.ts";
import { kindNamed } from "./plan-context.ts";

/** The needs of each change, in the order of the changes. */
export type ChangeNeeds = ReadonlyMap<Change, ReadonlySet<Change>>;

/** Works them out; direct needs only. Both catalogs must have been read with their dependencies. */
export function changeNeeds(changes: readonly Change[], start: Catalog, goal: Catalog): ChangeNeeds {
  const dependencies = dependencyIndex(start, goal);
  const byId = new Map(changes.map((change) => [change.id, change]));
  const holders = claimsOfRemoved(changes);
  const firstOnes = changes.filter((change) => change.change === "add" && kindNamed(change.kind).ddl.comesFirst === true);
  const needs = new Map<Change, Set<Change>>();
  for (const change of changes) {
    const own = new Set<Change>();
    const need = (id: ObjectId | null, ...verbs: readonly Change["change"][]) => {
      const other = id === null ? undefined : byId.get(id);
      if (other !== undefined && other !== change && verbs.includes(other.change)) own.add(other);
    };
    needs.set(change, own);
    if (change.change === "remove") {
      for (const id of dependencies.usersOf(change.id)) need(id, "remove", "alter");
      for (const id of dependencies.partsBefore(change.id)) need(id, "remove");
      continue;
    }
    for (const id of dependencies.usedAfter(change.id)) need(id, "add", "alter");
    const after = change.change === "add" ? change.object : goal.objects.get(change.id);
    if (after === undefined) continue;
    need(after.parent, "add");
    // what is built on a column's type has another one afterwards too
    if (change.change === "alter" && changesShape(change)) for (const id of dependencies.usersOf(change.id)) need(id, "alter");
    for (const role of firstOnes) if (mentions(after, role)) own.add(role);
    if (change.change !== "add") continue;
    for (const id of dependencies.partsAfter(change.id)) need(id, "add");
    for (const name of kindNamed(after.kind).ddl.claims?.(after) ?? []) {
      const holder = holders.get(name);
      if (holder !== undefined) own.add(holder);
    }
  }
  return needs;
}

/** Those changes and all that they need, in the order of `needs`. */
export function closedUnder(needs: ChangeNeeds, chosen: Iterable<Change>): readonly Change[] {
  const all = new Set(chosen);
  // a set grows while it is walked
  for (const change of all) for (const other of needs.get(change) ?? []) all.add(other);
  return [...needs.keys()].filter((change) => all.has(change));
}

function changesShape({ kind, facts }: Extract<Change, { readonly change: "alter" }>): boolean {
  const { changes } = kindNamed(kind);
  return facts.some(({ fact }) => changes[fact]?.changesColumnType === true || changes[fact]?.how === "replace");
}

function claimsOfRemoved(changes: readonly Change[]): ReadonlyMap<string, Change> {
  const holders = new Map<string, Change>();
  for (const change of changes)
    if (change.change === "remove")
      for (const name of kindNamed(change.kind).ddl.claims?.(change.object) ?? []) holders.set(name, change);
  return holders;
}

// No dependency tells of roles: they are named as owner, in an id or in a fact.
function mentions({ id, owner, facts }: SchemaObject, { id: role }: Change): boolean {
  const name = ownNameOf(role);
  return id.endsWith(`:${name}`) || (owner !== null && owner === name) || JSON.stringify(facts).includes(`"${name}"`);
}
