/**
 * Changes in batches of a few tables, each of which applies alone once those before it have. Tables that need each other come
 * together, however many they are; what belongs to no table rides with the first batch that needs it.
 */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { Change } from "../diff/change.ts";
import { relationOf } from "../kinds/relation-of.ts";
import { type ChangeNeeds, closedUnder } from "./change-needs.ts";

/** One batch; both lists in the order of the changes. */
export interface ChangeBatch {
  /** Tables and views of which something changes; empty where only other objects do. */
  readonly tables: readonly ObjectId[];
  readonly changes: readonly Change[];
}

/** Splits changes. A batch has at most `size` tables unless more of them hang together. Same input, same batches. */
export function batchChanges(
  needs: ChangeNeeds,
  size: number,
  ...catalogs: readonly [start: Catalog, goal: Catalog]
): readonly ChangeBatch[] {
  const byTable = new Map<ObjectId, Change[]>();
  const others: Change[] = [];
  for (const change of needs.keys()) {
    const table = relationOf(change.id, ...catalogs);
    if (table === null) others.push(change);
    else byTable.set(table, [...(byTable.get(table) ?? []), change]);
  }
  const tableOf = (change: Change) => relationOf(change.id, ...catalogs);
  const closures = [...byTable].map(([table, changes]) => {
    // a table comes whole: what one of its changes needs may pull in another table, all of whose changes come too
    const all = new Set(changes);
    for (let known = 0; known < all.size; ) {
      known = all.size;
      for (const change of closedUnder(needs, all)) {
        all.add(change);
        for (const sibling of byTable.get(tableOf(change) ?? table) ?? []) all.add(sibling);
      }
    }
    return { table, changes: all };
  });
  // what others build on comes first: its closure is the smaller one
  closures.sort((a, b) => tablesIn(a.changes, tableOf).size - tablesIn(b.changes, tableOf).size || (a.table < b.table ? -1 : 1));
  const done = new Set<Change>();
  const batches: Set<Change>[] = [];
  let open: Set<Change> | null = null;
  for (const { changes } of closures) {
    const left = [...changes].filter((change) => !done.has(change));
    if (left.length === 0) continue;
    const together: number = tablesIn([...(open ?? []), ...left], tableOf).size;
    if (open === null || together > size) {
      open = new Set();
      batches.push(open);
    }
    for (const change of left) {
      open.add(change);
      done.add(change);
    }
  }
  const rest = others.filter((change) => !done.has(change));
  if (rest.length > 0) batches.push(new Set(rest));
  return batches.map((batch) => ({
    tables: [...tablesIn(batch, tableOf)].sort(),
    changes: [...needs.keys()].filter((change) => batch.has(change)),
  }));
}

function tablesIn(changes: Iterable<Change>, tableOf: (change: Change) => ObjectId | null): ReadonlySet<ObjectId> {
  const tables = new Set<ObjectId>();
  for (const change of changes) {
    const table = tableOf(change);
    if (table !== null) tables.add(table);
  }
  return tables;
}
