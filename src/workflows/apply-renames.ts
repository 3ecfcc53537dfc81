/**
 * Confirmed renames, made on a scratch copy: the server itself says how views, defaults and policies read afterwards, so that what
 * is left to plan is only what really differs.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { kindOf } from "../core/catalog/object-id.ts";
import type { Rename } from "../core/diff/change.ts";
import { relationOf } from "../core/kinds/relation-of.ts";
import { type Comparison, compareCatalogs } from "../core/parity/compare-catalogs.ts";
import type { TransactionGroup } from "../core/plan/plan.ts";
import { planRenames } from "../core/plan/plan-renames.ts";
import { canBeRenamed, type RenamePair, type RenameRequest, resolveRename } from "../core/plan/rename-request.ts";
import { schemaAfter } from "../core/plan/schema-after.ts";
import { versionOf } from "./plan-dump.ts";
import type { ScratchCopy } from "./scratch-copy.ts";

/** The start under its new names. */
export interface RenamedStart {
  readonly catalog: Catalog;
  /** Those asked for, and the constraints, indexes and sequences of a renamed table that differ in nothing but their names. */
  readonly renames: readonly Rename[];
  readonly groups: readonly TransactionGroup[];
  /** The way back. */
  readonly inverse: readonly TransactionGroup[];
}

/**
 * Renames on the copy, which stays renamed.
 *
 * @throws AppError USAGE for a request that fits nothing; PLAN_REFUTED when the server refuses a rename
 */
export async function applyRenames(
  copy: ScratchCopy,
  goal: Catalog,
  requests: readonly RenameRequest[],
  isGuarded: boolean,
): Promise<RenamedStart> {
  let { start: catalog } = copy;
  const manner = { version: versionOf(catalog, goal), isGuarded };
  const renames: Rename[] = [];
  const groups: TransactionGroup[] = [];
  const inverse: TransactionGroup[] = [];
  let waiting = requests;
  for (;;) {
    const comparison = await compareCatalogs(catalog, goal);
    const pairs = nextPairs(waiting, comparison, renames, catalog);
    if (pairs.length === 0) break;
    waiting = waiting.filter((request) => resolveRename(request, comparison.changes) === null);
    refuseIncomplete(copy, goal, pairs);
    const before = await copy.read({ dependencies: true });
    const next = planRenames(pairs, catalog, manner);
    const refused = await copy.run({ groups: next });
    if (refused !== null) throw new AppError({ code: "PLAN_REFUTED", message: `A rename was refused: ${refused.message}` });
    const after = await copy.read({ dependencies: true });
    const renamed = schemaAfter(catalog, after, (await compareCatalogs(before, after)).changes);
    groups.push(...next);
    inverse.unshift(...planRenames(pairs.map(({ from, to }) => ({ from: to, to: from })).reverse(), renamed, manner));
    renames.push(...pairs.map((pair) => renameOf(pair, renamed)));
    catalog = renamed;
  }
  const [unknown] = waiting;
  if (unknown === undefined) return { catalog, renames, groups, inverse };
  throw new AppError({
    code: "USAGE",
    message: `--rename ${unknown.from}=${unknown.to}: nothing called ${unknown.from} goes where a ${unknown.to} of the same kind comes.`,
    hint: "lockstep diff lists what is removed and added, and which pairs could be renames.",
  });
}

function nextPairs(
  requests: readonly RenameRequest[],
  { changes, renameCandidates }: Comparison,
  done: readonly Rename[],
  catalog: Catalog,
): readonly RenamePair[] {
  const asked = requests.flatMap((request) => resolveRename(request, changes) ?? []);
  const renamed = new Set(done.map(({ id }) => relationOf(id, catalog)));
  // whoever confirmed the table's new name has confirmed that its key and indexes follow: no row is in them
  const following = renameCandidates.filter(({ from, confidence }) => {
    const relation = relationOf(from, catalog);
    return (
      confidence === "certain" && canBeRenamed(from) && kindOf(from) !== "column" && relation !== from && renamed.has(relation)
    );
  });
  const taken = new Set(asked.flatMap(({ from, to }) => [from, to]));
  return [...asked, ...following.filter(({ from, to }) => !taken.has(from) && !taken.has(to))];
}

// Its columns would stay behind under the old name, and the plan would drop them.
function refuseIncomplete({ leftOut, start }: ScratchCopy, goal: Catalog, pairs: readonly RenamePair[]): void {
  const renamed = new Set(pairs.flatMap(({ from, to }) => [from, to]));
  const lacking = [...leftOut].find(([id]) => renamed.has(id) || renamed.has(relationOf(id, start, goal) ?? id));
  if (lacking === undefined) return;
  const [id, why] = lacking;
  throw new AppError({ code: "PLAN_UNSUPPORTED", message: `A rename needs a scratch copy with ${id}: ${why}.` });
}

function renameOf({ from, to }: RenamePair, { objects }: Catalog): Rename {
  return { change: "rename", kind: kindOf(to), id: to, formerId: from, parent: objects.get(to)?.parent ?? null, facts: [] };
}
