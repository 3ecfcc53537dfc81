/** `diff` as SQL: the plan that turns one source into another, and its way back, proven on a scratch copy before anybody sees them. */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import type { RenameCandidate } from "../core/diff/change.ts";
import { batchChanges, type ChangeBatch } from "../core/plan/batch-changes.ts";
import { changeNeeds } from "../core/plan/change-needs.ts";
import { chooseTables } from "../core/plan/choose-tables.ts";
import { makePlan, type PlanRequest } from "../core/plan/make-plan.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { StandingProof } from "../core/plan/proof.ts";
import { type RenameRequest, resolveRename } from "../core/plan/rename-request.ts";
import { schemaAfter } from "../core/plan/schema-after.ts";
import { splitStages } from "../core/plan/split-stages.ts";
import { applyRenames, type RenamedStart } from "./apply-renames.ts";
import { compareReadings, type PairOutcome } from "./compare-readings.ts";
import { countOffenders } from "./count-offenders.ts";
import { type DiffOutcome, type DiffReadings, type DiffRequest, withDiffReadings } from "./diff-sources.ts";
import { DumpWitness, type WitnessedSides } from "./dump-witness.ts";
import { versionOf } from "./plan-dump.ts";
import { proveRenames, type RenamesToProve } from "./prove-renames.ts";
import { type PlanStage, type ProvenStages, proveStages, unprovenStages } from "./prove-stages.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to plan. */
export interface PlanSourcesRequest extends DiffRequest {
  /** Only these tables and what they cannot do without. */
  readonly tables?: readonly string[];
  readonly renames?: readonly RenameRequest[];
  /** At most so many tables to a batch. */
  readonly batchSize?: number;
  /** Divide the plan into what separate migration files hold. */
  readonly staged?: boolean;
  /** For a file that somebody may run twice: IF [NOT] EXISTS and OR REPLACE wherever SQL has them. */
  readonly isGuarded?: boolean;
  /** Asked about renames that nobody has confirmed; without it none is taken. */
  readonly confirmRename?: (candidate: RenameCandidate) => Promise<boolean>;
}

/** A report with the plan that closes it; a plan that its proof refuted is thrown and not returned. */
export interface PlanOutcome extends DiffOutcome {
  readonly plan: Plan;
  readonly proof: StandingProof;
  /**
   * The plan in parts, each with its way back: what each migration file holds where that was asked for, else all of it. None where
   * there is nothing to do.
   */
  readonly stages: readonly PlanStage[];
  /** The role that the plan is meant to run as; null where that is not known. */
  readonly runAs: string | null;
  /** Differences that are left because other tables were asked for. */
  readonly notChosen: number;
  /** In the order in which they apply; only where batches were asked for. */
  readonly batches?: readonly ChangeBatch[];
}

/**
 * Plans and proves. Reads only, but for a scratch database of its own.
 *
 * @throws AppError PLAN_REFUTED, PLAN_CYCLE, PLAN_UNSUPPORTED, USAGE for names that fit nothing, as `diffSources`
 */
export async function planSources(request: PlanSourcesRequest, context: WorkflowContext): Promise<PlanOutcome> {
  return withDiffReadings(request, context, { dependencies: true }, async (readings) => {
    const { from, to } = readings;
    const scratch = new LazyCopy(readings, context);
    try {
      const renamed = await renameStart(request, readings, scratch);
      const start = renamed?.catalog ?? from.catalog;
      const compared = await compareChosen(request, readings, start, renamed);
      const goal = reachableGoal(start, to.catalog, compared);
      const runAs = start.server?.owner ?? null;
      const { isGuarded = false } = request;
      const planRequest = {
        start,
        goal,
        changes: compared.changes,
        version: versionOf(start, to.catalog),
        owner: runAs,
        isGuarded,
      };
      const plan = makePlan(planRequest);
      const parts = request.staged === true ? splitStages(plan) : plan.groups.length === 0 ? [] : [plan];
      const sides = goal === to.catalog ? readings : null;
      const renames = renamed === null ? null : { renamed, original: from.catalog, isStaged: request.staged === true };
      const toProve = { planRequest, plan, parts, renames, sides };
      const { proof, stages } = await prove(toProve, scratch, context);
      if (proof.kind === "refuted") throw refuted(readings, proof.why);
      const needs = request.batchSize === undefined ? null : changeNeeds(compared.changes, start, to.catalog);
      const whole = { groups: stages.flatMap((stage) => stage.plan.groups) };
      // a query that says a new name cannot be asked before the rename, and is then said to be not counted
      const offenders = await countOffenders(from, whole);
      return {
        report: compared.report,
        findings: [...from.findings, ...to.findings, ...compared.findings, ...offenders],
        plan: whole,
        proof,
        stages,
        runAs,
        notChosen: compared.notChosen,
        ...(needs === null ? {} : { batches: batchChanges(needs, request.batchSize ?? 1, start, to.catalog) }),
      };
    } finally {
      await scratch.close();
    }
  });
}

/** Made when it is first needed: a plan without statements takes none. */
class LazyCopy {
  readonly #readings: DiffReadings;
  readonly #context: WorkflowContext;
  #copy: ScratchCopy | null = null;

  constructor(readings: DiffReadings, context: WorkflowContext) {
    this.#readings = readings;
    this.#context = context;
  }

  /** @throws AppError SCRATCH_*, CONNECT_*, INTERRUPTED */
  async get(): Promise<ScratchCopy> {
    const { from, to, project } = this.#readings;
    this.#copy ??= await ScratchCopy.build(from.catalog, to.catalog, project, this.#context);
    return this.#copy;
  }

  async close(): Promise<void> {
    await this.#copy?.close();
  }
}

async function renameStart(
  { renames = [], confirmRename, isGuarded = false }: PlanSourcesRequest,
  { from, to, policy }: DiffReadings,
  scratch: LazyCopy,
): Promise<RenamedStart | null> {
  const confirmed: RenameRequest[] = [...renames];
  if (confirmRename !== undefined) {
    const { report, changes } = await compareReadings(to, from, policy);
    const named = new Set(renames.map((request) => resolveRename(request, changes)?.from));
    for (const candidate of report.renameCandidates)
      if (!named.has(candidate.from) && (await confirmRename(candidate))) confirmed.push(candidate);
  }
  return confirmed.length === 0 ? null : applyRenames(await scratch.get(), to.catalog, confirmed, isGuarded);
}

async function compareChosen(
  { tables }: PlanSourcesRequest,
  { from, to, policy }: DiffReadings,
  start: Catalog,
  renamed: RenamedStart | null,
): Promise<PairOutcome> {
  return compareReadings(
    to,
    { ...from, catalog: start },
    {
      ...policy,
      ...(renamed === null ? {} : { renames: renamed.renames }),
      ...(tables === undefined
        ? {}
        : { choose: (changes) => chooseTables(tables, changeNeeds(changes, start, to.catalog), start, to.catalog) }),
    },
  );
}

// What is ignored, not chosen or beyond the words of one side stays as it is at the start, and no statement may count on it.
function reachableGoal(start: Catalog, goal: Catalog, { report, changes, notChosen }: PairOutcome): Catalog {
  const isWhole = report.summary.ignored === 0 && notChosen === 0 && expressiveness(start) === expressiveness(goal);
  return isWhole ? goal : schemaAfter(start, goal, changes);
}

/** Equal where two catalogs can say the same, whatever they say. */
function expressiveness({ notCompared, cannotExpress, cannotExpressFacts = {}, cannotExpressObjects = [] }: Catalog): string {
  const unread = notCompared.flatMap(({ what, forWantOfRights }) => (forWantOfRights === true ? [what] : []));
  return JSON.stringify([unread, cannotExpress, cannotExpressFacts, cannotExpressObjects]);
}

interface PlanToProve {
  readonly planRequest: PlanRequest;
  readonly plan: Plan;
  readonly parts: readonly Plan[];
  readonly renames: RenamesToProve | null;
  /** Where the plan leads to the whole of the goal, so that a witness can look at both. */
  readonly sides: WitnessedSides | null;
}

async function prove(
  { planRequest, plan, parts, renames, sides }: PlanToProve,
  scratch: LazyCopy,
  context: WorkflowContext,
): Promise<ProvenStages> {
  if (parts.length === 0 && renames === null) return { proof: { kind: "proven" }, stages: [] };
  const step = "proving the plan on a scratch copy";
  context.progress({ step, state: "start" });
  try {
    const copy = await scratch.get();
    const witness = sides === null || renames !== null ? null : await DumpWitness.call(sides, copy, context);
    const proven = await proveStages(copy, planRequest, parts, witness);
    context.progress({ step, state: "done", detail: proven.proof.kind });
    return renames === null || proven.proof.kind === "refuted" ? proven : await proveRenames(copy, proven, renames);
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith("SCRATCH_")) throw error;
    return unprovenStages(planRequest, plan, error.message);
  }
}

function refuted({ from, to }: DiffReadings, why: string): AppError {
  return new AppError({
    code: "PLAN_REFUTED",
    message: `The plan from ${from.name} to ${to.name} did not hold on a scratch copy: ${why}`,
    hint: `lockstep diff ${from.name} ${to.name} lists the differences; leave one out with --ignore ID.`,
  });
}
