/**
 * The schemas on the road of a change, found on scratch copies: the plain change as the server itself makes it, what has to stand beside the
 * old form before the switch, and what the switch leads to. Plans are differences between them.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { type ObjectId, parentedId } from "../core/catalog/object-id.ts";
import { carriedGoal, carriedNames, newColumns } from "../core/expand/carried.ts";
import { expandStep, idOf } from "../core/expand/change-statements.ts";
import { isSwapped, type RecordedChange, type TwinChange, twinSuffix } from "../core/expand/recorded-change.ts";
import { columnNames, tableName } from "../core/expand/twin-names.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { makePlan } from "../core/plan/make-plan.ts";
import type { Plan } from "../core/plan/plan.ts";
import { planRenames } from "../core/plan/plan-renames.ts";
import { planRollback, type Rollback } from "../core/plan/plan-rollback.ts";
import { statement } from "../core/recipes/statement.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { planOf, readOn, runOn } from "./expand-place.ts";
import { versionOf } from "./plan-dump.ts";
import type { ScratchCopy } from "./scratch-copy.ts";

/** Schemas of a twin change. */
export interface ChangeGoals {
  /** What the change would lead to if nobody had to wait for it. */
  readonly plain: Catalog;
  /** The start, with everything carried that can stand beside the old form. */
  readonly carried: Catalog;
}

/** Makes the plain change on a copy of `start`, which stays that way. @throws AppError CHANGE_REFUSED */
export async function changeGoals(
  copy: ScratchCopy,
  start: Catalog,
  recorded: RecordedChange,
  change: TwinChange,
): Promise<ChangeGoals> {
  const about = aboutOf(change);
  // what expand added goes, and the copy is as it was before the change
  await runOn(copy, planOf(about, expandStep(recorded, start).down), "The schema before the change");
  if (isSwapped(change)) await changeTypes(copy, change);
  else
    await runOn(copy, planOf(about, change.kind === "rename" ? renameColumns(change) : addColumns(change)), "The plain change");
  const plain = await readOn(copy, start);
  if (isSwapped(change)) await runOn(copy, planOf(about, asideColumns(change)), "The new columns' names");
  const named = isSwapped(change) ? await readOn(copy, start) : plain;
  const columns = newColumns(change, named).map(({ to }) => to);
  const pairs = carriedNames(named, columns, twinSuffix);
  const renames = planRenames(pairs, named, { version: versionOf(start), isGuarded: true });
  await runOn(copy, { groups: renames }, "The names of what is carried over");
  const twins = await readOn(copy, start);
  return { plain, carried: carriedGoal(start, twins, change) };
}

async function changeTypes(copy: ScratchCopy, change: TwinChange): Promise<void> {
  const before = await copy.read({ dependencies: true });
  const objects = new Map(before.objects);
  for (const twin of change.twins)
    for (const [i, name] of columnNames(change, twin, "before").olds.entries()) {
      const id = parentedId("column", idOf(twin), name);
      const column = objects.get(id);
      const type = twin.news[i]?.type;
      if (column !== undefined && type !== undefined) objects.set(id, { ...column, facts: { ...column.facts, type } });
      for (const [sequence, object] of objects)
        if (object.kind === "sequence" && object.parent === id && type === "bigint")
          objects.set(sequence, { ...object, facts: widenedSequence(object.facts) });
    }
  const goal = { ...before, objects };
  const { changes } = await compareCatalogs(before, goal);
  const plan = makePlan({ start: before, goal, changes, version: versionOf(before), owner: before.server?.owner ?? null });
  await runOn(copy, plan, "The plain change");
}

function widenedSequence(
  facts: Catalog["objects"] extends ReadonlyMap<ObjectId, infer O extends { facts: unknown }> ? O["facts"] : never,
) {
  const isUsual = facts.maximum === "2147483647" || facts.maximum === "32767";
  return { ...facts, dataType: "bigint", ...(isUsual ? { maximum: "9223372036854775807" } : {}) };
}

function renameColumns(change: TwinChange) {
  return change.twins.flatMap((twin) =>
    twin.olds.map(({ name }, i) =>
      statement(
        "rename",
        `ALTER TABLE ${tableName(twin)} RENAME COLUMN ${quoteIdentifier(name)} TO ${quoteIdentifier(twin.news[i]?.name ?? "")}`,
        { relation: idOf(twin) },
      ),
    ),
  );
}

// Nothing says what an index on a full name is worth on its parts: the new columns come bare.
function addColumns(change: TwinChange) {
  return change.twins.flatMap((twin) =>
    twin.news.map(({ name, type }) =>
      statement("add-nullable-column", `ALTER TABLE ${tableName(twin)} ADD COLUMN ${quoteIdentifier(name)} ${type}`, {
        relation: idOf(twin),
      }),
    ),
  );
}

// partitions follow their parent
function asideColumns(change: TwinChange) {
  return change.twins.flatMap((twin) => {
    const [before, after] = [columnNames(change, twin, "before").news, columnNames(change, twin, "after").news];
    return after.map((name, i) =>
      statement(
        "rename",
        `ALTER TABLE ${tableName(twin)} RENAME COLUMN ${quoteIdentifier(name)} TO ${quoteIdentifier(before[i] ?? name)}`,
        { relation: idOf(twin) },
      ),
    );
  });
}

/** A plan between two schemas and its way back. @throws AppError PLAN_CYCLE, PLAN_UNSUPPORTED */
export async function planBetween(start: Catalog, goal: Catalog): Promise<{ readonly plan: Plan; readonly rollback: Rollback }> {
  const { changes } = await compareCatalogs(start, goal);
  const request = { start, goal, changes, version: versionOf(start, goal), owner: start.server?.owner ?? null, isGuarded: true };
  const plan = makePlan(request);
  return { plan, rollback: planRollback(request, plan) };
}

/** The object that hand-made statements of a change are about. */
export function aboutOf(change: RecordedChange["change"]): ObjectId {
  if (!("twins" in change)) return idOf(change);
  const [first] = change.twins;
  if (first === undefined) throw new AppError({ code: "INTERNAL", message: "a change without tables" });
  return idOf(first);
}
