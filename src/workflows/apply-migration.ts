/** One migration onto its target: in one transaction with its event, tried again while locks are not to be had, and looked up when the connection breaks. */

import { AppError } from "../core/app-error.ts";
import type { EventPayload, NewEvent } from "../core/journal/journal-event.ts";
import { messageOf } from "../core/message-of.ts";
import { meaningOf } from "../core/migration/meaning.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import type { MigrationScript } from "../core/migration/read-migration.ts";
import type { StatementRefusal } from "../postgres/compose-transaction.ts";
import { type AppendedEvent, appendEvent, readSummaries } from "../postgres/journal-store.ts";
import { isLostEvent, lostEventWords } from "../postgres/lost-event.ts";
import { missingGrants } from "../postgres/missing-grants.ts";
import { describeHolders } from "../postgres/query-error.ts";
import { runTransaction, type TransactionCheck, type TransactionOutcome } from "../postgres/run-transaction.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { heldFileEvents } from "./held-files.ts";
import type { Migrating } from "./migrating.ts";
import { transactionLimits } from "./transaction-limits.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** How patient to be. */
export interface Patience {
  /** For all locks of one attempt together. */
  readonly lockBudgetMs: number;
  /** Attempts in all, as long as it is locks that are in the way. */
  readonly attempts: number;
}

/** Of one run. */
export interface Batch {
  readonly id: string;
  readonly patience: Patience;
  /** Looks at what the migration did, inside its transaction, which is undone where it objects. */
  readonly check: ((migration: MigrationFile) => Promise<TransactionCheck>) | null;
  /** Looks after a migration that could not run in one transaction. @throws AppError MIGRATION_DIFFERS */
  readonly checkAfter?: ((migration: MigrationFile) => Promise<void>) | null;
  /** Looks at what a hook did, inside its transaction. */
  readonly checkHook?: ((file: string) => Promise<TransactionCheck>) | null;
  /** More for the payload of every event of the batch: the plan's hash, what was acknowledged. */
  readonly note?: EventPayload;
}

/** With what. */
export interface ApplyMeans {
  readonly migrating: Migrating;
  readonly context: WorkflowContext;
}

/** An attempt that was made already. */
export interface MadeAttempt {
  readonly event: NewEvent;
  readonly outcome: TransactionOutcome;
}

/**
 * Applies a migration that runs in one transaction; `made` is its first attempt, where there was one. @throws AppError MIGRATION_FAILED, MIGRATION_DIFFERS, JOURNAL_ALTERED, LOCK_TIMEOUT, OUTCOME_UNKNOWN, INTERRUPTED
 */
export async function applyMigration(
  migration: MigrationFile,
  script: MigrationScript,
  batch: Batch,
  { migrating, context }: ApplyMeans,
  made: MadeAttempt | null = null,
): Promise<AppendedEvent> {
  const { target, environment } = migrating;
  const eventsBefore = await heldFileEvents(migration, migrating);
  let losses = 0;
  for (let attempt = 1; ; attempt++) {
    const { check } = batch;
    const attempted = async (event: NewEvent): Promise<MadeAttempt> => {
      const outcome = await runTransaction(target.session, target.observer, {
        statements: script.statements,
        event,
        eventsBefore,
        limits: transactionLimits(batch.patience, migrating, context),
        check: check === null ? null : () => check(migration),
      });
      return { event, outcome };
    };
    const { event, outcome } = attempt === 1 && made !== null ? made : await attempted(appliedEvent(migration, batch, migrating));
    const settled = await settle(outcome, event, { migration, attempt, batch, migrating });
    if (settled !== null) return settled;
    if (outcome.kind === "unknown" && ++losses > mostLosses) throw gaveUp(migration.file, outcome.error, environment.name);
    const pauseMs = pauseAfter(attempt);
    const soon = `trying again in ${(pauseMs / 1000).toFixed(1)} s`;
    const { lockBudgetMs, attempts } = batch.patience;
    const detail =
      outcome.kind === "blocked"
        ? `locks were not to be had within ${lockBudgetMs / 1000} s, held by ${describeHolders(outcome.holders)}; nothing is held now, ${soon} (${attempt} of ${attempts})`
        : `the connection was lost, and nothing of it has happened; ${soon}`;
    context.progress({ step: `${migration.file} waits`, state: "warning", detail });
    await migrating.sleep(pauseMs);
    if (context.signal?.aborted === true) throw interrupted(migration.file, environment.name);
  }
}

/** Times that a migration, or a rollback, may lose its connection before the run gives up: it may be what breaks it. */
export const mostLosses = 3;

/** What breaks its connection each time. */
export function gaveUp(what: string, cause: unknown, environment: string): AppError {
  return new AppError({
    code: "MIGRATION_FAILED",
    message: `${what}: the connection broke ${mostLosses + 1} times while it ran: ${messageOf(cause)}. Nothing of it has happened.`,
    hint: `It may be what a statement of it does to the server, whose log tells. Where it stands: lockstep status ${environment}`,
    cause,
  });
}

/** Milliseconds until the next attempt: longer each time, and never the same for two who wait. */
export function pauseAfter(attempt: number): number {
  return Math.min(1_000 * 1.6 ** (attempt - 1), 30_000) * (0.5 + Math.random());
}

/** The event of a migration that is applied. */
export function appliedEvent(migration: MigrationFile, batch: Batch, { event, environment }: Migrating): NewEvent {
  return event(
    { event: "applied", version: migration.version, file: migration.file, checksum: migration.checksum },
    {
      sql: migration.text,
      ...(migration.downText === null ? {} : { downSql: migration.downText }),
      meaning: meaningOf(migration.text),
      batch: batch.id,
      ...batch.note,
      ...(environment.owner === null ? {} : { role: environment.owner }),
    },
  );
}

interface Attempt {
  readonly migration: MigrationFile;
  readonly attempt: number;
  readonly batch: Batch;
  readonly migrating: Migrating;
}

/** The event when it is applied, null when it is worth another try. */
async function settle(outcome: TransactionOutcome, event: NewEvent, attempt: Attempt): Promise<AppendedEvent | null> {
  const { migration, batch, migrating } = attempt;
  switch (outcome.kind) {
    case "committed":
      return outcome.event;
    case "unknown": {
      await migrating.target.reconnect();
      return findAttempt(event.attempt, migrating);
    }
    case "blocked":
      if (attempt.attempt < batch.patience.attempts) return null;
      throw new AppError({
        code: "LOCK_TIMEOUT",
        message: `${migration.file} did not get its locks in ${attempt.attempt} attempts of ${batch.patience.lockBudgetMs / 1000} s each${outcome.holders.length === 0 ? "" : `, held by ${describeHolders(outcome.holders)}`}. Nothing of it has happened.`,
        hint: `Try again when it has finished: lockstep apply ${migrating.environment.name}`,
        retryable: true,
      });
    case "rejected":
      throw new AppError({
        code: "MIGRATION_DIFFERS",
        message: `${migration.file} did not lead to the schema that was predicted: ${outcome.why}. It was rolled back; nothing of it has happened.`,
        hint: `lockstep rehearse ${migrating.environment.name}`,
      });
    default: {
      const { refusal } = outcome;
      await recordFailure(migration, refusal, attempt);
      throw await failure(migration.file, refusal, migrating);
    }
  }
}

/** What the journal says of an attempt whose reply was lost; null: it has not happened. */
async function findAttempt(attempt: string, { target }: Migrating): Promise<AppendedEvent | null> {
  const events = await readSummaries(target.session);
  return events.findLast((event) => event.attempt === attempt) ?? null;
}

// That it failed is worth knowing, and not worth failing over: the disk may be full.
async function recordFailure(migration: MigrationFile, refusal: StatementRefusal, { migrating, batch }: Attempt): Promise<void> {
  const event = migrating.event(
    { event: "failed", version: migration.version, file: migration.file, checksum: migration.checksum },
    { reason: placed(refusal), sqlState: refusal.state, batch: batch.id, meaning: meaningOf(migration.text) },
  );
  await appendEvent(migrating.target.session, event).catch(() => undefined);
}

/** A refusal in one line, with its place in the file. */
export function placed({ message, line, column }: StatementRefusal): string {
  return line === null ? message : `line ${line}:${column ?? 1}: ${message}`;
}

/** The journal did not keep what it was told, as an error; null: it is something else that was refused. */
export function journalAltered(what: string, { message }: Pick<StatementRefusal, "message">): AppError | null {
  if (!isLostEvent(message)) return null;
  const told = `${what}: ${message}. It was rolled back; nothing of it has happened.`;
  return new AppError({ code: "JOURNAL_ALTERED", message: told, hint: lostEventWords.hint });
}

/** A refused statement as an error. */
async function failure(file: string, refusal: StatementRefusal, { target, environment }: Migrating): Promise<AppError> {
  const altered = journalAltered(file, refusal);
  if (altered !== null) return altered;
  const { state, message, line, column, detail, hint } = refusal;
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  const more = [detail, hint === null ? null : `Hint: ${hint}`].filter((part) => part !== null).map((part) => ` ${part}`);
  const rights = line === null && rightsStates.has(state) ? await rightsAround(target.session, state, environment) : null;
  return new AppError({
    code: state === "42501" ? "PERMISSION_DENIED" : state === "25006" ? "READ_ONLY_SERVER" : "MIGRATION_FAILED",
    message: `${place}: ${message} (SQLSTATE ${state}).${more.join("")} Nothing of the file has happened.`,
    hint: rights ?? howToGoOn(state, environment.name, file),
  });
}

/** insufficient_privilege · invalid_parameter_value, for a role that there is not */
const rightsStates: ReadonlySet<string> = new Set(["42501", "22023"]);

// Refused around the file's statements: it is the owner that cannot be put on, or the journal. Null where no grant would help.
async function rightsAround(session: Session, state: string, { name, owner }: Environment): Promise<string | null> {
  if (state === "22023" && owner !== null)
    return `The owner that the configuration names for ${name}, ${owner}, has to be a role of that server: correct it, or create the role.`;
  const lacks = await missingGrants(session, { owner, writesJournal: true }).catch(() => null);
  return lacks === null || lacks.grants.length === 0 ? null : lacks.grants.join("; ");
}

/** The next thing to try after a refusal. */
export function howToGoOn(state: string, environment: string, file: string): string {
  if (state === "42501") return `Connect as a role that may do this, or set owner of ${environment} to one that does.`;
  if (state === "25006")
    return "The transaction only reads: take what makes it so out of the file (set transaction read only), or, where the server does, use the URL of the primary.";
  if (state === "2D000")
    return "COMMIT in a procedure or a DO block needs a transaction of its own: put `-- lockstep: transaction = none` into the file.";
  if (state === "25001") return "Such a statement runs by itself: put `-- lockstep: transaction = none` into the file.";
  if (state === "53100") return "The server's disk is full. Make room, and run the same command again.";
  const again = `Correct the file and run again: lockstep apply ${environment}`;
  if (!alreadyThere.has(state)) return again;
  return `${again}. If what the file makes is there already: lockstep repair ${environment} --ran-by-hand ${file}, which compares it first`;
}

/** duplicate_table, _column, _object, _function, _schema · invalid_table_definition, as of a second primary key */
const alreadyThere: ReadonlySet<string> = new Set(["42P07", "42701", "42710", "42723", "42P06", "42P16"]);

/** Stopped between two steps. */
export function interrupted(file: string, environment: string): AppError {
  return new AppError({
    code: "INTERRUPTED",
    message: `Stopped before ${file}; what came before it is applied.`,
    hint: `Go on with: lockstep apply ${environment}`,
  });
}
