/**
 * `switch`: the second step. Once the rows are filled and proven, everything that belongs to the old form is built for the new one while
 * others write, and a short transaction lets the new form lead.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { parentedId } from "../core/catalog/object-id.ts";
import { switchedGoal } from "../core/expand/carried.ts";
import { idOf, isOwn, proofLeftovers, proofStatements, triggerGuard } from "../core/expand/change-statements.ts";
import { moveSwitchStep } from "../core/expand/move-statements.ts";
import { orderNotes } from "../core/expand/order-notes.ts";
import {
  jobNames,
  type MoveChange,
  type NotNullChange,
  type RecordedChange,
  type TwinChange,
  writtenTables,
} from "../core/expand/recorded-change.ts";
import { switchStep } from "../core/expand/switch-statements.ts";
import { familyOf } from "../core/expand/table-family.ts";
import type { PhaseName } from "../core/migration/phase.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { makePlan } from "../core/plan/make-plan.ts";
import { splitStages } from "../core/plan/split-stages.ts";
import { readChange } from "../project/change-files.ts";
import type { StepOutcome } from "./expand.ts";
import { fileOfStep, type ProvenStep } from "./expand-file.ts";
import { type ChangePlace, inOneTransaction, planOf, prove, readOn, runOn, withChangePlace } from "./expand-place.ts";
import { drizzleSchema } from "./migrations-place.ts";
import { versionOf } from "./plan-dump.ts";
import { proveStages } from "./prove-stages.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import { aboutOf, type ChangeGoals, changeGoals, planBetween } from "./switch-goal.ts";
import { refuseUnfilled } from "./switch-standing.ts";
import type { WorkflowContext } from "./workflow-context.ts";
import { writeNewMigrations } from "./write-new-migrations.ts";

/** Which change, and where it has come far enough. */
export interface SwitchRequest {
  readonly name: string;
  /** Null: production. */
  readonly environment: string | null;
  readonly now: Date;
}

/** Writes the files. @throws AppError CHANGE_INVALID, CHANGE_REFUSED, PLAN_REFUTED, FILE_UNWRITABLE, SCRATCH_*, CONNECT_* */
export async function switchChange({ name, environment, now }: SwitchRequest, context: WorkflowContext): Promise<StepOutcome> {
  return withChangePlace(environment, context, async (place) => {
    const { project, folder, catalog, session } = place;
    const recorded = await readChange(project.config, name);
    refuseStep(recorded, place);
    await refuseUnfilled(recorded, session, place.environment, now);
    const steps = await stepsOf(recorded, place, context);
    const date = now.toISOString().slice(0, 10);
    const texts = steps.map((step) => fileOfStep(step, recorded.name, date, folder.style.kind !== "drizzle"));
    const files = await writeNewMigrations(
      texts,
      folder,
      { now, isInteractive: false, drizzleSchema: () => drizzleSchema(project) },
      context,
    );
    return {
      step: "switch",
      environment: place.environment.name,
      isProtected: place.environment.protected,
      recorded,
      files,
      others: [],
      jobs: jobNames(recorded),
      notes: notesOf(recorded, catalog),
    };
  });
}

function refuseStep(recorded: RecordedChange, { catalog, folder, environment }: ChangePlace): void {
  const { name, change } = recorded;
  if (change.kind === "rename-table")
    throw new AppError({
      code: "CHANGE_REFUSED",
      message: `${name} renames a table, which has both names since its first step: there is nothing to switch.`,
      hint: `Once no code says ${change.table} any more: lockstep contract ${name}`,
    });
  if (
    folder.migrations.some(
      ({ text }) =>
        new RegExp(`lockstep: phase = (?:schema|backfill) of ${name}\\s`).test(text) &&
        /: (?:carried over|the new form leads|no nulls)/m.test(text),
    )
  )
    throw new AppError({
      code: "CHANGE_REFUSED",
      message: `The switch of ${name} is written already.`,
      hint: `lockstep status ${environment.name}`,
    });
  if ([...catalog.objects.keys()].some((id) => isOwn(recorded, id))) return;
  throw new AppError({
    code: "CHANGE_REFUSED",
    message: `${environment.name} has nothing of ${name} yet: its first step is not applied there.`,
    hint: `lockstep apply ${environment.name}`,
  });
}

async function stepsOf(recorded: RecordedChange, place: ChangePlace, context: WorkflowContext): Promise<readonly ProvenStep[]> {
  const { change } = recorded;
  if (change.kind === "rename-table") return [];
  const step = "planning the switch on scratch copies";
  context.progress({ step, state: "start" });
  const steps =
    change.kind === "not-null"
      ? await notNullSteps(recorded, change, place, context)
      : change.kind === "move"
        ? [await moveStep(recorded, change, place, context)]
        : await twinSteps(recorded, change, place, context);
  context.progress({ step, state: "done" });
  return steps;
}

async function twinSteps(
  recorded: RecordedChange,
  change: TwinChange,
  { catalog, project }: ChangePlace,
  context: WorkflowContext,
): Promise<readonly ProvenStep[]> {
  const aside = await ScratchCopy.build(catalog, catalog, project, context);
  const { plain, carried } = await changeGoals(aside, catalog, recorded, change).finally(() => aside.close());
  const copy = await ScratchCopy.build(catalog, catalog, project, context);
  try {
    const carry = await provenStages(copy, carried, {
      recorded,
      start: catalog,
      phase: "schema",
      part: "carry",
      words: "carried over",
    });
    for (const { plan } of carry) await runOn(copy, plan, "What is carried over");
    const swap = await provenSwap(copy, recorded, change, { plain, carried });
    return [proofStep(recorded, catalog), ...carry, swap];
  } finally {
    await copy.close();
  }
}

// The server's own proof that every row is right; it stands alone, so that nothing is built upon rows that are not.
function proofStep(recorded: RecordedChange, catalog: Catalog): ProvenStep {
  const about = aboutOf(recorded.change);
  return {
    phase: "schema",
    slug: `${recorded.name}_proof`,
    title: `${recorded.asked}: proof of the rows`,
    plan: planOf(about, [...triggerGuard(recorded), ...proofStatements(recorded)]),
    back: planOf(about, proofLeftovers(recorded)),
    verdicts: [],
    goal: catalog,
    proof: { kind: "proven" },
    notes: [],
  };
}

interface StagesHead {
  readonly recorded: RecordedChange;
  readonly start: Catalog;
  readonly phase: PhaseName;
  /** In the names of its files. */
  readonly part: string;
  readonly words: string;
}

// As many files as it takes transactions, each with its way back; the copy is where it was afterwards.
async function provenStages(
  copy: ScratchCopy,
  goal: Catalog,
  { recorded, start, phase, part, words }: StagesHead,
): Promise<readonly ProvenStep[]> {
  const { changes } = await compareCatalogs(start, goal);
  const request = { start, goal, changes, version: versionOf(start), owner: start.server?.owner ?? null, isGuarded: true };
  const plan = makePlan(request);
  // an index cannot be detached from its parent's: between the two there is no border to go back to
  const isWhole = writtenTables(recorded.change).some((place) => familyOf(place, start).length > 1);
  const parts = isWhole && plan.groups.length > 0 ? [plan] : splitStages(plan, ({ form }) => form !== "gather-statistics");
  if (parts.length === 0) return [];
  const { proof, stages } = await proveStages(copy, request, parts, null);
  const back = stages.find(({ rollback }) => rollback.proof.kind === "refuted")?.rollback.proof;
  if (proof.kind === "refuted" || back?.kind === "refuted")
    throw new AppError({
      code: "PLAN_REFUTED",
      message: `What is carried over did not hold on a scratch copy: ${proof.kind === "refuted" ? proof.why : back?.kind === "refuted" ? back.why : ""}`,
    });
  return stages.map(({ plan, rollback }, i) => ({
    phase,
    slug: `${recorded.name}_${part}${i === 0 ? "" : `_${i + 1}`}`,
    title: `${recorded.asked}: ${words}${stages.length === 1 ? "" : ` (${i + 1} of ${stages.length})`}`,
    plan,
    back: rollback.plan,
    verdicts: rollback.verdicts,
    goal: rollback.goal,
    proof,
    notes: [],
  }));
}

async function provenSwap(
  copy: ScratchCopy,
  recorded: RecordedChange,
  change: TwinChange,
  { plain, carried }: ChangeGoals,
): Promise<ProvenStep> {
  const about = aboutOf(change);
  const made = switchStep(recorded, change, carried, versionOf(carried));
  await runOn(copy, planOf(about, made.up), "The switch");
  const reached = await readOn(copy, carried);
  const goal = switchedGoal(reached, plain, change);
  const rest = await planBetween(reached, goal);
  await runOn(copy, inOneTransaction(rest.plan), "The switch");
  const proof = await prove(copy, goal, "The switch");
  await runOn(copy, inOneTransaction(rest.rollback.plan), "The way back of the switch");
  await runOn(copy, planOf(about, made.down), "The way back of the switch");
  // what had to go with the old key, and nothing else
  const left = await planBetween(await readOn(copy, carried), carried);
  await runOn(copy, inOneTransaction(left.plan), "The way back of the switch");
  await prove(copy, carried, "The way back of the switch");
  return {
    phase: "backfill",
    slug: `${recorded.name}_switch`,
    title: `${recorded.asked}: the new form leads`,
    plan: inOneTransaction(planOf(about, made.up), rest.plan),
    back: inOneTransaction(rest.rollback.plan, planOf(about, made.down), left.plan),
    verdicts: rest.rollback.verdicts.filter(({ verdict }) => verdict !== "lossless"),
    goal: carried,
    proof,
    notes: [],
  };
}

// Nothing is built and nothing renamed: every value is looked for in its new place, which leads from then on.
async function moveStep(
  recorded: RecordedChange,
  change: MoveChange,
  { catalog, project }: ChangePlace,
  context: WorkflowContext,
): Promise<ProvenStep> {
  const { up, down } = moveSwitchStep(recorded, change);
  const about = aboutOf(change);
  const [plan, back] = [inOneTransaction(planOf(about, up)), inOneTransaction(planOf(about, down))];
  const copy = await ScratchCopy.build(catalog, catalog, project, context);
  try {
    await runOn(copy, plan, "The switch");
    await runOn(copy, back, "The way back of the switch");
    const proof = await prove(copy, catalog, "The way back of the switch");
    const title = `${recorded.asked}: the new form leads`;
    return {
      phase: "backfill",
      slug: `${recorded.name}_switch`,
      title,
      plan,
      back,
      verdicts: [],
      goal: catalog,
      proof,
      notes: [],
    };
  } finally {
    await copy.close();
  }
}

async function notNullSteps(
  recorded: RecordedChange,
  change: NotNullChange,
  { catalog, project }: ChangePlace,
  context: WorkflowContext,
): Promise<readonly ProvenStep[]> {
  const id = parentedId("column", idOf(change), change.column);
  const column = catalog.objects.get(id);
  const objects = new Map(catalog.objects);
  if (column !== undefined) objects.set(id, { ...column, facts: { ...column.facts, notNull: true } });
  const copy = await ScratchCopy.build(catalog, catalog, project, context);
  try {
    const head = { recorded, start: catalog, phase: "backfill", part: "switch", words: "no nulls" } as const;
    const steps = await provenStages(copy, { ...catalog, objects }, head);
    if (steps.length > 0) return steps;
  } finally {
    await copy.close();
  }
  throw new AppError({
    code: "CHANGE_REFUSED",
    message: `${change.table}.${change.column} is NOT NULL already.`,
    hint: `lockstep contract ${recorded.name}`,
  });
}

function notesOf({ change, name }: RecordedChange, catalog: Catalog): readonly string[] {
  const { objects } = catalog;
  if (change.kind === "rename-table" || change.kind === "not-null") return [];
  if (change.kind === "move") return ["The old place is written along until the clean-up, so that going back stays possible."];
  const key = [...objects.values()].some(
    ({ kind, facts, parent }) =>
      kind === "constraint" &&
      facts.type === "primary key" &&
      change.kind === "bigint-key" &&
      change.twins.some((twin) => idOf(twin) === parent),
  );
  return [
    "The old form is written along until the clean-up, so that going back stays possible.",
    ...orderNotes(change, catalog),
    ...(key
      ? ["Going back builds the primary key and its foreign keys anew while the tables wait: rehearse it on as many rows."]
      : []),
    ...(change.kind === "split" || change.kind === "merge"
      ? [`Indexes and constraints of the new columns are yours to add: lockstep new ${name}_indexes`]
      : []),
  ];
}
