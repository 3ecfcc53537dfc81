/** Undoes migrations in one transaction together with an event for each; what holds rows or values is looked at before it goes. */

import { AppError } from "../core/app-error.ts";
import type { EventPayload, NewEvent } from "../core/journal/journal-event.ts";
import { droppedParts } from "../core/migration/dropped-parts.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import type { MigrationStatement } from "../core/migration/read-migration.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { type StatementRefusal, withoutEnd } from "../postgres/compose-transaction.ts";
import { type AppendedEvent, appendEvent, readSummaries } from "../postgres/journal-store.ts";
import { lossesNow, lossGuard, lossState } from "../postgres/loss-guard.ts";
import { describeHolders } from "../postgres/query-error.ts";
import { runTransaction, type TransactionCheck } from "../postgres/run-transaction.ts";
import { gaveUp, journalAltered, mostLosses, type Patience, pauseAfter } from "./apply-migration.ts";
import { lossyRollback, noConsent } from "./consent.ts";
import type { Migrating } from "./migrating.ts";
import { transactionLimits } from "./transaction-limits.ts";
import type { UndoScript } from "./undo-script.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Of one rollback. */
export interface UndoBatch {
  readonly id: string;
  readonly patience: Patience;
  readonly acknowledged: readonly string[];
  /** Looks from inside the transaction. */
  readonly check: ((version: string) => Promise<TransactionCheck>) | null;
  /** Looks after a rollback that could not run in one transaction. */
  readonly checkAfter: ((migration: MigrationFile) => Promise<void>) | null;
  /** More for each event's payload. */
  readonly note: EventPayload;
}

/** What would be lost now, by name; nothing is locked, and nothing of what is acknowledged is told. */
export async function rollbackLosses(
  undos: readonly UndoScript[],
  acknowledged: readonly string[],
  { target, environment }: Migrating,
): Promise<readonly string[]> {
  const statements = undos.flatMap(({ rollback }) =>
    rollback.flatMap(({ sql }) =>
      // names resolve as they will
      /^\s*set\s/i.test(sql)
        ? [withoutEnd(sql)]
        : droppedParts(sql).map((part) => lossGuard(part, { acknowledged, mode: "note" })),
    ),
  );
  const role = environment.owner === null ? [] : [`set local role ${quoteIdentifier(environment.owner)}`];
  return lossesNow(target.session, [...role, ...statements]);
}

/** Undoes, the first of the group first. @throws AppError ROLLBACK_REFUSED, MIGRATION_FAILED, MIGRATION_DIFFERS, LOCK_TIMEOUT, OUTCOME_UNKNOWN */
export async function undoGroup(
  group: readonly UndoScript[],
  batch: UndoBatch,
  run: Migrating,
  context: WorkflowContext,
): Promise<readonly AppendedEvent[]> {
  const { target, environment } = run;
  const { attempts, lockBudgetMs } = batch.patience;
  const composed = compose(group, batch, environment.owner);
  const version = group.at(-1)?.migration.version ?? "";
  let losses = 0;
  for (let attempt = 1; ; attempt++) {
    const events = group.map((undo) => rolledBackEvent(undo, batch, run));
    const [last, ...before] = [...events].reverse();
    if (last === undefined) return [];
    const { check } = batch;
    const outcome = await runTransaction(target.session, target.observer, {
      statements: composed.map(({ statement }) => statement),
      event: last,
      eventsBefore: before.reverse(),
      limits: transactionLimits(batch.patience, run, context),
      check: check === null ? null : () => check(version),
    });
    switch (outcome.kind) {
      case "committed":
        return outcome.events;
      case "unknown": {
        await target.reconnect();
        const found = await findAll(events, run);
        if (found !== null) return found;
        if (++losses > mostLosses) throw gaveUp("The rollback", outcome.error, environment.name);
        break;
      }
      case "rejected":
        throw new AppError({
          code: "MIGRATION_DIFFERS",
          message: `The rollback did not lead to the schema that was predicted: ${outcome.why}. Nothing has happened.`,
          hint: `lockstep rollback ${environment.name} --dry-run`,
        });
      case "refused":
        throw await refused(outcome.refusal, composed, { batch, run });
      default: {
        const who = describeHolders(outcome.holders);
        if (attempt >= attempts) throw blocked(who, attempt, batch, environment.name);
        const pauseMs = pauseAfter(attempt);
        const detail = `locks were not to be had within ${lockBudgetMs / 1000} s, held by ${who}; trying again in ${(pauseMs / 1000).toFixed(1)} s (${attempt} of ${attempts})`;
        context.progress({ step: "rollback waits", state: "warning", detail });
        await run.sleep(pauseMs);
      }
    }
    if (context.signal?.aborted === true)
      throw new AppError({
        code: "INTERRUPTED",
        message: "Stopped before the rollback; nothing has happened.",
        hint: `lockstep rollback ${environment.name}`,
      });
  }
}

/** A statement, and the migration that it helps to undo. */
interface Composed {
  readonly statement: MigrationStatement;
  readonly undo: UndoScript;
}

// What one rollback sets for the session is not for the next one.
function compose(group: readonly UndoScript[], { acknowledged }: UndoBatch, owner: string | null): readonly Composed[] {
  return group.flatMap((undo, index) => {
    const first = undo.rollback[0] ?? { line: 1, column: 1 };
    const between =
      index === 0
        ? []
        : ["set local search_path to default", owner === null ? "reset role" : `set local role ${quoteIdentifier(owner)}`].map(
            (sql) => ({ ...first, sql }),
          );
    const own = undo.rollback.flatMap((statement) => [...guardsOf(statement, acknowledged), statement]);
    return [...between, ...own].map((statement) => ({ statement, undo }));
  });
}

/** What looks under the lock before a statement drops something. */
export function guardsOf(statement: MigrationStatement, acknowledged: readonly string[]): readonly MigrationStatement[] {
  return droppedParts(statement.sql).map((part) => ({ ...statement, sql: lossGuard(part, { acknowledged, mode: "refuse" }) }));
}

/** The event that says so. */
export function rolledBackEvent(
  { migration, rollback }: UndoScript,
  batch: UndoBatch,
  { event, environment }: Migrating,
): NewEvent {
  return event(
    { event: "rolled-back", version: migration.version, file: migration.file, checksum: migration.checksum },
    {
      sql: `${rollback.map(({ sql }) => `${withoutEnd(sql)};`).join("\n")}\n`,
      direction: "down",
      batch: batch.id,
      ...batch.note,
      ...(environment.owner === null ? {} : { role: environment.owner }),
    },
  );
}

/** All or none of them are there. */
async function findAll(events: readonly NewEvent[], { target }: Migrating): Promise<readonly AppendedEvent[] | null> {
  const known = new Map((await readSummaries(target.session)).map((event) => [event.attempt, event]));
  const found = events.flatMap(({ attempt }) => known.get(attempt) ?? []);
  return found.length === events.length ? found : null;
}

async function refused(
  refusal: StatementRefusal,
  composed: readonly Composed[],
  { batch, run }: { readonly batch: UndoBatch; readonly run: Migrating },
): Promise<AppError> {
  const { name } = run.environment;
  if (refusal.state === lossState)
    return lossyRollback([refusal.message], { environment: name, line: `lockstep rollback ${name}` }, noConsent);
  const altered = journalAltered("The rollback", refusal);
  if (altered !== null) return altered;
  const undo = refusal.index === null ? undefined : composed[refusal.index]?.undo;
  const file = undo?.migration.file ?? "the rollback";
  const place = refusal.line === null ? file : `${file}:${refusal.line}:${refusal.column ?? 1}`;
  if (undo !== undefined) {
    const { version, checksum } = undo.migration;
    const reason = `its rollback: line ${refusal.line ?? 1}: ${refusal.message}`;
    const event = run.event(
      { event: "failed", version, file, checksum },
      { reason, sqlState: refusal.state, direction: "down", batch: batch.id },
    );
    // that it failed is worth knowing, and not worth failing over
    await appendEvent(run.target.session, event).catch(() => undefined);
  }
  const more = [refusal.detail, refusal.hint].flatMap((part) => (part === null ? [] : [` ${part}`])).join("");
  return new AppError({
    code: refusal.state === "42501" ? "PERMISSION_DENIED" : "MIGRATION_FAILED",
    message: `${place}: the rollback was refused: ${refusal.message} (SQLSTATE ${refusal.state}).${more} Nothing has happened.`,
    hint: "Undo it with a new migration: lockstep new",
  });
}

function blocked(who: string, attempt: number, { patience }: UndoBatch, environment: string): AppError {
  return new AppError({
    code: "LOCK_TIMEOUT",
    message: `The rollback did not get its locks in ${attempt} attempts of ${patience.lockBudgetMs / 1000} s each, held by ${who}. Nothing has happened.`,
    hint: `Try again when it has finished: lockstep rollback ${environment}`,
    retryable: true,
  });
}
