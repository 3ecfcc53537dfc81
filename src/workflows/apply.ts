/** `apply`: what the folder has and the database has not, one file after the other, each with its event in the journal. */

import { randomUUID } from "node:crypto";
import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import { appliedDigest } from "../core/journal/applied-digest.ts";
import { type HistoryProblem, type PendingFile, pendingRepeatables, pendingWork } from "../core/journal/pending-work.ts";
import { isCalled } from "../core/migration/migration-layout.ts";
import { type MigrationRule, refuseProblems } from "../core/migration/migration-problem.ts";
import { scriptOf } from "../core/migration/script-of.ts";
import type { Checklist } from "../core/release/checklist.ts";
import type { Loss } from "../core/release/loss.ts";
import { readAppliedDigest, readRepeatables } from "../postgres/journal-digest.ts";
import { checksumsOf } from "../project/checksum-cache.ts";
import type { Environment } from "../project/environments.ts";
import { arrangeNames, listNames, loadMigrations } from "../project/migrations-folder.ts";
import { lookAtFolder } from "../project/settled-folder.ts";
import { appendLog } from "./applied-log-file.ts";
import { applyFiles } from "./apply-files.ts";
import { applyHook } from "./apply-hook.ts";
import { applyLine } from "./apply-line.ts";
import type { Batch, Patience } from "./apply-migration.ts";
import { type BatchGuard, type PredictionOutcome, unguarded } from "./batch-guard.ts";
import { beforeMarking, refuseUnknownHistory } from "./before-marking.ts";
import { completeLog } from "./complete-log.ts";
import { ackFlag, type Consent, noConsent } from "./consent.ts";
import { emptyFiles } from "./empty-files.ts";
import { type Migrating, type MigratingPlace, migrating } from "./migrating.ts";
import { refusePhases } from "./refuse-phases.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to apply, and how patiently. */
export interface ApplyRequest extends Patience {
  readonly environment: string;
  /** What `environment` leads to, where that is known. */
  readonly place?: MigratingPlace;
  /** Up to and with this file or version. */
  readonly to: string | null;
  /** Only these. */
  readonly only: readonly string[];
  /** At most so many. */
  readonly limit: number | null;
  /** Say what would be applied, and do nothing. */
  readonly isDryRun: boolean;
  /** Longest wait for another runner. */
  readonly waitMs: number;
  /** Has the statement of a runner that holds the lock cancelled, whose client is known to be gone. */
  readonly cancelsOrphan?: boolean;
  /** Of the tool, for the journal. */
  readonly tool: string;
  /** What somebody has said for a protected environment; nothing by default. */
  readonly consent?: Consent;
  /** An unprotected environment is compared with a scratch copy on which the same ran. */
  readonly predicts?: boolean;
  /** The line to type, where it is another command that applies. */
  readonly line?: string;
  /** In place of the server's, for whoever plays through weeks in minutes; the command line has none. */
  readonly clock?: () => Date;
}

/** A migration that was applied, or would be. */
export interface AppliedMigration {
  readonly file: string;
  readonly version: string;
  /** In the journal; null in a dry run. */
  readonly seq: number | null;
  readonly hash: string | null;
  readonly durationMs: number | null;
}

/** What was done. */
export interface ApplyOutcome {
  readonly environment: string;
  readonly isDryRun: boolean;
  readonly applied: readonly AppliedMigration[];
  /** Pending still, as they were not asked for. */
  readonly left: readonly string[];
  /** What a protected environment's plan is approved by; null elsewhere. */
  readonly planHash: string | null;
  /** Flags that a real run would need beyond those given; in a dry run only. */
  readonly acknowledgements: readonly (Loss & { readonly flag: string })[];
  /** Null where nothing was applied. */
  readonly prediction: PredictionOutcome | null;
  /** Of the rehearsal, relative to the working folder; null where none was kept. */
  readonly evidence: string | null;
  /** As it was proven at the gate of a protected environment; null elsewhere. */
  readonly checklist: Checklist | null;
  readonly findings: readonly Finding[];
}

/** Applies. @throws AppError HISTORY_DIFFERS, MIGRATION_*, IDENTITY_MISMATCH, RUNNER_BUSY, LOCK_TIMEOUT, OUTCOME_UNKNOWN, CONNECT_* */
export async function apply(request: ApplyRequest, context: WorkflowContext): Promise<ApplyOutcome> {
  const { environment, place, waitMs, tool } = request;
  const cancelsOrphan = request.cancelsOrphan === true;
  const options = {
    environment,
    place,
    waitMs,
    tool,
    cancelsOrphan,
    isDryRun: request.isDryRun,
    beforeMarking: beforeMarking(request),
    // whatever is refused before the first file runs, nothing was done
    marksLater: true,
  };
  return migrating(options, context, async (run) => {
    if (await isUpToDate(run, context)) return nothingToDo(run, request);
    const { migrations, repeatables, problems } = await loadMigrations(run.folder, { check: false });
    const state = await run.state();
    if (state.versions.size === 0) await refuseUnknownHistory(run.target.session, run.environment, run.project);
    const work = pendingWork(migrations, state, {
      environment: run.environment.name,
      isProtected: run.environment.protected,
    });
    const repeated = pendingRepeatables(repeatables, state);
    const pending = [...work.pending, ...repeated];
    const chosen = begunFirst(choose(pending, request), run.environment);
    refuseHistory(work.problems, chosen, request);
    const names = new Set(chosen.flatMap(({ migration }) => [migration.file, migration.downFile]));
    refuseProblems(problems.filter(({ file, rule }) => names.has(file) || ofTheFolder.has(rule)));
    refuseProblems(chosen.flatMap(({ migration }) => scriptOf(migration).problems));
    const left = pending.filter((one) => !chosen.includes(one)).map(({ migration }) => migration.file);
    const outcome = { ...nothingDone(run.environment.name, request), left };
    if (chosen.length === 0) {
      if (!request.isDryRun) await markAndLog(run);
      return outcome;
    }
    const attestations = refusePhases(chosen, migrations, state, run.environment);
    const files = chosen.map(({ migration }) => migration);
    const { consent = noConsent, predicts = false, isDryRun } = request;
    const guarding = {
      files,
      isDryRun,
      line: request.line ?? applyLine(request),
      attestations,
      resumes: chosen.some(isBegun),
      consent,
      predicts,
      clock: request.clock ?? null,
    };
    const guard =
      unguarded(guarding, run.environment) ?? (await (await import("./guard-batch.ts")).guardBatch(guarding, run, context));
    const acknowledgements = guard.losses.map((loss) => ({ ...loss, flag: ackFlag(loss.name) }));
    const { planHash, evidence, checklist } = guard;
    const today = (request.clock?.() ?? new Date()).toISOString().slice(0, 10);
    const told = {
      ...outcome,
      planHash,
      acknowledgements,
      evidence,
      checklist,
      findings: emptyFiles(files, { isDryRun, today }),
    };
    if (isDryRun) return { ...told, applied: chosen.map(wouldApply) };
    return {
      ...told,
      ...(await applyAll(chosen, request, { run, guard, skipped: leftAside(pending, chosen, work.problems) }, context)),
    };
  });
}

const nothingApplied = appliedDigest([]);

/** Where folder and journal have the same digest nothing is pending, and neither needs to be read further. */
async function isUpToDate({ target, folder, environment }: Migrating, { env }: WorkflowContext): Promise<boolean> {
  const lookAtFiles = async () => {
    const names = await listNames(folder);
    const isTrusted = !environment.protected && names.outside.length === 0;
    return { names, look: isTrusted ? lookAtFolder(folder, names.files, env, Date.now) : null };
  };
  // the server works at its answer while the files are looked at
  const [applied, { names, look }] = await Promise.all([readAppliedDigest(target.session), lookAtFiles()]);
  if (applied === null || (applied === nothingApplied && names.files.length > 0)) return false;
  if (look?.digest === applied) return true;
  const { entries, repeatables, problems } = arrangeNames(folder, names);
  if (problems.length > 0) return false;
  if (repeatables.length > 0) {
    const known = await readRepeatables(target.session);
    const own = checksumsOf(
      folder,
      repeatables.map(({ file }) => file),
      null,
      Date.now,
    );
    if (repeatables.some(({ version }, i) => known.get(version) !== own[i])) return false;
  }
  const files = entries.map(({ file }) => file);
  const checksums = checksumsOf(folder, files, environment.protected ? null : env, Date.now);
  const isSame = applied === appliedDigest(entries.map(({ version }, i) => ({ version, checksum: checksums[i] ?? "" })));
  // what a repeatable one means stands elsewhere
  if (isSame && repeatables.length === 0) look?.remember(applied);
  return isSame;
}

/** What may hide a migration or put it into another place, whichever file it is about. */
const ofTheFolder: ReadonlySet<MigrationRule> = new Set([
  "duplicate-version",
  "outside-folder",
  "journal-unreadable",
  "missing-file",
]);

async function nothingToDo(run: Migrating, request: ApplyRequest): Promise<ApplyOutcome> {
  choose([], request);
  if (!request.isDryRun) await markAndLog(run);
  return nothingDone(run.environment.name, request);
}

async function markAndLog(run: Migrating): Promise<void> {
  await run.mark();
  await completeLog(run);
}

function nothingDone(environment: string, { isDryRun }: ApplyRequest): ApplyOutcome {
  const unguarded = { planHash: null, acknowledgements: [], prediction: null, evidence: null, checklist: null };
  return { environment, isDryRun, applied: [], left: [], ...unguarded, findings: [] };
}

function choose(pending: readonly PendingFile[], { to, only, limit }: ApplyRequest): readonly PendingFile[] {
  for (const name of [...only, ...(to === null ? [] : [to])])
    if (!pending.some(({ migration }) => isCalled(name, migration)))
      throw new AppError({
        code: "USAGE",
        message: `${name} is not pending here.`,
        hint: pending.length === 0 ? "Nothing is." : `Pending: ${pending.map(({ migration }) => migration.file).join(", ")}`,
      });
  const last = to === null ? -1 : pending.findIndex(({ migration }) => isCalled(to, migration));
  const upTo = to === null ? pending : pending.slice(0, last + 1);
  const named = only.length === 0 ? upTo : upTo.filter(({ migration }) => only.some((name) => isCalled(name, migration)));
  return limit === null ? named : named.slice(0, limit);
}

function isBegun({ state }: PendingFile): boolean {
  return state?.kind === "under-way";
}

// Whoever looks at each file of a protected environment has to know how it is before: what was interrupted comes to its end alone.
function begunFirst(chosen: readonly PendingFile[], environment: Environment): readonly PendingFile[] {
  const begun = environment.protected ? chosen.filter(isBegun) : [];
  return begun.length === 0 ? chosen : begun;
}

/** Pending still, and numbered before something that is not; what is late already stays so. */
function leftAside(
  pending: readonly PendingFile[],
  chosen: readonly PendingFile[],
  problems: readonly HistoryProblem[],
): readonly string[] {
  const last = Math.max(...chosen.map((one) => pending.indexOf(one)));
  const late = new Set(problems.filter(({ kind }) => kind === "late").map(({ version }) => version));
  const versions = pending.slice(0, last).flatMap((one) => (chosen.includes(one) ? [] : [one.migration.version]));
  return versions.filter((version) => !late.has(version));
}

// What is not to run now need not be settled now, but for what was applied.
function refuseHistory(problems: readonly HistoryProblem[], chosen: readonly PendingFile[], { environment }: ApplyRequest): void {
  const versions = new Set(chosen.map(({ migration }) => migration.version));
  const standing = problems.filter(({ kind, version }) => kind === "edited" || kind === "deleted" || versions.has(version));
  const [first, ...others] = standing;
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` And ${others.length} more: lockstep status ${environment} lists them.`;
  throw new AppError({
    code: first.kind === "quarantined" ? "MIGRATION_QUARANTINED" : "HISTORY_DIFFERS",
    message: `${environment}: ${first.message}${more}`,
    hint: first.fix,
  });
}

async function applyAll(
  chosen: readonly PendingFile[],
  { lockBudgetMs, attempts }: Patience,
  { run, guard, skipped }: { readonly run: Migrating; readonly guard: BatchGuard; readonly skipped: readonly string[] },
  context: WorkflowContext,
): Promise<Pick<ApplyOutcome, "applied" | "prediction">> {
  const batch: Batch = {
    id: randomUUID(),
    patience: { lockBudgetMs, attempts },
    ...guard.batch,
    note: { ...guard.batch.note, ...(skipped.length === 0 ? {} : { skipped }) },
  };
  const means = { migrating: run, context };
  const applied: AppliedMigration[] = [];
  try {
    await run.mark();
    await applyHook("before", batch, means);
    for await (const { migration, event, durationMs } of applyFiles(chosen, batch, means)) {
      applied.push({ file: migration.file, version: migration.version, seq: event.seq, hash: event.hash, durationMs });
      context.progress({ step: `apply ${migration.file}`, state: "done" });
    }
    const prediction = await guard.finish(batch.id);
    await applyHook("after", batch, means);
    return { applied, prediction };
  } catch (error) {
    throw afterOthers(error, applied);
  } finally {
    // also what came before a failure is applied
    await appendLog(run);
    await guard.close();
  }
}

// Whoever reads that one failed wants to know what did not.
function afterOthers(error: unknown, applied: readonly AppliedMigration[]): unknown {
  if (!(error instanceof AppError) || applied.length === 0) return error;
  const { code, message, hint, retryable, cause } = error;
  const files = applied.length > 3 ? `${applied.length} migrations` : applied.map(({ file }) => file).join(", ");
  const told = `${message} Applied before it: ${files}.`;
  return new AppError({ code, message: told, retryable, cause, ...(hint === undefined ? {} : { hint }) });
}

function wouldApply({ migration: { file, version } }: PendingFile): AppliedMigration {
  return { file, version, seq: null, hash: null, durationMs: null };
}
