/**
 * Appending to the journal by a statement that is prepared once in a session: to understand it takes the server several times as long as
 * to run it, which a thousand small migrations in a row would feel. Whoever takes prepared statements away from a session says so here.
 */

import { canonicalTail } from "../core/journal/canonical-event.ts";
import type { NewEvent } from "../core/journal/journal-event.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { beforeAppending, insertEvent } from "./journal-store.ts";
import type { Session } from "./session.ts";

const name = "lockstep_append";

const prepare = `prepare ${name} (pg_catalog.text, pg_catalog.bool, pg_catalog.bool) as ${insertEvent({ tail: "$1", isWhole: "$2", isOpen: "$3" })}`;

const having = new WeakSet<Session>();

/** Statements that append events to the end of a transaction, and the index of each event's result among theirs. */
export interface Appending {
  readonly statements: readonly string[];
  readonly results: readonly number[];
}

/** How to append. */
export interface AppendingHow {
  /** Another transaction stands before it in the message: it has noted its own beginning, and what is to be prepared is prepared there. */
  readonly isLater: boolean;
  /** Nothing is noted of the end of the last statement: it ends now. */
  readonly isOpen: boolean;
  /** False where what was prepared may be gone by then. */
  readonly isPrepared: boolean;
}

/** As `appendStatements`. Call {@link keepPrepared} when they have run. */
export function appendPrepared(session: Session, events: readonly NewEvent[], how: AppendingHow): Appending {
  const { isLater, isOpen, isPrepared } = how;
  const statements: string[] = [];
  const results: number[] = [];
  for (const event of events) {
    const tail = quoteLiteral(canonicalTail(event));
    statements.push(...beforeAppending);
    if (isPrepared && !isLater && results.length === 0 && !having.has(session)) statements.push(prepare);
    results.push(statements.length);
    if (isPrepared) statements.push(`execute ${name} (${tail}, ${!isLater}, ${isOpen})`);
    else statements.push(insertEvent({ tail: `${tail}::text`, isWhole: String(!isLater), isOpen: String(isOpen) }));
  }
  return { statements, results };
}

/** The session has it from now on. */
export function keepPrepared(session: Session): void {
  having.add(session);
}

/** The session may have it no more. */
export function forgetPrepared(session: Session): void {
  having.delete(session);
}

/** Whether it was thought to have it. */
export function hasPrepared(session: Session): boolean {
  return having.has(session);
}
