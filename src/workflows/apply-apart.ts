/**
 * A file with a statement that cannot run in a transaction: every statement runs by itself, with its own event. Whatever breaks on the way,
 * the next one to look finds out by the journal and the catalog how far it came, and goes on there: nothing runs twice, nothing is left out.
 */

import { AppError } from "../core/app-error.ts";
import { apartStanding, changedStep, nextStep } from "../core/journal/apart-standing.ts";
import { type ApartStep, apartSteps } from "../core/journal/apart-steps.ts";
import type { JournalState } from "../core/journal/journal-state.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import type { MigrationScript } from "../core/migration/read-migration.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { AppendedEvent } from "../postgres/journal-store.ts";
import { type ApartFile, type ApartRun, append, commandOf } from "./apart-run.ts";
import { appliedEvent, type Batch, interrupted } from "./apply-migration.ts";
import type { Migrating } from "./migrating.ts";
import { reconcile } from "./reconcile-statement.ts";
import { runInside } from "./run-inside.ts";
import { runOutside } from "./run-outside.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Times that one statement may lose its connection before the run gives up: it may be what breaks it. */
const mostLosses = 3;

/** Surroundings of a run. */
export interface ApartSurroundings {
  readonly migrating: Migrating;
  readonly context: WorkflowContext;
}

/** Applies such a migration, or what is left of it. @throws AppError MIGRATION_*, HISTORY_DIFFERS, DECISION_NEEDED, LOCK_TIMEOUT, OUTCOME_UNKNOWN, INTERRUPTED */
export async function applyApart(
  migration: MigrationFile,
  script: MigrationScript,
  batch: Batch,
  at: ApartSurroundings,
): Promise<AppendedEvent> {
  const end = appliedEvent(migration, batch, at.migrating);
  const appended = await runApartFile({ migration, statements: script.statements, direction: "up", end }, batch, at);
  await batch.checkAfter?.(migration);
  return appended;
}

/** Runs the statements of a file in one direction, or what is left of them, and writes its end. @throws as {@link applyApart} */
export async function runApartFile(
  file: ApartFile,
  batch: Batch,
  { migrating, context }: ApartSurroundings,
): Promise<AppendedEvent> {
  await loadParser();
  const steps = apartSteps(file.statements, Math.floor(migrating.target.session.serverVersion / 10_000));
  refuseDiscard(steps, file);
  const run: ApartRun = { file, steps, batch, migrating, context };
  let losses = 0;
  for (let lastDone = -1; ; ) {
    const told = { done: 0 };
    try {
      return await goOn(run, told);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "CONNECT_LOST") throw error;
      losses = told.done === lastDone ? losses + 1 : 1;
      lastDone = told.done;
      if (losses > mostLosses) throw gaveUp(run, lastDone, error);
      context.progress({
        step: `${file.migration.file}: the connection was lost`,
        state: "warning",
        detail: `connecting anew, to see in the journal what has happened: ${error.message}`,
      });
      await migrating.target.reconnect();
    }
  }
}

/** From where the journal says it stands to the end. `told` is how far it came, for whoever catches. */
async function goOn(run: ApartRun, told: { done: number }): Promise<AppendedEvent> {
  const { file, steps, migrating, context } = run;
  const state = await migrating.state();
  const ended = endOf(state, file);
  if (ended !== null) return ended;
  refuseOtherDirection(state, run);
  const standing = apartStanding(state.versions.get(file.migration.version), file.direction);
  const changed = changedStep(standing, steps);
  if (changed !== null) throw changedText(changed.payload.statement ?? 0, run);
  told.done = standing.done;
  if (standing.intent !== null) told.done = (await reconcile(standing.intent, run)) ?? told.done;
  for (let step = nextStep(steps, told.done); step !== null; step = nextStep(steps, told.done)) {
    if (context.signal?.aborted === true) throw interrupted(file.migration.file, migrating.environment.name);
    context.progress({
      step: `${file.migration.file} statement ${step.number} of ${steps.length}`,
      state: "start",
      detail: step.statement.sql.replace(/\s+/g, " ").slice(0, 80),
    });
    const isDone = step.runs === "inside" && (await runInside(step, run));
    if (!isDone) await runOutside(step, run);
    told.done = step.number;
  }
  return append(file.end, run);
}

/** The end of this very run, whose reply was lost. */
function endOf({ versions }: JournalState, { migration, end }: ApartFile): AppendedEvent | null {
  const known = versions.get(migration.version);
  const isEnded = known !== undefined && known.kind !== "under-way" && known.by.attempt === end.attempt;
  return isEnded ? known.by : null;
}

function refuseOtherDirection({ versions }: JournalState, { file, migrating }: ApartRun): void {
  const known = versions.get(file.migration.version);
  if (known?.kind !== "under-way" || known.direction === file.direction || file.direction === "down") return;
  throw new AppError({
    code: "HISTORY_DIFFERS",
    message: `${file.migration.file} is on its way back: its rollback began and has not come to its end.`,
    hint: `lockstep rollback ${migrating.environment.name} --only ${file.migration.file}`,
  });
}

function refuseDiscard(steps: readonly ApartStep[], { migration }: ApartFile): void {
  const found = steps.find(({ runs }) => runs === "discards");
  if (found === undefined) return;
  throw new AppError({
    code: "MIGRATION_INVALID",
    message: `${migration.file}:${found.statement.line}: DISCARD ALL would let go of the lock that keeps other runners out.`,
    hint: "Take it out: each migration begins with a session as new.",
  });
}

function changedText(statement: number, { file, migrating }: ApartRun): AppError {
  const name = file.migration.file;
  return new AppError({
    code: "HISTORY_DIFFERS",
    message: `${name}: statement ${statement} has taken effect, and reads otherwise now or is gone.`,
    hint: `Put the statements that are done back as they were (lockstep log show ${migrating.environment.name} has their text); what comes after them may be corrected.`,
  });
}

function gaveUp({ file, steps, migrating }: ApartRun, done: number, cause: AppError): AppError {
  return new AppError({
    code: "OUTCOME_UNKNOWN",
    message: `${file.migration.file}: the connection broke ${mostLosses + 1} times while statement ${nextStep(steps, done)?.number ?? done} ran: ${cause.message}`,
    hint: `It may be what the statement does to the server. What is done stays; go on with: ${commandOf({ file, migrating })}`,
    cause,
  });
}
