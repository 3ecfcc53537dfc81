/**
 * What the two sides of a comparison have no words for. A source that cannot say a thing does not deny it: such facts and
 * objects are no differences, are never dropped by a plan, and are counted so that the report can name them.
 */

import type { Catalog, InexpressibleObjects, NotCompared } from "../catalog/catalog.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { FactValue, SchemaObject } from "../catalog/schema-object.ts";

/** Decides for one comparison, and remembers what it held back. */
export interface Inexpressible {
  /** True when the fact cannot be compared; counts one difference that stays unsaid. */
  fact(kind: ObjectKind, fact: string): boolean;
  /** True when `lacking` has no object like this because it cannot express it or what it belongs to. */
  object(object: SchemaObject, holder: Catalog, lacking: Catalog): boolean;
  /** One line per fact and per sort of object that was held back, in the order met. */
  gaps(): readonly NotCompared[];
}

/** The rules of two catalogs. */
export function inexpressible(from: Catalog, to: Catalog): Inexpressible {
  const facts = new Set([from, to].flatMap(factNames));
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const isKnown = (rules: readonly InexpressibleObjects[], object: SchemaObject, holder: Catalog): boolean => {
    const rule = rules.find((candidate) => matches(candidate, object));
    if (rule !== undefined) {
      count("id" in rule ? rule.id : describe(rule));
      return true;
    }
    const parent = object.parent === null ? undefined : holder.objects.get(object.parent);
    return parent !== undefined && isWithin(rules, parent, holder);
  };
  return {
    fact: (kind, fact) => {
      if (!facts.has(`${kind}.${fact}`)) return false;
      count(`${kind}.${fact}`);
      return true;
    },
    object: (object, holder, lacking) => isKnown(lacking.cannotExpressObjects ?? [], object, holder),
    gaps: () =>
      [...counts].map(([what, number]) => ({
        what: what.includes(":") ? what : `${what} (${number})`,
        why: "one of the sources cannot express it",
      })),
  };
}

function factNames({ cannotExpressFacts = {} }: Catalog): readonly string[] {
  return Object.entries(cannotExpressFacts).flatMap(([kind, names]) => names.map((name) => `${kind}.${name}`));
}

/** A part of an object counts with the object. */
function isWithin(rules: readonly InexpressibleObjects[], object: SchemaObject, holder: Catalog): boolean {
  if (rules.some((rule) => matches(rule, object))) return true;
  const parent = object.parent === null ? undefined : holder.objects.get(object.parent);
  return parent !== undefined && isWithin(rules, parent, holder);
}

function matches(rule: InexpressibleObjects, object: SchemaObject): boolean {
  if ("id" in rule) return object.id === rule.id;
  if (rule.kind !== object.kind) return false;
  const value = object.facts[rule.fact] ?? null;
  return rule.value === "any" ? isSet(value) : value === rule.value.is;
}

function isSet(value: FactValue): boolean {
  if (value === null || value === false || value === 0 || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function describe(rule: Exclude<InexpressibleObjects, { readonly id: string }>): string {
  return rule.value === "any" ? `${rule.kind} with ${rule.fact}` : `${rule.kind} of ${rule.fact} ${rule.value.is}`;
}
