/** `rollback`: undoes what was applied last, in reverse order, in one transaction where that can be; the history is kept. */

import { randomUUID } from "node:crypto";
import { AppError } from "../core/app-error.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import { chooseRollback, type RollbackWish } from "../core/journal/choose-rollback.ts";
import type { EventPayload, EventSummary, JournalEvent } from "../core/journal/journal-event.ts";
import { journalState } from "../core/journal/journal-state.ts";
import type { MigrationStatement } from "../core/migration/read-migration.ts";
import { planHash } from "../core/release/plan-hash.ts";
import { shellWord } from "../core/shell-word.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { readEvents, readSummaries } from "../postgres/journal-store.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { appendLog } from "./applied-log-file.ts";
import { runApartFile } from "./apply-apart.ts";
import type { Patience } from "./apply-migration.ts";
import { PredictionCheck } from "./check-prediction.ts";
import { ackFlag, type Consent, confirmByName, lossyRollback, noConsent, refuseWithoutConsent, saidSoFar } from "./consent.ts";
import { type Migrating, migrating } from "./migrating.ts";
import { readTarget } from "./predict.ts";
import { rehearseRollback } from "./rehearse-rollback.ts";
import { guardsOf, rollbackLosses, rolledBackEvent, type UndoBatch, undoGroup } from "./undo-group.ts";
import { type UndoScript, undoScript } from "./undo-script.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to undo. */
export interface RollbackRequest extends RollbackWish, Patience {
  readonly environment: string;
  readonly isDryRun: boolean;
  /** Longest wait for another runner. */
  readonly waitMs: number;
  readonly tool: string;
  /** What somebody has said; nothing by default. */
  readonly consent?: Consent;
}

/** A migration that was undone, or would be. */
export interface UndoneMigration {
  readonly file: string;
  readonly version: string;
  /** Where the text that undoes it comes from. */
  readonly textFrom: "folder" | "journal";
  /** In the journal; null in a dry run. */
  readonly seq: number | null;
  readonly hash: string | null;
}

/** What was done. */
export interface RollbackOutcome {
  readonly environment: string;
  readonly isDryRun: boolean;
  /** In the order in which they were undone. */
  readonly undone: readonly UndoneMigration[];
  readonly inOneTransaction: boolean;
  /** What a protected environment's plan is approved by; null elsewhere. */
  readonly planHash: string | null;
  /** Losses that a real run would have to be told; in a dry run only. */
  readonly acknowledgements: readonly string[];
}

/** Rolls back. @throws AppError ROLLBACK_REFUSED, CONFIRMATION_MISSING, MIGRATION_FAILED, MIGRATION_DIFFERS, LOCK_TIMEOUT, CONNECT_* */
export async function rollback(request: RollbackRequest, context: WorkflowContext): Promise<RollbackOutcome> {
  const { environment, waitMs, tool, isDryRun, consent = noConsent } = request;
  return migrating({ environment, waitMs, tool, isDryRun, marksLater: true }, context, async (run) => {
    const { name } = run.environment;
    const events = await readSummaries(run.target.session);
    const chosen = chooseRollback(events, request, name);
    const outcome = { environment: name, isDryRun, undone: [], inOneTransaction: true, planHash: null, acknowledgements: [] };
    if (chosen.length === 0) return outcome;
    await loadParser();
    const undos = await scriptsOf(chosen, events, run);
    const groups = groupsOf(undos);
    const losses = await rollbackLosses(undos, consent.acknowledged, run);
    if (losses.length > 0 && !isDryRun) throw lossyRollback(losses, { environment: name, line: lineOf(request) }, consent);
    const { versions } = journalState(events);
    const resumes = chosen.some(({ version }) => versions.get(version ?? "")?.kind === "under-way");
    const plan = { groups, undos, chosen, losses, resumes };
    const guard = run.environment.protected ? await guardRollback(plan, request, run, context) : unguarded(losses);
    const told = { ...outcome, inOneTransaction: groups.length === 1, planHash: guard.planHash };
    if (isDryRun) return { ...told, undone: undos.map(wouldUndo), acknowledgements: guard.open };
    await run.mark();
    const { lockBudgetMs, attempts } = request;
    const batch = { id: randomUUID(), patience: { lockBudgetMs, attempts }, acknowledged: consent.acknowledged, ...guard };
    return { ...told, undone: await undoAll(groups, batch, run, context) };
  });
}

async function scriptsOf(
  chosen: readonly EventSummary[],
  events: readonly EventSummary[],
  { target, folder }: Migrating,
): Promise<readonly UndoScript[]> {
  const wanted = chosen.map(({ seq }) => seq);
  const whole = new Map((await readEvents(target.session, wanted)).map((event) => [event.seq, event]));
  const { migrations } = await loadMigrations(folder, { check: false });
  return chosen.flatMap(({ seq, version }) => {
    const event: JournalEvent | undefined = whole.get(seq);
    if (event === undefined) return [];
    const amended = events.filter((one) => one.event === "amended" && one.version === version && one.seq > seq);
    const accepted = new Set([event, ...amended].flatMap(({ checksum }) => checksum ?? []));
    return [undoScript(event, migrations.find((one) => one.version === version) ?? null, accepted)];
  });
}

/** What runs together: everything, unless something of it cannot run in a transaction. */
function groupsOf(undos: readonly UndoScript[]): readonly (readonly UndoScript[])[] {
  const isOne = undos.every(({ script }) => script.rollbackTransaction === "one");
  return isOne ? [undos] : undos.map((undo) => [undo]);
}

interface RollbackPlan {
  readonly groups: readonly (readonly UndoScript[])[];
  readonly undos: readonly UndoScript[];
  readonly chosen: readonly EventSummary[];
  readonly losses: readonly string[];
  /** One of them is on its way back: of what was done to it already a copy says nothing. */
  readonly resumes: boolean;
}

interface RollbackGuard extends Pick<UndoBatch, "check" | "checkAfter" | "note"> {
  readonly planHash: string | null;
  /** What is not acknowledged. */
  readonly open: readonly string[];
}

function unguarded(losses: readonly string[]): RollbackGuard {
  return { check: null, checkAfter: null, note: {}, planHash: null, open: losses };
}

async function guardRollback(
  { groups, undos, chosen, losses, resumes }: RollbackPlan,
  request: RollbackRequest,
  run: Migrating,
  context: WorkflowContext,
): Promise<RollbackGuard> {
  const { isDryRun, consent = noConsent } = request;
  const { environment, target } = run;
  const start = await readTarget(target.session, environment);
  const files = undos.map(({ migration }) => migration);
  const hash = planHash({ verb: "rollback", environment: environment.name, files, fingerprint: fingerprint(start) });
  const what = files.length === 1 ? (files[0]?.file ?? "") : `${files.length} migrations`;
  const subject = { environment, verb: "rollback" as const, planHash: hash, line: lineOf(request), what };
  if (!isDryRun) refuseWithoutConsent(consent, subject);
  if (resumes) {
    if (!isDryRun) await confirmByName(consent, subject);
    return { ...unguarded(losses), planHash: hash, note: { planHash: hash } };
  }
  context.progress({ step: "rehearse the rollback", state: "start", detail: what });
  const formerFingerprint = await fingerprintBefore(chosen, run);
  const { prediction, leaves } = await rehearseRollback({ start, groups, formerFingerprint }, run, context);
  context.progress({ step: "rehearse the rollback", state: "done", detail: what });
  const incomplete = `incomplete-rollback:${files.at(-1)?.file ?? ""}`;
  const isLeft = leaves !== null && !consent.acknowledged.includes(incomplete);
  if (isLeft && !isDryRun)
    throw new AppError({
      code: "ROLLBACK_REFUSED",
      message: `On a scratch copy of ${environment.name} the rollback does not lead back: ${leaves}. Nothing was done.`,
      hint: `If it is wanted all the same: ${[subject.line, ...saidSoFar(consent), ackFlag(incomplete)].join(" ")}`,
    });
  if (!isDryRun) await confirmByName(consent, subject);
  const check = new PredictionCheck(start, prediction, run);
  const note: EventPayload = {
    planHash: hash,
    ...(consent.acknowledged.length === 0 ? {} : { acknowledged: consent.acknowledged }),
  };
  return {
    check: (version) => check.inside(version),
    checkAfter: (migration) => check.afterwards(migration),
    note,
    planHash: hash,
    open: [...losses, ...(isLeft ? [incomplete] : [])],
  };
}

// which files: what is typed again without would be the whole batch
function lineOf({ environment, to, only, steps }: RollbackRequest): string {
  const which = [
    ...(to === null ? [] : ["--to", shellWord(to)]),
    ...(only === null ? [] : ["--only", shellWord(only)]),
    ...(steps === null ? [] : ["--steps", `${steps}`]),
  ];
  return ["lockstep rollback", shellWord(environment), ...which].join(" ");
}

/** Of the schema before the first of these; null where no event tells. */
async function fingerprintBefore(chosen: readonly EventSummary[], { target }: Migrating): Promise<string | null> {
  const first = Math.min(...chosen.map(({ seq }) => seq));
  const events = await readEvents(target.session, [first - 1]);
  return events[0]?.payload.fingerprint ?? null;
}

async function undoAll(
  groups: RollbackPlan["groups"],
  batch: UndoBatch,
  run: Migrating,
  context: WorkflowContext,
): Promise<readonly UndoneMigration[]> {
  const undone: UndoneMigration[] = [];
  try {
    for (const group of groups) {
      const step = `roll back ${group.map(({ migration }) => migration.file).join(", ")}`;
      context.progress({ step, state: "start" });
      const appended = await undoOne(group, batch, run, context);
      context.progress({ step, state: "done" });
      undone.push(
        ...group.map((undo, i) => ({ ...wouldUndo(undo), seq: appended[i]?.seq ?? null, hash: appended[i]?.hash ?? null })),
      );
    }
  } finally {
    await appendLog(run);
  }
  return undone;
}

async function undoOne(group: readonly UndoScript[], batch: UndoBatch, run: Migrating, context: WorkflowContext) {
  const apart = group.find(({ script }) => script.rollbackTransaction === "none");
  if (apart === undefined) return undoGroup(group, batch, run, context);
  // a group holds one where something of the batch cannot run in a transaction
  const { migration, rollback: statements } = apart;
  const end = rolledBackEvent(apart, batch, run);
  const guards = (statement: MigrationStatement) => guardsOf(statement, batch.acknowledged);
  const file = { migration, statements, direction: "down" as const, end, guards };
  const appended = await runApartFile(file, { ...batch, check: null }, { migrating: run, context });
  await batch.checkAfter?.(migration);
  return [appended];
}

function wouldUndo({ migration: { file, version }, textFrom }: UndoScript): UndoneMigration {
  return { file, version, textFrom, seq: null, hash: null };
}
