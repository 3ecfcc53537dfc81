/**
 * Which removed and added objects could be one object under a new name: the same parent, the same structure (own facts and
 * parts) and, for columns, the same place. Candidates are shown, never acted on: only the user knows.
 */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { partsOf } from "../catalog/packed-objects.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { Addition, Change, Removal, RenameCandidate } from "./change.ts";

/** What renaming means per kind: the facts that must agree; none where a kind cannot be renamed. */
export interface RenameRules {
  renameBy(kind: ObjectKind): readonly string[];
}

/** Candidates among the changes, sorted by the old id; each object appears at most once. */
export function renameCandidates(
  from: Catalog,
  to: Catalog,
  changes: readonly Change[],
  rules: RenameRules,
): readonly RenameCandidate[] {
  const removed = changes.filter((change): change is Removal => change.change === "remove");
  const added = changes.filter((change): change is Addition => change.change === "add");
  if (removed.length === 0 || added.length === 0) return [];
  const gone = new Set(removed.map((change) => change.id));
  const come = new Set(added.map((change) => change.id));
  const before = groupByStructure(removed, from, gone, rules);
  const after = groupByStructure(added, to, come, rules);
  const candidates: RenameCandidate[] = [];
  for (const [structure, olds] of before) {
    const news = after.get(structure) ?? [];
    if (olds.length === 1 && news.length === 1) candidates.push(...pair(olds, news, "certain"));
    else
      for (const old of olds)
        candidates.push(
          ...pair(
            [old],
            news.filter((other) => other.position === old.position),
            "likely",
          ),
        );
  }
  return candidates.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

function pair(
  olds: readonly SchemaObject[],
  news: readonly SchemaObject[],
  confidence: RenameCandidate["confidence"],
): RenameCandidate[] {
  const [old] = olds;
  const [other] = news;
  return old === undefined || other === undefined || news.length > 1 ? [] : [{ from: old.id, to: other.id, confidence }];
}

// Objects whose parent goes or comes along are not renamed by themselves.
function groupByStructure(
  changes: readonly (Addition | Removal)[],
  catalog: Catalog,
  changing: ReadonlySet<ObjectId>,
  rules: RenameRules,
): Map<string, SchemaObject[]> {
  const parents = new Set(changes.map((change) => change.id));
  const parts = new Map<ObjectId, string[]>();
  for (const object of partsOf(catalog.objects, parents)) {
    if (object.parent === null) continue;
    const described = object.position === 0 ? null : describe(object, rules);
    if (described !== null)
      parts.set(object.parent, [...(parts.get(object.parent) ?? []), `${lastName(object.id)} ${described}`]);
  }
  const groups = new Map<string, SchemaObject[]>();
  for (const { object } of changes) {
    if (object.parent !== null && changing.has(object.parent)) continue;
    const described = describe(object, rules);
    if (described === null) continue;
    // Constraint and index names usually carry the table's name, so only positioned parts (columns) must agree.
    const key = JSON.stringify([object.kind, object.parent, described, (parts.get(object.id) ?? []).sort()]);
    groups.set(key, [...(groups.get(key) ?? []), object]);
  }
  return groups;
}

function describe(object: SchemaObject, rules: RenameRules): string | null {
  const facts = rules.renameBy(object.kind);
  return facts.length === 0 ? null : JSON.stringify(facts.map((fact) => object.facts[fact] ?? null));
}

function lastName(id: ObjectId): string {
  return id.slice(id.lastIndexOf(".") + 1);
}
