/**
 * Catalog × catalog → changes. Knows no kind: what a fact is, how it compares and in which order kinds come is told
 * by the rules, so that a new kind needs no line here.
 */

import type { Catalog, NotCompared } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { objectsApart } from "../catalog/packed-objects.ts";
import type { Facts, FactValue, SchemaObject } from "../catalog/schema-object.ts";
import type { Change, FactChange } from "./change.ts";
import type { FactComparison } from "./fact-comparison.ts";
import { inexpressible } from "./inexpressible.ts";
import { siblingRanks } from "./sibling-ranks.ts";

/** What the differ must know of kinds, given by the registry. */
export interface DiffRules {
  /** Facts of a kind and how each compares; facts that are absent here are compared by value. */
  comparisons(kind: ObjectKind): ReadonlyMap<string, FactComparison>;
  /** Two spellings of one SQL text are equal; only asked when the texts differ. `facts` are all of both objects'. */
  sameSql(comparison: FactComparison, a: FactValue, b: FactValue, facts: readonly [Facts, Facts]): boolean;
  /** Where changes of a kind are listed: tables before their indexes. */
  order(kind: ObjectKind): number;
  /** Compare the order of siblings too (columns of a table). */
  readonly siblingOrder: boolean;
}

/** The changes that turn `from` into `to`, and what neither could tell. */
export interface Diff {
  /** Sorted: in the order of kinds, then by id; removals of a kind before its additions. */
  readonly changes: readonly Change[];
  readonly notCompared: readonly NotCompared[];
}

/** Compares two catalogs. diff(a, a) is empty. */
export function diff(from: Catalog, to: Catalog, rules: DiffRules): Diff {
  const skipped = new Set<ObjectKind>([...from.cannotExpress, ...to.cannotExpress]);
  const skippedCount = new Map<ObjectKind, number>();
  const skip = (object: SchemaObject) => {
    if (!skipped.has(object.kind)) return false;
    skippedCount.set(object.kind, (skippedCount.get(object.kind) ?? 0) + 1);
    return true;
  };
  // A source that has no words for a kind can have none for what belongs to its objects: their comments and rights.
  const skipWithParent = (object: SchemaObject, holder: Catalog) => {
    if (skipped.size === 0 || !belongsTo(object, skipped, holder)) return false;
    skippedCount.set(object.kind, (skippedCount.get(object.kind) ?? 0) + 1);
    return true;
  };
  const ranks = rules.siblingOrder ? siblingRanks(from, to) : null;
  // Where rights were missing for a part of an object, null means "not told" and not "none".
  const untold = [...from.notCompared, ...to.notCompared].filter((gap) => gap.forWantOfRights === true);
  const partlyRead = new Set(untold.map((gap) => gap.what));
  const unsaid = inexpressible(from, to);
  const changes: Change[] = [];
  // what is packed alike on both sides differs in its order at most
  const apart = (objects: Catalog["objects"], others: Catalog["objects"]) =>
    ranks === null ? objectsApart(objects, others, skipped) : objects.values();
  for (const before of apart(from.objects, to.objects)) {
    if (skip(before)) continue;
    const after = to.objects.get(before.id);
    const { kind, id, parent } = before;
    if (after === undefined) {
      if (!skipWithParent(before, from) && !unsaid.object(before, from, to))
        changes.push({ change: "remove", kind, id, parent, object: before });
    } else {
      const found = changedFacts(before, after, rules, ranks);
      if (found.length === 0) continue;
      const facts = found.filter(
        (fact) => !unsaid.fact(kind, fact.fact) && (!partlyRead.has(id) || (fact.from !== null && fact.to !== null)),
      );
      if (facts.length > 0) changes.push({ change: "alter", kind, id, parent, facts });
    }
  }
  for (const after of apart(to.objects, from.objects)) {
    if (skip(after) || from.objects.has(after.id) || skipWithParent(after, to) || unsaid.object(after, to, from)) continue;
    changes.push({ change: "add", kind: after.kind, id: after.id, parent: after.parent, object: after });
  }
  const gaps = [...skippedCount].map(([kind, count]) => ({
    what: `${kind} (${count})`,
    why: partlyRead.has(kind) ? "the role of one side may not read this kind" : "one of the sources cannot express this kind",
  }));
  return {
    changes: changes.sort(byKindThenId(rules)),
    notCompared: [...from.notCompared, ...to.notCompared, ...gaps, ...unsaid.gaps()],
  };
}

function belongsTo(object: SchemaObject, kinds: ReadonlySet<ObjectKind>, holder: Catalog): boolean {
  const parent = object.parent === null ? undefined : holder.objects.get(object.parent);
  return parent !== undefined && (kinds.has(parent.kind) || belongsTo(parent, kinds, holder));
}

function changedFacts(
  before: SchemaObject,
  after: SchemaObject,
  rules: DiffRules,
  ranks: ReadonlyMap<ObjectId, readonly [number, number]> | null,
): readonly FactChange[] {
  const rank = ranks?.get(before.id);
  // nearly all objects end here: no list is made for them
  if ((rank === undefined || rank[0] === rank[1]) && before.owner === after.owner && sameFacts(before.facts, after.facts))
    return noChange;
  const changed: FactChange[] = [];
  // an owner that a source does not tell is no difference
  if (before.owner !== after.owner && before.owner !== null && after.owner !== null)
    changed.push({ fact: "owner", from: before.owner, to: after.owner });
  if (rank !== undefined && rank[0] !== rank[1]) changed.push({ fact: "position", from: rank[0], to: rank[1] });
  for (const fact in before.facts) {
    const from = before.facts[fact] ?? null;
    const to = after.facts[fact] ?? null;
    if (from === to || sameValue(from, to)) continue;
    const comparison = rules.comparisons(before.kind).get(fact) ?? "value";
    if (comparison === "value" || !rules.sameSql(comparison, from, to, [before.facts, after.facts]))
      changed.push({ fact, from, to });
  }
  return changed;
}

const noChange: readonly FactChange[] = [];

function sameFacts(a: Facts, b: Facts): boolean {
  for (const fact in a) {
    const left = a[fact] ?? null;
    const right = b[fact] ?? null;
    if (left !== right && !sameValue(left, right)) return false;
  }
  return true;
}

/** Equal as JSON, whatever the order of keys. */
function sameValue(a: FactValue, b: FactValue): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => sameValue(item, b[i] ?? null));
  }
  const left = a as { readonly [key: string]: FactValue }; // not an array, so an object
  const right = b as { readonly [key: string]: FactValue }; // likewise
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => key in right && sameValue(left[key] ?? null, right[key] ?? null));
}

const ranksOfChange = { remove: 0, rename: 1, alter: 2, add: 3 } as const;

function byKindThenId(rules: DiffRules): (a: Change, b: Change) => number {
  return (a, b) =>
    rules.order(a.kind) - rules.order(b.kind) ||
    ranksOfChange[a.change] - ranksOfChange[b.change] ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
