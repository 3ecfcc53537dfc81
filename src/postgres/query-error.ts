/** Turns a failed statement into one error that names what stood in the way and what to try next. */

import { AppError, type AppErrorFields } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import type { LockHolder } from "./lock-holder.ts";
import { isLostEvent, lostEventWords } from "./lost-event.ts";
import { sqlState, systemCode } from "./sql-state.ts";

/** What was running. */
export interface QueryAttempt {
  /** URL without password. */
  readonly display: string;
  /** The statement that failed, or null when it is not known which. */
  readonly statement: string | null;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** Sessions that were seen to stand in the way. */
  readonly holders: readonly LockHolder[];
  /** True when we asked the server to stop. */
  readonly interrupted: boolean;
}

type Explanation = Pick<AppErrorFields, "code" | "message" | "hint" | "retryable">;

/** The error to show; the original is its `cause`, so that `sqlState` still finds the SQLSTATE. */
export function queryError(error: unknown, attempt: QueryAttempt): AppError {
  if (error instanceof AppError) return error;
  if (attempt.interrupted)
    return new AppError({ code: "INTERRUPTED", message: `Reading ${attempt.display} was stopped.`, cause: error });
  const state = sqlState(error);
  const explanation = state === null ? explainNetwork(error, attempt) : explainState(state, messageOf(error), attempt);
  return new AppError({ ...explanation, cause: error });
}

function explainState(state: string, said: string, attempt: QueryAttempt): Explanation {
  const { display } = attempt;
  if (state === "55P03") return explainLock(attempt);
  if (state === "42501") {
    return {
      code: "PERMISSION_DENIED",
      message: `${display}: ${said}.`,
      hint: "Grant the role that right, or connect as a role that has it.",
    };
  }
  if (state === "57014") {
    return {
      code: "STATEMENT_TIMEOUT",
      message: `${display}: a statement was cancelled, after ${attempt.statementTimeoutMs / 1000} s at the latest: ${said}.${shown(attempt)}`,
      hint: "Give it more time with --timeout, or try again when the server is less busy.",
      retryable: true,
    };
  }
  // 08: connection exceptions · 57P01-05: shutdown, crash, database dropped, idle timeout · 25P03: idle in transaction
  if (/^(08|57P0[1245]|25P03)/.test(state)) return lost(display, said);
  if (state === "57P03" || state === "53300") {
    return { code: "CONNECT_FAILED", message: `${display}: ${said}.`, hint: "Try again in a moment.", retryable: true };
  }
  if (isLostEvent(said))
    return {
      code: "JOURNAL_ALTERED",
      message: `${display}: ${lostEventWords.message}. Nothing was done.`,
      hint: lostEventWords.hint,
    };
  // 40001 on a standby: the primary removed rows that the snapshot still needed · 40P01: deadlock
  const retryable = state === "40001" || state === "40P01";
  return {
    code: "SQL_ERROR",
    message: `${display}: ${said} (SQLSTATE ${state}).${shown(attempt)}`,
    ...(retryable ? { hint: "Try again; on a standby, hot_standby_feedback=on avoids it.", retryable } : {}),
  };
}

function explainLock(attempt: QueryAttempt): Explanation {
  const start = `${attempt.display}: reading waited ${attempt.lockTimeoutMs / 1000} s for a lock`;
  const [first] = attempt.holders;
  if (first === undefined) {
    return {
      code: "LOCK_TIMEOUT",
      message: `${start}; which session holds it could not be seen.`,
      hint: "Try again once running migrations have finished; select pid, pg_blocking_pids(pid) from pg_stat_activity shows who waits for whom.",
      retryable: true,
    };
  }
  return {
    code: "LOCK_TIMEOUT",
    message: `${start} held by ${describeHolders(attempt.holders)}.`,
    hint: `Try again once it has finished, or end it with: select pg_terminate_backend(${first.pid})`,
    retryable: true,
  };
}

/** Sessions that stand in the way, in one clause. */
export function describeHolders(holders: readonly LockHolder[]): string {
  return holders.length === 0 ? "a session that could not be seen" : holders.map(describeHolder).join(" and ");
}

/** A session that stands in the way, in one clause. */
export function describeHolder(holder: LockHolder): string {
  const parts = [`application ${holder.application === "" ? "unnamed" : holder.application}`, `user ${holder.user ?? "unknown"}`];
  if (holder.state !== null) parts.push(holder.state);
  if (holder.queryStart !== null) parts.push(`last statement began ${holder.queryStart}`);
  return `process ${holder.pid} (${parts.join(", ")})`;
}

function explainNetwork(error: unknown, { display }: QueryAttempt): Explanation {
  const code = systemCode(error);
  if (code !== null || /terminated|not queryable|closed/i.test(messageOf(error))) return lost(display, messageOf(error));
  return { code: "INTERNAL", message: `${display}: a result could not be read: ${messageOf(error)}` };
}

function lost(display: string, said: string): Explanation {
  return {
    code: "CONNECT_LOST",
    message: `${display}: the connection broke while a query ran: ${said}.`,
    hint: "Nothing was written. Run the command again; if it breaks again, look into the server's log.",
    retryable: true,
  };
}

function shown({ statement }: QueryAttempt): string {
  if (statement === null) return "";
  const line = statement.trim().replace(/\s+/g, " ");
  return ` Statement: ${line.length > 200 ? `${line.slice(0, 200)}…` : line}`;
}
