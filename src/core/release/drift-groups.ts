/**
 * Drift in batches, sorted by what has to be done about it: what pending files make, what has to be written, and what would take something
 * away. The last must not ride along with the others: what only one side has may be a hot-fix that nobody has written down.
 */

import type { Catalog } from "../catalog/catalog.ts";
import { nameOf } from "../catalog/object-id.ts";
import type { Change } from "../diff/change.ts";
import { relationOf } from "../kinds/relation-of.ts";
import type { ParityReport } from "../parity/parity-report.ts";
import { batchChanges, type ChangeBatch } from "../plan/batch-changes.ts";
import { type ChangeNeeds, changeNeeds, closedUnder } from "../plan/change-needs.ts";

/** Tables that come together, and what is special about them. */
export interface DriftGroup {
  /** Qualified names; empty for what belongs to no table. */
  readonly tables: readonly string[];
  readonly changes: number;
  /** Pending migrations that make all of it; empty where a file is still to be written. */
  readonly files: readonly string[];
  /** What the target would lose, by id. */
  readonly drops: readonly string[];
}

type Fate = "pending" | "open" | "lossy";

/**
 * The groups in the order in which they can go; each is closed under what it needs. What the platform runs is left out: no migration makes
 * it. Both catalogs were read with their dependencies.
 */
export function driftGroups(
  changes: readonly Change[],
  report: Pick<ParityReport, "changes">,
  size: number,
  ...catalogs: readonly [start: Catalog, goal: Catalog]
): readonly DriftGroup[] {
  const migrations = new Map(report.changes.map(({ id, migration }) => [id, migration ?? null]));
  const fileOf = (change: Change) => migrations.get(change.id) ?? null;
  const platform = new Set(report.changes.flatMap(({ id, cause }) => (cause === "platform" ? [id] : [])));
  const own = changes.filter(({ id }) => !platform.has(id));
  const needs = changeNeeds(own, ...catalogs);
  const fates = fatesOf(needs, (change) => relationOf(change.id, ...catalogs) ?? change.id, fileOf);
  return (["pending", "open", "lossy"] as const).flatMap((fate) =>
    batchChanges(
      within(needs, (change) => fates.get(change) === fate),
      size,
      ...catalogs,
    ).map((batch) => groupOf(batch, fileOf)),
  );
}

/** The groups that `new --from-drift --tables` can write: their tables, `public.` left out. What loses something is looked at first. */
export function tablesToWrite(groups: readonly DriftGroup[]): readonly (readonly string[])[] {
  // without a table's name the line would write the whole of the drift
  const ready = groups.filter(({ files, drops, tables }) => files.length === 0 && drops.length === 0 && tables.length > 0);
  return ready.map(({ tables }) => tables.map((table) => table.replace(/^public\./, "")));
}

/** A table comes whole: the worst of its changes decides, and what needs something lossy is lossy too. */
function fatesOf(
  needs: ChangeNeeds,
  tableOf: (change: Change) => string,
  fileOf: (change: Change) => string | null,
): ReadonlyMap<Change, Fate> {
  const tables = new Map<string, Change[]>();
  for (const change of needs.keys()) tables.set(tableOf(change), [...(tables.get(tableOf(change)) ?? []), change]);
  const lossy = new Set([...needs.keys()].filter(isLoss).map(tableOf));
  for (const change of needs.keys())
    if (closedUnder(needs, [change]).some((other) => lossy.has(tableOf(other)))) lossy.add(tableOf(change));
  const fates = new Map<Change, Fate>();
  for (const [table, own] of tables) {
    const fate = lossy.has(table) ? "lossy" : own.every((change) => fileOf(change) !== null) ? "pending" : "open";
    for (const change of own) fates.set(change, fate);
  }
  return fates;
}

function within(needs: ChangeNeeds, isIn: (change: Change) => boolean): ChangeNeeds {
  return new Map(
    [...needs].filter(([change]) => isIn(change)).map(([change, own]) => [change, new Set([...own].filter(isIn))] as const),
  );
}

function groupOf({ tables, changes }: ChangeBatch, fileOf: (change: Change) => string | null): DriftGroup {
  const files = changes.map(fileOf);
  const losses = changes.filter(isLoss);
  const lost = new Set<string>(losses.map(({ id }) => id));
  return {
    tables: tables.map(nameOf),
    changes: changes.length,
    // one change that no file makes, and a file has to be written
    files: files.includes(null) ? [] : [...new Set(files.filter((file) => file !== null))].sort(),
    // a table goes with its columns, and is named once
    drops: losses.filter(({ object }) => !lost.has(object.parent ?? "")).map(({ id }) => id),
  };
}

// An index that only the target has may be what somebody made there in an emergency, as well as a table.
function isLoss(change: Change): change is Extract<Change, { change: "remove" }> {
  return change.change === "remove";
}
