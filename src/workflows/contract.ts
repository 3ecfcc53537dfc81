/** `contract`: the last step. The old form, its trigger and function go, and what was called otherwise meanwhile gets its name. */

import { AppError } from "../core/app-error.ts";
import { kindOf, type ObjectId, objectId, ownNameOf, parentedId } from "../core/catalog/object-id.ts";
import { carriedNames, type NamePair, oldColumns } from "../core/expand/carried.ts";
import { idOf, isOwn, isSwitched } from "../core/expand/change-statements.ts";
import { contractStep } from "../core/expand/contract-statements.ts";
import { isSwapped, type RecordedChange, twinSuffix } from "../core/expand/recorded-change.ts";
import { suffixed, tableName } from "../core/expand/twin-names.ts";
import { planRenames } from "../core/plan/plan-renames.ts";
import { type Statement, statement } from "../core/recipes/statement.ts";
import { quoteIdentifier, unquoteIdentifier } from "../core/sql/quote.ts";
import { readChange } from "../project/change-files.ts";
import type { StepOutcome } from "./expand.ts";
import { fileOfStep, type ProvenStep } from "./expand-file.ts";
import { type ChangePlace, inOneTransaction, planOf, prove, readOn, runOn, withChangePlace } from "./expand-place.ts";
import { drizzleSchema } from "./migrations-place.ts";
import { versionOf } from "./plan-dump.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import type { SwitchRequest } from "./switch.ts";
import { aboutOf, planBetween } from "./switch-goal.ts";
import type { WorkflowContext } from "./workflow-context.ts";
import { writeNewMigrations } from "./write-new-migrations.ts";

/** Writes the file. @throws AppError CHANGE_INVALID, CHANGE_REFUSED, PLAN_REFUTED, FILE_UNWRITABLE, SCRATCH_*, CONNECT_* */
export async function contract({ name, environment, now }: SwitchRequest, context: WorkflowContext): Promise<StepOutcome> {
  return withChangePlace(environment, context, async (place) => {
    const { project, folder } = place;
    const recorded = await readChange(project.config, name);
    refuseStep(recorded, place);
    const proving = "proving the clean-up on a scratch copy";
    context.progress({ step: proving, state: "start" });
    const step = await provenContract(recorded, place, context);
    context.progress({ step: proving, state: "done" });
    const text = fileOfStep(step, recorded.name, now.toISOString().slice(0, 10), folder.style.kind !== "drizzle");
    const files = await writeNewMigrations(
      [text],
      folder,
      { now, isInteractive: false, drizzleSchema: () => drizzleSchema(project) },
      context,
    );
    const notes = [
      "It rides in a later train than the switch.",
      ...(recorded.change.kind === "not-null" || recorded.change.kind === "rename-table"
        ? []
        : ["Going back afterwards fills the old form from the new one."]),
    ];
    const { name: environment, protected: isProtected } = place.environment;
    return { step: "contract", environment, isProtected, recorded, files, others: [], jobs: [], notes };
  });
}

function refuseStep(recorded: RecordedChange, { catalog, environment }: ChangePlace): void {
  const { name, change } = recorded;
  const refuse = (message: string, hint: string) => new AppError({ code: "CHANGE_REFUSED", message, hint });
  if (change.kind === "rename-table") {
    if (catalog.objects.has(`view:${aboutOf(change).slice("table:".length)}` as ObjectId)) return; // the view has the table's name
    throw refuse(`${environment.name} has no view under the old name of ${name}.`, `lockstep apply ${environment.name}`);
  }
  if (![...catalog.objects.keys()].some((id) => isOwn(recorded, id)))
    throw refuse(
      `${environment.name} has nothing of ${name}: its first step is not applied, or its last one is.`,
      `lockstep status ${environment.name}`,
    );
  if (!isSwitched(recorded, catalog))
    throw refuse(
      `The new form does not lead on ${environment.name} yet.`,
      `lockstep switch ${name}; where its file is written already: lockstep apply ${environment.name}`,
    );
  const held = usesOfOld(recorded, catalog);
  if (held.length > 0)
    throw refuse(`The old form is still used by ${held.join(", ")}.`, `Change them first: lockstep new ${name}_last_uses`);
}

/** Kinds that go with their column, or were carried over. */
const goesAlong: ReadonlySet<string> = new Set(["constraint", "index", "statistics", "not-null", "sequence"]);

function usesOfOld(recorded: RecordedChange, { objects, dependencies }: ChangePlace["catalog"]): readonly ObjectId[] {
  const { change } = recorded;
  if (change.kind === "rename-table" || change.kind === "not-null") return [];
  const olds =
    change.kind === "move"
      ? [parentedId("column", aboutOf(change), change.column)]
      : oldColumns(change, { objects }).map(({ to }) => to);
  const columns = new Set(olds);
  const users = dependencies.flatMap(({ from, to }) =>
    columns.has(to) && objects.has(from) && !columns.has(from) ? [from] : [],
  );
  return [...new Set(users)].filter((id) => !goesAlong.has(kindOf(id)) && !isOwn(recorded, id)).sort();
}

async function provenContract(
  recorded: RecordedChange,
  { catalog, project }: ChangePlace,
  context: WorkflowContext,
): Promise<ProvenStep> {
  const { change, name, asked } = recorded;
  const about = aboutOf(change);
  const copy = await ScratchCopy.build(catalog, catalog, project, context);
  try {
    // how it looks afterwards is seen on the copy, and planned from there, so that what goes is named and its way back is known
    const { up, restore } = contractStep(recorded, catalog);
    await runOn(copy, planOf(about, up), "The clean-up");
    const dropped = await readOn(copy, catalog);
    const manner = { version: versionOf(dropped), isGuarded: true };
    const pairs = finalNames(catalog, dropped, change);
    const renames = planRenames(pairs, dropped, manner);
    const keys = planOf(about, primaryKeys(catalog, dropped, change));
    await runOn(copy, { groups: renames }, "The clean-up");
    await runOn(copy, keys, "The clean-up");
    const gone = await readOn(copy, catalog);
    const inverse = planRenames(
      [...pairs].reverse().map(({ from, to }) => ({ from: to, to: from })),
      gone,
      manner,
    );
    const first = inOneTransaction({ groups: inverse }, planOf(about, restore));
    await runOn(copy, first, "The way back of the clean-up");
    const rest = await planBetween(await readOn(copy, catalog), catalog);
    await runOn(copy, rest.plan, "The way back of the clean-up");
    const proof = await prove(copy, catalog, "The way back of the clean-up");
    const plan = inOneTransaction(planOf(about, up), { groups: renames }, keys);
    const back = { groups: [...first.groups, ...rest.plan.groups] };
    const verdicts = (await planBetween(catalog, gone)).rollback.verdicts.filter(({ verdict }) => verdict === "impossible");
    return {
      phase: "cleanup",
      slug: `${name}_contract`,
      title: `${asked}: the old form goes`,
      plan,
      back,
      verdicts,
      goal: catalog,
      proof,
      notes: [],
    };
  } finally {
    await copy.close();
  }
}

// What belonged to the old name gives its own to what was carried over.
function finalNames(
  { objects, dependencies }: ChangePlace["catalog"],
  dropped: ChangePlace["catalog"],
  change: RecordedChange["change"],
): readonly NamePair[] {
  if (!("twins" in change) || isSwapped(change)) return [];
  const before = carriedNames(
    { ...dropped, objects, dependencies },
    oldColumns(change, { objects }).map(({ from }) => from),
    twinSuffix,
  );
  return before.flatMap(({ from, to }) => {
    const twin = dropped.objects.has(to) ? to : keyTwin(to, dropped);
    return twin !== null && !dropped.objects.has(from) && kindOf(twin) === kindOf(from) ? [{ from: twin, to: from }] : [];
  });
}

// A renamed column's primary key went with the old name; until then the new one had an index that can become it.
function primaryKeys(
  { objects }: ChangePlace["catalog"],
  dropped: ChangePlace["catalog"],
  change: RecordedChange["change"],
): readonly Statement[] {
  if (change.kind !== "rename") return [];
  return change.twins.flatMap((twin) => {
    const table = idOf(twin);
    const key = [...objects.values()].find(({ parent, facts }) => parent === table && facts.type === "primary key");
    if (key === undefined || dropped.objects.has(key.id)) return [];
    const index = suffixed(unquoteIdentifier(ownNameOf(key.id)), twinSuffix);
    if (!dropped.objects.has(objectId("index", twin.schema, index))) return [];
    const sql = `ALTER TABLE ${tableName(twin)} ADD CONSTRAINT ${ownNameOf(key.id)} PRIMARY KEY USING INDEX ${quoteIdentifier(index)}`;
    return [statement("add-primary-key-using-index", sql, { relation: table })];
  });
}

function keyTwin(id: ObjectId, { objects }: ChangePlace["catalog"]): ObjectId | null {
  const own = unquoteIdentifier(ownNameOf(id));
  for (const other of objects.values())
    if (other.kind === kindOf(id) && unquoteIdentifier(ownNameOf(other.id)) === own) return other.id;
  return null;
}
