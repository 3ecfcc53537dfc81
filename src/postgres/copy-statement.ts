/**
 * Statements of the transaction that fills a copy. A server's own words may quote a row ("invalid input syntax for type integer: …"), and the rows are
 * another database's: only its code and the names of what refused reach a message.
 */

import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import type { ResultRow } from "./read-batch.ts";
import type { Session } from "./session.ts";
import { sqlState } from "./sql-state.ts";

/** Runs statements in the open transaction; the last one's rows. @throws AppError COPY_FAILED, CONNECT_LOST */
export async function inCopy(session: Session, what: string, ...statements: readonly string[]): Promise<readonly ResultRow[]> {
  const exchange = await session.exchange(statements.join("\n;\n"));
  if (exchange.kind === "done") return exchange.results.at(-1)?.rows ?? [];
  throw copyFailure(exchange.error, session, what);
}

/** The same, where a refusal is an answer: the transaction is then as it was before. @throws AppError CONNECT_LOST */
export async function triedInCopy(
  session: Session,
  ...statements: readonly string[]
): Promise<{ readonly refused: string | null }> {
  await inCopy(session, "a savepoint", "savepoint lockstep_try");
  const exchange = await session.exchange(statements.join("\n;\n"));
  if (exchange.kind === "lost") throw copyFailure(exchange.error, session, "the copy");
  if (exchange.kind === "done") {
    await inCopy(session, "a savepoint", "release savepoint lockstep_try");
    return { refused: null };
  }
  await inCopy(session, "a savepoint", "rollback to savepoint lockstep_try", "release savepoint lockstep_try");
  return { refused: refusalOf(exchange.error) };
}

/** What the server refused, as an error that quotes no value. `what`: "filling public.users". */
export function copyFailure(error: unknown, { display }: Pick<Session, "display">, what: string): AppError {
  if (error instanceof AppError) return error;
  if (sqlState(error) === null || /^(08|57P)/.test(sqlState(error) ?? ""))
    return new AppError({
      code: "CONNECT_LOST",
      message: `${display}: the connection broke at ${what}: ${messageOf(error)}`,
      hint: "Everything was in one transaction: nothing has changed. Run it again.",
      retryable: true,
      cause: error,
    });
  return new AppError({
    code: "COPY_FAILED",
    message: `${display}: ${what} was refused: ${refusalOf(error)}. Everything was in one transaction: nothing has changed.`,
    hint: hintFor(sqlState(error) ?? ""),
  });
}

/** Code and names, never values. */
function refusalOf(error: unknown): string {
  const state = sqlState(error) ?? "";
  // these say what may not be done, and hold no value
  if (/^(42|0A|55)/.test(state)) return `${messageOf(error)} (SQLSTATE ${state})`;
  const { constraint, column, where } = namesIn(error);
  const copied = /column (\S+?):/.exec(where ?? "")?.[1];
  const names = [
    constraint === undefined ? null : `constraint ${constraint}`,
    (column ?? copied) ? `column ${column ?? copied}` : null,
  ];
  return [`SQLSTATE ${state}`, ...names.filter((name) => name !== null)].join(", ");
}

function namesIn(error: unknown): { readonly [name in "constraint" | "column" | "where"]?: string | undefined } {
  const field = (name: string) => {
    const value = error instanceof Error ? Object.getOwnPropertyDescriptor(error, name)?.value : undefined;
    return typeof value === "string" ? value : undefined;
  };
  return { constraint: field("constraint"), column: field("column"), where: field("where") };
}

function hintFor(state: string): string {
  if (state === "42501") return "The role must own the tables of the target, or be a superuser there.";
  if (state === "23505")
    return "A mask made two values equal: choose one that keeps them apart, and confirm it in the masking file.";
  if (state === "23503") return "The source has rows that refer to nothing: lockstep audit says which keys are not valid there.";
  if (state.startsWith("23") || state.startsWith("22"))
    return "A masked value does not fit its column: choose another mask for it in the masking file.";
  return "lockstep explain COPY_FAILED";
}
