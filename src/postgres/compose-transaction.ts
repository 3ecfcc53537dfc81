/**
 * A transaction as the text of a message: the limits, the file's statements with the instants between them, the way back to ourselves, the
 * events, COMMIT, and what makes the session as new. And the way back from what the server refused to a place in the file.
 */

import type { NewEvent } from "../core/journal/journal-event.ts";
import type { MigrationStatement } from "../core/migration/read-migration.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { placeWithin } from "./error-place.ts";
import { clockSetting } from "./journal-store.ts";
import { isLostEvent, lostEventWords } from "./lost-event.ts";
import { type AppendingHow, appendPrepared } from "./prepared-append.ts";
import { holdRunnerLock, keepRunnerLock } from "./runner-lock.ts";
import type { Exchange, Session } from "./session.ts";

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

/** What comes after a file's statements. */
export interface Ending {
  readonly text: string;
  /** Of its statements. */
  readonly count: number;
  /** Statements up to and with COMMIT. */
  readonly committed: number;
  /** Where among them each event's result is. */
  readonly results: readonly number[];
}

/** How to end. */
export interface EndingHow extends AppendingHow {
  /** Another transaction stands behind it in the message. */
  readonly isFollowed: boolean;
}

/**
 * The log is written in the order of the commits: once the last transaction of a message is safe on the disk, and on the standbys that are
 * waited for, so are those before it, and none of them has to wait by itself. The session's own setting decides over the last one.
 */
function waitingFor({ isLater, isFollowed }: EndingHow): readonly string[] {
  if (isFollowed) return ["set local synchronous_commit = off"];
  return isLater ? ["set local synchronous_commit to default"] : [];
}

/** The way back to ourselves, the events, COMMIT, and what makes the session as new. */
export function composeEnding(session: Session, events: readonly NewEvent[], how: EndingHow): Ending {
  const tidied = how.isPrepared ? tidyUp.filter((statement) => statement !== "deallocate all") : tidyUp;
  // without one of its own, the transaction behind it would begin with the tidying, and be what the session was until then: read only, say
  const tidying = how.isFollowed ? ["begin", ...tidied, "commit"] : tidied;
  const appending = appendPrepared(session, events, how);
  const all = [...backToOurselves, ...appending.statements, ...waitingFor(how), "commit", ...tidying];
  const results = appending.results.map((index) => backToOurselves.length + index);
  return { text: all.join("\n;\n"), count: all.length, committed: all.length - tidying.length, results };
}

/** Far fewer prepare anything than have the word in them. */
export function mayDeallocate(statements: readonly MigrationStatement[]): boolean {
  return statements.some(({ sql }) => /prepare|deallocate|discard/i.test(sql));
}

/** What the server refused, after so many statements of the transaction. */
export interface RefusedAfter extends Pick<Extract<Exchange, { readonly kind: "refused" }>, "state" | "error"> {
  readonly completed: number;
}

/** Whatever is deferred happens now, as the role that caused it; then the journal is written as whoever connected. */
const backToOurselves = [
  "set constraints all immediate",
  "reset session authorization",
  "reset role",
  "set local row_security = off",
  keepRunnerLock,
];

/** What the next message is read with, whatever the migration has set. */
export const ourLanguage = ["set local client_encoding = 'UTF8'", "set local standard_conforming_strings = on"];

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

/** A transaction up to the file's last statement. */
export interface Beginning {
  readonly text: string;
  /** Of its statements. */
  readonly count: number;
  /** `offset`: where in `text` the server points to, in UTF-16 units; null: nowhere. */
  readonly refusalOf: (refused: RefusedAfter, offset: number | null) => StatementRefusal;
}

/** How to begin. */
export interface BeginningHow {
  /** The events follow in the same message. */
  readonly isOpen: boolean;
  /** What is prepared in the session is taken away first. */
  readonly forgets: boolean;
  /** Another transaction stands before it in the message, since whose arrival the server counts. */
  readonly isLater: boolean;
}

/** The limits, and the file's statements with the instants between them. */
export function composeBeginning(
  statements: readonly MigrationStatement[],
  limits: TransactionLimits,
  { isOpen, forgets, isLater }: BeginningHow,
): Beginning {
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
    ...(isLater ? [mark] : []),
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
  const refusalOf = ({ completed, state, error }: RefusedAfter, offset: number | null): StatementRefusal => {
    const place = completed < count ? before.findLastIndex((one) => one <= completed) : -1;
    return { state, ...wordsOf(error), ...placeOf(offset, { starts, statements }, place === -1 ? null : place) };
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
  if (isLostEvent(message ?? "")) return { ...lostEventWords, detail: null };
  return { message: message ?? String(error), detail: textOf(detail), hint: textOf(hint) };
}

// A syntax error stops the server from reading any of the message: only its position tells whose it is.
function placeOf(
  offset: number | null,
  { starts, statements }: { readonly starts: readonly number[]; readonly statements: readonly MigrationStatement[] },
  known: number | null,
): { readonly index: number | null; readonly line: number | null; readonly column: number | null } {
  const within = offset === null ? -1 : starts.findLastIndex((start) => start <= offset);
  // behind the last statement stand ours
  const pointed = (offset ?? 0) - (starts[within] ?? 0) <= (statements[within]?.sql.length ?? 0) + 2 ? within : -1;
  const index = pointed === -1 ? known : pointed;
  const statement = index === null ? undefined : statements[index];
  if (statement === undefined) return { index, line: null, column: null };
  if (offset === null || pointed === -1) return { index, line: statement.line, column: statement.column };
  return { index, ...placeWithin(statement, offset - (starts[pointed] ?? 0)) };
}
