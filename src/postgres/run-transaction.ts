/**
 * Runs a migration's statements in one transaction together with its event in the journal, in one round trip. Either all of it has
 * happened and the journal says so, or nothing has. A connection that breaks leaves the answer to the journal.
 */

import type { EventPayload, NewEvent } from "../core/journal/journal-event.ts";
import type { MigrationStatement } from "../core/migration/read-migration.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { errorOffset, placeWithin } from "./error-place.ts";
import { type AppendedEvent, clockSetting, readAppended } from "./journal-store.ts";
import type { LockHolder } from "./lock-holder.ts";
import {
  type Appending,
  type AppendingHow,
  appendPrepared,
  forgetPrepared,
  hasPrepared,
  keepPrepared,
} from "./prepared-append.ts";
import { holdRunnerLock, keepRunnerLock } from "./runner-lock.ts";
import type { Exchange, Session } from "./session.ts";
import { watchWaits } from "./wait-budget.ts";

/** How a transaction runs. */
export interface TransactionLimits {
  /** For all waits for locks together. */
  readonly lockBudgetMs: number;
  /** Of one statement; 0: none. */
  readonly statementTimeoutMs: number;
  /** SET ROLE before the first statement. */
  readonly owner: string | null;
  /** The server can be told to look whether its client is still there. */
  readonly canNoticeDeadClient: boolean;
}

/** Where a statement of a file was refused. */
export interface StatementRefusal {
  readonly state: string;
  /** The server's words. */
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** Index of the statement; null: none of them, but what Lockstep does around them. */
  readonly index: number | null;
  /** 1-based, in the file; where the server points to, else where the statement starts. */
  readonly line: number | null;
  readonly column: number | null;
}

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
  // far fewer prepare anything than have the word in them
  const deallocates = statements.some(({ sql }) => /prepare|deallocate|discard/i.test(sql));
  const how = { isOpen, isPrepared: !deallocates };
  const message = composeMessage(statements, limits, { isOpen, forgets: trusts && deallocates });
  const ending = endingOf(appendPrepared(session, events, how), how);
  const watch = watchWaits(session, observer, limits.lockBudgetMs);
  let exchange: Exchange;
  try {
    if (check === null) exchange = await session.exchange(`${message.text}\n;\n${ending.text}`);
    else {
      exchange = await session.exchange(`${message.text}\n;\n${ourLanguage.join("\n;\n")}`);
      const verdict = exchange.kind === "done" ? await checked(session, check) : exchange;
      if (verdict.kind === "rejected") return verdict;
      if (verdict.kind === "fine") {
        const told = withPayload(events, verdict.payload);
        exchange = await session.exchange(endingOf(appendPrepared(session, told, how), how).text);
      } else exchange = verdict;
      // what is refused now is ours and no statement's of the file
      if (exchange.kind === "refused" && verdict !== exchange)
        exchange = { ...exchange, completed: exchange.completed + message.count };
    }
  } finally {
    // a cancellation that is on its way must not meet the next statement
    await watch.stop();
  }
  const { isSpent, holders } = await watch.stop();
  if (exchange.kind === "lost") return { kind: "unknown", error: exchange.error };
  if (exchange.kind === "done") {
    if (deallocates) forgetPrepared(session);
    else keepPrepared(session);
    const first = exchange.results.length - ending.count;
    const results = ending.results.map((index) => exchange.results[first + index]);
    const appended = results.map(readAppended);
    return { kind: "committed", event: readAppended(results.at(-1)), events: appended };
  }
  await abandon(session);
  // refused after COMMIT, while tidying up: the journal knows
  if (exchange.completed >= message.count + ending.committed) return { kind: "unknown", error: exchange.error };
  const refusal = message.refusalOf(exchange);
  // by a function that deallocates; nothing has happened
  if (trusts && refusal.index === null && exchange.state === "26000") return runTransaction(session, observer, transaction);
  const isBlocked = lockStates.has(exchange.state) || (exchange.state === "57014" && isSpent);
  return isBlocked ? { kind: "blocked", holders, refusal } : { kind: "refused", refusal };
}

interface Ending {
  readonly text: string;
  /** Of its statements. */
  readonly count: number;
  /** Statements up to and with COMMIT. */
  readonly committed: number;
  /** Where among them each event's result is. */
  readonly results: readonly number[];
}

function endingOf(appending: Appending, { isPrepared }: AppendingHow): Ending {
  const tidying = isPrepared ? tidyUp.filter((statement) => statement !== "deallocate all") : tidyUp;
  const all = [...backToOurselves, ...appending.statements, "commit", ...tidying];
  const results = appending.results.map((index) => backToOurselves.length + index);
  return { text: all.join("\n;\n"), count: all.length, committed: all.length - tidying.length, results };
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

/** Whatever is deferred happens now, as the role that caused it; then the journal is written as whoever connected. */
const backToOurselves = [
  "set constraints all immediate",
  "reset session authorization",
  "reset role",
  "set local row_security = off",
  keepRunnerLock,
];

/** What the next message is read with, whatever the migration has set. */
const ourLanguage = ["set local client_encoding = 'UTF8'", "set local standard_conforming_strings = on"];

/** The next migration finds a session as new. Not DISCARD ALL, which would give the runner's lock away. */
export const tidyUp: readonly string[] = [
  "reset session authorization",
  "reset role",
  "reset all",
  "close all",
  "deallocate all",
  "unlisten *",
  "discard temp",
  "discard sequences",
];

// Returns no row: what is noted grows with each statement, and is not to come back each time.
const mark = `select where pg_catalog.set_config('${clockSetting}', pg_catalog.concat(pg_catalog.current_setting('${clockSetting}', true), pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()), ' '), true) is null`;

/** Of a longer file the time of several statements together is noted. */
const mostMarks = 1_000;

function composeMessage(
  statements: readonly MigrationStatement[],
  limits: TransactionLimits,
  { isOpen, forgets }: { readonly isOpen: boolean; readonly forgets: boolean },
) {
  const prelude = [
    ...(forgets ? ["deallocate all"] : []),
    "begin",
    holdRunnerLock,
    `set local lock_timeout = ${Math.round(limits.lockBudgetMs)}`,
    `set local statement_timeout = ${Math.round(limits.statementTimeoutMs)}`,
    // whoever looks before COMMIT thinks between two messages
    ...(isOpen ? [] : ["set local idle_in_transaction_session_timeout = 0"]),
    ...(limits.canNoticeDeadClient ? ["set local client_connection_check_interval = 1000"] : []),
    ...(limits.owner === null ? [] : [`set local role ${quoteIdentifier(limits.owner)}`]),
  ];
  let text = prelude.join("\n;\n");
  const starts: number[] = [];
  /** Statements of the message before each of the file's. */
  const before: number[] = [];
  let count = prelude.length;
  // each mark copies the ones before it
  const stride = Math.ceil(statements.length / mostMarks);
  for (const [index, { sql }] of statements.entries()) {
    text += "\n;\n";
    starts.push(text.length);
    before.push(count++);
    text += withoutEnd(sql);
    const isLast = index === statements.length - 1;
    if (isLast ? isOpen : (index + 1) % stride !== 0) continue;
    text += `\n;\n${mark}`;
    count++;
  }
  const refusalOf = ({ completed, state, error }: Extract<Exchange, { kind: "refused" }>): StatementRefusal => {
    const place = completed < count ? before.findLastIndex((one) => one <= completed) : -1;
    const index = place === -1 ? null : place;
    return { state, ...wordsOf(error), ...placeOf(error, { text, starts, statements }, index) };
  };
  return { text, count, refusalOf };
}

/** A statement without its `;`, to be joined with others. */
export function withoutEnd(sql: string): string {
  return sql.replace(/;\s*$/, "");
}

/** What the server says, in its own words. */
export function wordsOf(error: unknown): Pick<StatementRefusal, "message" | "detail" | "hint"> {
  const { message, detail, hint } = error instanceof Error ? (error as Error & { detail?: unknown; hint?: unknown }) : {}; // fields of the driver's error
  const textOf = (value: unknown) => (typeof value === "string" ? value : null);
  return { message: message ?? String(error), detail: textOf(detail), hint: textOf(hint) };
}

// A syntax error stops the server from reading any of the message: only its position tells whose it is.
function placeOf(
  error: unknown,
  message: { readonly text: string; readonly starts: readonly number[]; readonly statements: readonly MigrationStatement[] },
  known: number | null,
): { readonly index: number | null; readonly line: number | null; readonly column: number | null } {
  const { starts, statements } = message;
  const offset = errorOffset(error, message.text);
  const within = offset === null ? -1 : starts.findLastIndex((start) => start <= offset);
  // behind the last statement stand ours
  const pointed = (offset ?? 0) - (starts[within] ?? 0) <= (statements[within]?.sql.length ?? 0) + 2 ? within : -1;
  const index = pointed === -1 ? known : pointed;
  const statement = index === null ? undefined : statements[index];
  if (statement === undefined) return { index, line: null, column: null };
  if (offset === null || pointed === -1) return { index, line: statement.line, column: statement.column };
  return { index, ...placeWithin(statement, offset - (starts[pointed] ?? 0)) };
}

async function abandon(session: Session): Promise<void> {
  forgetPrepared(session);
  // on a broken connection there is nothing left to roll back
  await session.exchange(["rollback", keepRunnerLock, ...tidyUp].join("\n;\n"));
}
