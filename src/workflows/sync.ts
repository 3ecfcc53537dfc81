/**
 * `sync`: the train as one command. It audits, says what rides, proves the checklist, backs up, applies, verifies, smokes, writes the log
 * and tells the team. Each step asks the journal, the evidence and the catalog whether it is done, so that a train that was killed at any
 * point is run again by the same line.
 */

import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import { type Checklist, openItems } from "../core/release/checklist.ts";
import { stagesBefore } from "../core/release/stages.ts";
import { trainName } from "../core/release/train-record.ts";
import type { TrainOutcome } from "../core/release/train-steps.ts";
import type { TrainWindow } from "../core/release/train-windows.ts";
import { actorOf } from "./actor-of.ts";
import type { AppliedMigration, ApplyOutcome, ApplyRequest } from "./apply.ts";
import { type NextTrain, nextTrain, openWindow } from "./checklist.ts";
import { type ConsentSubject, confirmByName, refuseLosses, refuseWithoutConsent } from "./consent.ts";
import { refuseOpenItems } from "./refuse-unready.ts";
import { auditTarget } from "./train/audit-target.ts";
import { backUp } from "./train/back-up.ts";
import { endOfTrain, type TrainEnd } from "./train/end-of-train.ts";
import { markFirst } from "./train/mark-first.ts";
import { passStaging } from "./train/pass-staging.ts";
import { proposeRollback, type RollbackProposal } from "./train/propose-rollback.ts";
import type { Ride, SyncRequest } from "./train/ride.ts";
import { smokeFailed, smokeTarget, type TrainSmoke } from "./train/smoke-target.ts";
import { TrainLog } from "./train/train-log.ts";
import { unfinished } from "./train/unfinished.ts";
import { usualSignals, watchTarget } from "./train/watch-target.ts";
import { verify } from "./verify.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** How it went. */
export interface SyncOutcome {
  readonly environment: string;
  /** `production 2026-11-27`; null without a cadence. */
  readonly train: string | null;
  readonly window: TrainWindow | null;
  readonly outcome: TrainOutcome;
  readonly steps: TrainLog["steps"];
  readonly riding: NextTrain["train"]["riding"];
  readonly staying: NextTrain["train"]["staying"];
  /** Null for an environment that is not protected, and where nothing is on board. */
  readonly checklist: Checklist | null;
  readonly planHash: string | null;
  readonly acknowledgements: ApplyOutcome["acknowledgements"];
  readonly applied: readonly AppliedMigration[];
  /** Applied by an earlier run of it that was interrupted, or by hand since the last train; verified and smoked now. */
  readonly finished: readonly string[];
  readonly smoke: TrainSmoke | null;
  /** What failed; null where nothing did. */
  readonly failure: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
  /** How to undo what is committed; null where nothing has to be. */
  readonly rollback: RollbackProposal | null;
  /** What rides next, and when; null where the train has not come to its end. */
  readonly next: TrainEnd["next"] | null;
  readonly findings: readonly Finding[];
}

/** Runs the train. @throws AppError CHECKLIST_OPEN, OUTSIDE_WINDOW, FROZEN, SCHEMA_DRIFTED, CONFIRMATION_MISSING and what its steps refuse with; a step that fails is an outcome */
export async function sync(request: SyncRequest, context: WorkflowContext): Promise<SyncOutcome> {
  const { isDryRun, until } = request;
  const log = new TrainLog(request.environment, until, context);
  const place = await nextTrain(request.environment, context, { clock: request.clock });
  const clock = request.clock ?? clockFrom(place.serverTime);
  const start = clock();
  const { environment, train } = place;
  const window = await openWindow(place.project, start);
  const zone = place.project.config.cadence?.zone ?? "UTC";
  const name = window === null ? null : trainName(environment.name, new Date(window.opens), zone);
  const ride: Ride = { request, place, context, log, clock, start, window, name };
  const base = { ...emptyOutcome(environment.name), train: name, window, riding: train.riding, staying: train.staying };
  const told = (part: Partial<SyncOutcome>): SyncOutcome => ({ ...base, ...part, steps: log.steps });

  const by = actorOf(context);
  const acknowledged = request.consent.acknowledged;
  await log.step(
    "audit",
    () => auditTarget(place, { acknowledged, isDryRun, now: start, by }, context),
    ({ detail }) => ({ state: "done", detail }),
  );
  if (log.endsAfter("audit")) return told({ outcome: "stopped" });

  const journal = { events: train.events, folder: place.folder, environment: environment.name };
  const before = (await unfinished(journal, { start, window })).map(({ file }) => file);
  await log.step(
    "review",
    async () => reviewed(ride),
    (detail) => ({ state: "done", detail }),
  );
  if (train.riding.length === 0 && before.length === 0) {
    if (isDryRun) return told({ outcome: "empty" });
    const end = await endOfTrain(ride, { outcome: "empty", files: [], smoke: null });
    return told({ outcome: "empty", next: end.next, findings: end.findings });
  }
  if (log.endsAfter("review")) return told({ outcome: "stopped" });
  return goOn(ride, before, told);
}

type Tell = (part: Partial<SyncOutcome>) => SyncOutcome;

async function goOn(ride: Ride, before: readonly string[], told: Tell): Promise<SyncOutcome> {
  const { request, place, log } = ride;
  const { environment, train } = place;
  const { isDryRun } = request;
  const files = train.riding.map(({ file }) => file);
  let plan: Planned = noPlan;
  if (files.length > 0) {
    const { staging } = stagesBefore(place.project.config.environments, environment.name);
    const isMonthly = place.project.config.cadence?.every === "month";
    if (environment.protected && isMonthly && staging !== null && !isDryRun) {
      const detail = () => passStaging(staging, ride);
      await log.step("staging", detail, (text) => ({ state: "done", detail: text }));
      if (log.endsAfter("staging")) return told({ outcome: "stopped" });
    }
    plan = await log.step("checklist", () => planOf(ride, files), checklistWords);
    if (isDryRun) return told({ outcome: "dry-run", ...plan });
    if (environment.protected) await refuseUnready(ride, plan);
    if (log.endsAfter("checklist")) return told({ outcome: "stopped", ...plan });
    await markFirst(ride);
    await backUp(ride);
    if (log.endsAfter("backup")) return told({ outcome: "stopped", ...plan });
  } else {
    if (isDryRun) return told({ outcome: "dry-run" });
    log.skip("apply", `applied before this run: ${before.join(", ")}`);
  }
  return carryOut(ride, { files, before, plan }, told);
}

async function carryOut(
  ride: Ride,
  { files, before, plan }: { readonly files: readonly string[]; readonly before: readonly string[]; readonly plan: Planned },
  told: Tell,
): Promise<SyncOutcome> {
  const { place, context, log } = ride;
  const { name } = place.environment;
  let applied: readonly AppliedMigration[] = [];
  let smoke: TrainSmoke | null = null;
  const all = () => [...before, ...applied.map(({ file }) => file)];
  try {
    const usual = await usualSignals(ride);
    if (files.length > 0) {
      const { apply } = await import("./apply.ts");
      const outcome = await log.step(
        "apply",
        () => apply(applyRequest(ride, files, false), context),
        (done) => ({ state: "done", detail: `${done.applied.length} applied` }),
      );
      applied = outcome.applied;
    }
    if (log.endsAfter("apply")) return told({ outcome: "stopped", ...plan, applied });
    await log.step(
      "verify",
      () => verified(name, context),
      (detail) => ({ state: "done", detail }),
    );
    if (log.endsAfter("verify")) return told({ outcome: "stopped", ...plan, applied });
    smoke = await smokeTarget(ride);
    if (smoke !== null && !smoke.passed) throw smokeFailed(name, smoke);
    if (log.endsAfter("smoke")) return told({ outcome: "stopped", ...plan, applied, smoke });
    await watchTarget(ride, usual);
    if (log.endsAfter("watch")) return told({ outcome: "stopped", ...plan, applied, smoke });
    const end = await endOfTrain(ride, { outcome: "done", files: all(), smoke });
    return told({ outcome: "done", ...plan, applied, finished: before, smoke, next: end.next, findings: end.findings });
  } catch (error) {
    if (!(error instanceof AppError) || isNoEnd(error)) throw error;
    const { train: now, folder } = await nextTrain(name, context, { isAfter: true });
    const committed = (await unfinished({ events: now.events, folder, environment: name }, ride)).map(({ file }) => file);
    const rollback = await proposeRollback(ride, committed);
    const end = await endOfTrain(ride, { outcome: "failed", files: committed, smoke, failure: error, rollback });
    const hint = error.hint?.replaceAll(`lockstep apply ${name}`, `lockstep sync ${name}`) ?? null;
    const failure = { code: error.code, message: error.message, hint };
    return told({ outcome: "failed", ...plan, applied, smoke, failure, rollback, findings: end.findings });
  }
}

interface Planned {
  readonly checklist: Checklist | null;
  readonly planHash: string | null;
  readonly acknowledgements: SyncOutcome["acknowledgements"];
}

const noPlan: Planned = { checklist: null, planHash: null, acknowledgements: [] };

async function planOf(ride: Ride, files: readonly string[]): Promise<Planned> {
  const { apply } = await import("./apply.ts");
  const { checklist, planHash, acknowledgements } = await apply(applyRequest(ride, files, true), ride.context);
  return { checklist, planHash, acknowledgements };
}

function applyRequest(ride: Ride, files: readonly string[], isDryRun: boolean): ApplyRequest {
  const { request, place } = ride;
  const { consent, waitMs, tool, lockBudgetMs, attempts, clock } = request;
  return {
    environment: place.environment.name,
    to: null,
    only: files,
    line: lineOf(ride),
    limit: null,
    isDryRun,
    consent,
    waitMs,
    tool,
    lockBudgetMs,
    attempts,
    predicts: true,
    ...(clock === undefined ? {} : { clock }),
  };
}

function lineOf({ place }: Ride): string {
  return `lockstep sync ${place.environment.name}`;
}

/** What only the backup closes is closed by the next step. */
async function refuseUnready(ride: Ride, { checklist, planHash, acknowledgements }: Planned): Promise<void> {
  const { request, place } = ride;
  const { environment } = place;
  const count = place.train.riding.length;
  const what = count === 1 ? (place.train.riding[0]?.file ?? "") : `${count} migrations`;
  const subject: ConsentSubject = { environment, verb: "sync", planHash: planHash ?? "", line: lineOf(ride), what };
  if (checklist !== null) {
    const items = checklist.items.map((item) =>
      item.id === "backup" && place.project.config.backup !== null ? { ...item, isDemanded: false } : item,
    );
    if (openItems({ items }).length > 0) refuseOpenItems({ ...checklist, items });
  }
  refuseWithoutConsent(request.consent, subject);
  refuseLosses(acknowledgements, request.consent, { environment: environment.name, line: lineOf(ride) });
  await confirmByName(request.consent, subject);
}

function checklistWords({ checklist }: Planned): { readonly state: "done" | "skipped"; readonly detail: string } {
  if (checklist === null) return { state: "skipped", detail: "not asked of an environment that is not protected" };
  const open = openItems(checklist);
  if (open.length === 0) return { state: "done", detail: `risk ${checklist.risk}; nothing is open` };
  return { state: "done", detail: `risk ${checklist.risk}; open: ${open.map(({ id }) => id).join(", ")}` };
}

async function verified(environment: string, context: WorkflowContext): Promise<string> {
  const { holds, why, report } = await verify(environment, context);
  if (holds) return "the schema is what the journal says";
  const ids = report?.changes.map(({ id }) => id) ?? [];
  throw new AppError({
    code: "MIGRATION_DIFFERS",
    message: `${environment} is not what its journal says: ${ids.length === 0 ? (why ?? "the schema differs") : ids.slice(0, 5).join(", ")}.`,
    hint: `lockstep verify ${environment}`,
  });
}

function reviewed({ place }: Ride): string {
  const { riding, staying, tables } = place.train;
  const aside = staying.length === 0 ? "" : `; staying: ${staying.length}`;
  return riding.length === 0 ? `nothing rides${aside}` : `riding: ${riding.length} (${tables.join(", ")})${aside}`;
}

// Somebody has to decide first, and the train has done nothing.
const refusals = new Set([
  "CHECKLIST_OPEN",
  "OUTSIDE_WINDOW",
  "FROZEN",
  "CONFIRMATION_MISSING",
  "ACKNOWLEDGEMENT_MISSING",
  "SCHEMA_DRIFTED",
  "IDENTITY_MISMATCH",
  "HISTORY_DIFFERS",
  "PHASE_ORDER",
  "RUNNER_BUSY",
]);

/** No train has failed: it was refused or stopped, or nobody can tell yet, and the same line goes on. */
function isNoEnd({ code }: AppError): boolean {
  return refusals.has(code) || /^(INTERRUPTED|OUTCOME_UNKNOWN|DECISION_NEEDED|CONNECT_.*)$/.test(code);
}

// The server's time as it goes on: one look, and then the steady clock of this process.
function clockFrom(then: Date): () => Date {
  const start = performance.now();
  return () => new Date(then.getTime() + performance.now() - start);
}

function emptyOutcome(environment: string): SyncOutcome {
  return {
    environment,
    train: null,
    window: null,
    outcome: "empty",
    steps: [],
    riding: [],
    staying: [],
    checklist: null,
    planHash: null,
    acknowledgements: [],
    applied: [],
    finished: [],
    smoke: null,
    failure: null,
    rollback: null,
    next: null,
    findings: [],
  };
}
