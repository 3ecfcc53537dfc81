/** `apply`: what the folder has and the database has not, one file after the other, each with its event in the journal. */

import { randomUUID } from "node:crypto";
import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import { type HistoryProblem, type PendingFile, pendingWork } from "../core/journal/pending-work.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { refuseProblems } from "../core/migration/migration-problem.ts";
import { readMigration } from "../core/migration/read-migration.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { appendLog } from "./applied-log-file.ts";
import { applyMigration, type Batch, interrupted, type Patience } from "./apply-migration.ts";
import { type Migrating, migrating } from "./migrating.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to apply, and how patiently. */
export interface ApplyRequest extends Patience {
  readonly environment: string;
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
  /** Of the tool, for the journal. */
  readonly tool: string;
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
  readonly findings: readonly Finding[];
}

/** Applies. @throws AppError HISTORY_DIFFERS, MIGRATION_*, IDENTITY_MISMATCH, RUNNER_BUSY, LOCK_TIMEOUT, OUTCOME_UNKNOWN, CONNECT_* */
export async function apply(request: ApplyRequest, context: WorkflowContext): Promise<ApplyOutcome> {
  const { environment, waitMs, tool } = request;
  return migrating({ environment, waitMs, tool }, context, async (run) => {
    const { migrations, problems } = await loadMigrations(run.folder);
    const work = pendingWork(migrations, await run.state(), {
      environment: run.environment.name,
      isProtected: run.environment.protected,
    });
    const chosen = choose(work.pending, request);
    refuseHistory(work.problems, chosen, request);
    const names = new Set(chosen.flatMap(({ migration }) => [migration.file, migration.downFile]));
    refuseProblems(problems.filter(({ file, rule }) => names.has(file) || rule === "duplicate-version"));
    const left = work.pending.filter((one) => !chosen.includes(one)).map(({ migration }) => migration.file);
    const applied = request.isDryRun ? chosen.map(wouldApply) : await applyAll(chosen, request, run, context);
    return { environment: run.environment.name, isDryRun: request.isDryRun, applied, left, findings: [] };
  });
}

function choose(pending: readonly PendingFile[], { to, only, limit }: ApplyRequest): readonly PendingFile[] {
  const isCalled = (name: string, { file, version }: MigrationFile) =>
    file === name || version === name || name.endsWith(`/${file}`);
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
  run: Migrating,
  context: WorkflowContext,
): Promise<readonly AppliedMigration[]> {
  const batch: Batch = { id: randomUUID(), patience: { lockBudgetMs, attempts }, check: null };
  const applied: AppliedMigration[] = [];
  try {
    for (const { migration } of chosen) {
      if (context.signal?.aborted === true) throw interrupted(migration.file, run.environment.name);
      context.progress({ step: `apply ${migration.file}`, state: "start" });
      const down =
        migration.downFile === null || migration.downText === null
          ? null
          : { file: migration.downFile, text: migration.downText };
      const script = readMigration(migration.file, migration.text, down);
      const start = performance.now();
      const event = await applyMigration(migration, script, batch, { migrating: run, context });
      applied.push({
        file: migration.file,
        version: migration.version,
        ...event,
        durationMs: Math.round(performance.now() - start),
      });
    }
  } finally {
    // also what came before a failure is applied
    await appendLog(run);
  }
  return applied;
}

function wouldApply({ migration: { file, version } }: PendingFile): AppliedMigration {
  return { file, version, seq: null, hash: null, durationMs: null };
}
