/** What the parts of one run of a file that runs statement by statement share: the file, how patient to be, and how its events are written. */

import { AppError } from "../core/app-error.ts";
import type { ApartStep } from "../core/journal/apart-steps.ts";
import type { EventPayload, NewEvent } from "../core/journal/journal-event.ts";
import { messageOf } from "../core/message-of.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import type { MigrationStatement } from "../core/migration/read-migration.ts";
import type { StatementRefusal, TransactionLimits } from "../postgres/compose-transaction.ts";
import type { AppendedEvent } from "../postgres/journal-store.ts";
import { runTransaction } from "../postgres/run-transaction.ts";
import { type Batch, howToGoOn, journalAltered, placed } from "./apply-migration.ts";
import type { Migrating } from "./migrating.ts";
import { transactionLimits } from "./transaction-limits.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Such a file, or the way back of one. */
export interface ApartFile {
  readonly migration: MigrationFile;
  readonly statements: readonly MigrationStatement[];
  readonly direction: "up" | "down";
  /** The last event: `applied` or `rolled-back`, with all that it is to say. Written once, found again by its attempt. */
  readonly end: NewEvent;
  /** What looks, in the statement's own transaction and before it, whether it may still run; raises where it may not. */
  readonly guards?: (statement: MigrationStatement) => readonly MigrationStatement[];
}

/** One run of it. */
export interface ApartRun {
  readonly file: ApartFile;
  readonly steps: readonly ApartStep[];
  readonly batch: Batch;
  readonly migrating: Migrating;
  readonly context: WorkflowContext;
}

/** The command that goes on with it. */
export function commandOf({ file, migrating }: Pick<ApartRun, "file" | "migrating">): string {
  const { name } = migrating.environment;
  return file.direction === "down" ? `lockstep rollback ${name} --only ${file.migration.file}` : `lockstep apply ${name}`;
}

/** Limits for whatever runs in a transaction. */
export function limitsOf({ batch, migrating, context }: ApartRun): TransactionLimits {
  return transactionLimits(batch.patience, migrating, context);
}

/** An event about one statement. */
export function stepEvent(
  event: "intent" | "step" | "failed",
  step: Pick<ApartStep, "number" | "statement" | "meaning">,
  { file, steps, batch, migrating }: ApartRun,
  more: EventPayload = {},
): NewEvent {
  const { version, file: name, checksum } = file.migration;
  return migrating.event(
    { event, version, file: name, checksum },
    {
      sql: step.statement.sql,
      meaning: step.meaning,
      statement: step.number,
      of: steps.length,
      direction: file.direction,
      batch: batch.id,
      ...(migrating.environment.owner === null ? {} : { role: migrating.environment.owner }),
      ...more,
    },
  );
}

/** Appends an event by itself. @throws AppError CONNECT_LOST; MIGRATION_FAILED, JOURNAL_ALTERED where the journal refuses it */
export async function append(event: NewEvent, run: ApartRun): Promise<AppendedEvent> {
  const { target } = run.migrating;
  const outcome = await runTransaction(target.session, target.observer, {
    statements: [],
    event,
    limits: { ...limitsOf(run), owner: null },
    check: null,
  });
  if (outcome.kind === "committed") return outcome.event;
  if (outcome.kind === "unknown") throw connectionLost(outcome.error);
  const altered = outcome.kind === "rejected" ? null : journalAltered(run.file.migration.file, outcome.refusal);
  if (altered !== null) throw altered;
  const words = outcome.kind === "rejected" ? outcome.why : outcome.refusal.message;
  throw new AppError({
    code: "MIGRATION_FAILED",
    message: `${run.file.migration.file}: the journal could not be written: ${words}`,
    hint: `Run the same command again; it goes on where it stopped: ${commandOf(run)}`,
  });
}

/** The connection broke; whoever leads the run connects anew and goes on by the journal. */
export function connectionLost(cause: unknown): AppError {
  return new AppError({
    code: "CONNECT_LOST",
    message: messageOf(cause),
    retryable: true,
    cause,
  });
}

/** Notes that a statement was refused. That it failed is worth knowing, and not worth failing over: the disk may be full. */
export async function recordRefusal(step: ApartStep, refusal: StatementRefusal, run: ApartRun): Promise<void> {
  const event = stepEvent("failed", step, run, { reason: placed(refusal), sqlState: refusal.state });
  await append(event, run).catch(() => undefined);
}

/** A refused statement as an error. `left` is a sentence about what it leaves behind. */
export function refusedStep(step: ApartStep, refusal: StatementRefusal, run: ApartRun, left: string): AppError {
  const { state, message, line, column, detail, hint } = refusal;
  const { file, migrating, steps } = run;
  const place = `${file.migration.file}${file.direction === "down" ? " (rollback)" : ""}:${line ?? step.statement.line}:${column ?? 1}`;
  const more = [detail, hint === null ? null : `Hint: ${hint}`].filter((part) => part !== null).map((part) => ` ${part}`);
  return new AppError({
    code: state === "42501" ? "PERMISSION_DENIED" : state === "25006" ? "READ_ONLY_SERVER" : "MIGRATION_FAILED",
    message: `${place}: ${message} (SQLSTATE ${state}).${more.join("")} It is statement ${step.number} of ${steps.length}; ${
      step.number === 1 ? "none is done" : "what stands before it is done and stays"
    }. ${left}`.trim(),
    hint:
      file.direction === "down" && state !== "42501" && state !== "53100"
        ? `Remove the obstacle and run again: ${commandOf(run)}`
        : howToGoOn(state, migrating.environment.name, file.migration.file),
  });
}
