/**
 * Runs a migration's statements in one transaction together with its event in the journal, in one round trip. Either all of it has
 * happened and the journal says so, or nothing has. A connection that breaks leaves the answer to the journal.
 */

import type { EventPayload, NewEvent } from "../core/journal/journal-event.ts";
import type { MigrationStatement } from "../core/migration/read-migration.ts";
import {
  composeBeginning,
  composeEnding,
  mayDeallocate,
  ourLanguage,
  type StatementRefusal,
  type TransactionLimits,
  tidyUp,
} from "./compose-transaction.ts";
import { errorOffset } from "./error-place.ts";
import { type AppendedEvent, readAppended } from "./journal-store.ts";
import type { LockHolder } from "./lock-holder.ts";
import { forgetPrepared, hasPrepared, keepPrepared } from "./prepared-append.ts";
import { keepRunnerLock } from "./runner-lock.ts";
import type { Exchange, Session } from "./session.ts";
import { type WaitWatch, watchWaits } from "./wait-budget.ts";

/** What became of it. */
export type TransactionOutcome =
  | { readonly kind: "committed"; readonly event: AppendedEvent; readonly events: readonly AppendedEvent[] }
  /** The server refused a statement, and nothing has happened. */
  | { readonly kind: "refused"; readonly refusal: StatementRefusal }
  /** Locks were not to be had in time, and nothing has happened. */
  | { readonly kind: "blocked"; readonly holders: readonly LockHolder[]; readonly refusal: StatementRefusal }
  /** `check` objected, and nothing has happened. */
  | { readonly kind: "rejected"; readonly why: string }
  /** The connection broke: the journal knows, by the event's attempt. */
  | { readonly kind: "unknown"; readonly error: unknown };

/** What somebody who looked before COMMIT says. */
export type TransactionCheck =
  | { readonly kind: "fine" /** What it learned, for the last event's payload. */; readonly payload?: EventPayload }
  /** It is to be rolled back, and why in one sentence. */
  | { readonly kind: "rejected"; readonly why: string }
  /** Looking failed. */
  | Exclude<Exchange, { readonly kind: "done" }>;

/** What to run. */
export interface Transaction {
  readonly statements: readonly MigrationStatement[];
  /** The last that is appended. */
  readonly event: NewEvent;
  /** Appended before it, in their order. */
  readonly eventsBefore?: readonly NewEvent[];
  readonly limits: TransactionLimits;
  /** Asked before COMMIT, inside the transaction, and may look at it. Costs a round trip more. */
  readonly check: (() => Promise<TransactionCheck>) | null;
}

/** Runs it. Never throws for what the server or the network does. @throws what `check` throws, after it was rolled back */
export async function runTransaction(
  session: Session,
  observer: () => Promise<Session>,
  transaction: Transaction,
): Promise<TransactionOutcome> {
  const { statements, event, limits, check } = transaction;
  const isOpen = check === null;
  const events = [...(transaction.eventsBefore ?? []), event];
  const trusts = hasPrepared(session);
  const deallocates = mayDeallocate(statements);
  const how = { isOpen, isLater: false, isFollowed: false, isPrepared: !deallocates };
  const beginning = composeBeginning(statements, limits, { isOpen, forgets: trusts && deallocates, isLater: false });
  const ending = composeEnding(session, events, how);
  const watch = watchWaits(session, observer, limits.lockBudgetMs);
  let exchange: Exchange;
  /** Statements of the transaction that came before the message, and were done. */
  let done = 0;
  try {
    if (check === null) exchange = await session.exchange(`${beginning.text}\n;\n${ending.text}`);
    else {
      exchange = await session.exchange(`${beginning.text}\n;\n${ourLanguage.join("\n;\n")}`);
      const verdict = exchange.kind === "done" ? await checked(session, check) : exchange;
      if (verdict.kind === "rejected") return verdict;
      if (verdict.kind === "fine") {
        done = beginning.count;
        exchange = await session.exchange(composeEnding(session, withPayload(events, verdict.payload), how).text);
      } else exchange = verdict;
    }
  } finally {
    // a cancellation that is on its way must not meet the next statement
    await watch.stop();
  }
  const waits = await watch.stop();
  if (exchange.kind === "lost") return { kind: "unknown", error: exchange.error };
  if (exchange.kind === "done") {
    if (deallocates) forgetPrepared(session);
    else keepPrepared(session);
    const first = exchange.results.length - ending.count;
    const results = ending.results.map((index) => exchange.results[first + index]);
    return { kind: "committed", event: readAppended(results.at(-1)), events: results.map(readAppended) };
  }
  await abandon(session);
  const { state, error } = exchange;
  const completed = done + exchange.results.length;
  // refused after COMMIT, while tidying up: the journal knows
  if (completed >= beginning.count + ending.committed) return { kind: "unknown", error };
  const refusal = beginning.refusalOf({ completed, state, error }, done === 0 ? errorOffset(error, beginning.text) : null);
  // by a function that deallocates; nothing has happened
  if (trusts && wasForgotten(refusal)) return runTransaction(session, observer, transaction);
  return refusedOutcome(refusal, waits);
}

/** What it is called that statements were refused. */
export function refusedOutcome(
  refusal: StatementRefusal,
  { isSpent, holders }: Awaited<ReturnType<WaitWatch["stop"]>>,
): Extract<TransactionOutcome, { readonly kind: "refused" | "blocked" }> {
  const isBlocked = lockStates.has(refusal.state) || (refusal.state === "57014" && isSpent);
  return isBlocked ? { kind: "blocked", holders, refusal } : { kind: "refused", refusal };
}

/** What was prepared in the session is there no more. */
export function wasForgotten({ index, state }: StatementRefusal): boolean {
  return index === null && state === "26000";
}

async function checked(session: Session, check: () => Promise<TransactionCheck>): Promise<TransactionCheck> {
  let verdict: TransactionCheck | null = null;
  try {
    verdict = await check();
    return verdict;
  } finally {
    if (verdict === null || verdict.kind === "rejected") await abandon(session);
  }
}

function withPayload(events: readonly NewEvent[], payload: EventPayload = {}): readonly NewEvent[] {
  return events.map((event, index) =>
    index === events.length - 1 ? { ...event, payload: { ...event.payload, ...payload } } : event,
  );
}

/** lock_not_available · deadlock_detected · serialization_failure */
const lockStates: ReadonlySet<string> = new Set(["55P03", "40P01", "40001"]);

/** Rolls back, and makes the session as new. */
export async function abandon(session: Session): Promise<void> {
  forgetPrepared(session);
  // on a broken connection there is nothing left to roll back
  await session.exchange(["rollback", keepRunnerLock, ...tidyUp].join("\n;\n"));
}

/** What was committed without waiting for the disk is safe when this returns: the log is written in order, and this waits. */
export async function makeSafe(session: Session): Promise<void> {
  // a commit that has written nothing waits for nothing; on a broken connection whoever looks next does it
  const { kind } = await session.exchange("begin\n;\nselect pg_catalog.pg_logical_emit_message(true, 'lockstep', '')\n;\ncommit");
  // where the function is not ours to call, the log follows within a second, and the session goes on
  if (kind === "refused") await session.exchange("rollback");
}
