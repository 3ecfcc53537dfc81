/**
 * Several small transactions in one message, each with its own BEGIN, its events and its COMMIT: a thousand small migrations need not wait a
 * thousand times for an answer. The server leaves out whatever stands behind a refusal, so that it ends as if they had been sent one by one.
 */

import { composeBeginning, composeEnding } from "./compose-transaction.ts";
import { errorOffset } from "./error-place.ts";
import { type AppendedEvent, readAppended, readRanMs } from "./journal-store.ts";
import { hasPrepared, keepPrepared } from "./prepared-append.ts";
import { abandon, makeSafe, refusedOutcome, type Transaction, type TransactionOutcome, wasForgotten } from "./run-transaction.ts";
import type { Session } from "./session.ts";
import { watchWaits } from "./wait-budget.ts";

/** A transaction that may travel with others: nobody looks before COMMIT, and it takes no prepared statement away (`mayDeallocate`). */
export type QuietTransaction = Omit<Transaction, "check" | "eventsBefore">;

/** What became of them. */
export interface TogetherOutcome {
  /** Of the first ones, in order. */
  readonly committed: readonly { readonly event: AppendedEvent; readonly ranMs: number }[];
  /** What came of the one after them; those behind it were not begun. Null: there is none, or it was not begun either. */
  readonly stopped: Extract<TransactionOutcome, { readonly kind: "refused" | "blocked" | "unknown" }> | null;
}

/** Several transactions as one message. */
export interface TogetherMessage {
  readonly transactions: readonly QuietTransaction[];
  readonly text: string;
  readonly parts: readonly Part[];
  /** It rests on what is prepared in the session. */
  readonly trusts: boolean;
}

/** How long it usually takes; a longer one is watched. */
const watchedMs = 150;

/**
 * Runs them. The waits for locks of all of them are held against the budget of one, so that nobody waits longer than for a single one.
 * `unknown`: the connection broke, and the journal knows how far it came, by the attempts. Never throws for what the server or the network does.
 */
export async function runTogether(
  session: Session,
  observer: () => Promise<Session>,
  message: TogetherMessage,
): Promise<TogetherOutcome> {
  const { transactions } = message;
  const isSame = message.trusts === hasPrepared(session);
  const { text, parts } = isSame ? message : composeTogether(session, transactions);
  const watch = watchWaits(session, observer, transactions[0]?.limits.lockBudgetMs ?? 0, watchedMs);
  const exchange = await session.exchange(text).finally(() => watch.stop());
  const waits = await watch.stop();
  if (exchange.kind === "lost") return { committed: [], stopped: { kind: "unknown", error: exchange.error } };
  const { results } = exchange;
  const isDone = (part: Part) => part.first + part.committed <= results.length;
  const committed = parts.filter(isDone).map((part) => {
    const appended = results[part.first + part.event];
    return { event: readAppended(appended), ranMs: readRanMs(appended) };
  });
  if (exchange.kind === "done") {
    keepPrepared(session);
    return { committed, stopped: null };
  }
  await abandon(session);
  // those before it have counted on the last one
  if (committed.length > 0) await makeSafe(session);
  const { state, error } = exchange;
  // while tidying up after the last that was done: as good as none
  const part = parts[committed.length];
  if (part === undefined || results.length < part.first) return { committed, stopped: null };
  const offset = errorOffset(error, text);
  // where the message could not be read, nothing of it was begun
  const isElsewhere = offset !== null && (offset < part.start || offset >= part.end);
  if (isElsewhere) return { committed, stopped: null };
  const refusal = part.refusalOf(
    { completed: results.length - part.first, state, error },
    offset === null ? null : offset - part.start,
  );
  if (wasForgotten(refusal)) return { committed, stopped: null };
  return { committed, stopped: refusedOutcome(refusal, waits) };
}

interface Part extends Pick<ReturnType<typeof composeBeginning>, "refusalOf"> {
  /** In the message's text. */
  readonly start: number;
  readonly end: number;
  /** Of its statements, among the message's. */
  readonly first: number;
  /** Statements up to and with COMMIT. */
  readonly committed: number;
  /** Where among its statements the event's result is. */
  readonly event: number;
}

/** The message. While one is under way, the next can be made. */
export function composeTogether(session: Session, transactions: readonly QuietTransaction[]): TogetherMessage {
  const parts: Part[] = [];
  let text = "";
  let count = 0;
  for (const [index, { statements, event, limits }] of transactions.entries()) {
    const isLater = index > 0;
    const beginning = composeBeginning(statements, limits, { isOpen: true, forgets: false, isLater });
    const isFollowed = index < transactions.length - 1;
    const ending = composeEnding(session, [event], { isOpen: true, isPrepared: true, isLater, isFollowed });
    if (isLater) text += "\n;\n";
    const start = text.length;
    text += `${beginning.text}\n;\n${ending.text}`;
    parts.push({
      start,
      end: text.length,
      first: count,
      committed: beginning.count + ending.committed,
      event: beginning.count + (ending.results[0] ?? 0),
      refusalOf: beginning.refusalOf,
    });
    count += beginning.count + ending.count;
  }
  return { transactions, text, parts, trusts: hasPrepared(session) };
}
