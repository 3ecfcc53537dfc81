/**
 * Runs one statement that cannot run in a transaction, and appends its event once it has ended. Between the two the connection can break:
 * whoever calls this has committed an intent before, and finds out by the catalog.
 */

import type { NewEvent } from "../core/journal/journal-event.ts";
import type { MigrationStatement } from "../core/migration/read-migration.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { type StatementRefusal, tidyUp, withoutEnd, wordsOf } from "./compose-transaction.ts";
import { errorOffset, placeWithin } from "./error-place.ts";
import { type AppendedEvent, appendStatements, clockSetting, readAppended } from "./journal-store.ts";
import { forgetPrepared } from "./prepared-append.ts";
import { keepRunnerLock } from "./runner-lock.ts";
import type { Exchange, Session } from "./session.ts";

/** What a statement runs with. */
export interface ApartSurroundings {
  /** SET ROLE before anything of the file. */
  readonly owner: string | null;
  /** Settings that stand before it in its file. */
  readonly settings: readonly MigrationStatement[];
  /** 0: none, for what must not be cut short. */
  readonly lockTimeoutMs: number;
}

/** What became of it. */
export type ApartOutcome =
  | { readonly kind: "done"; readonly event: AppendedEvent | null }
  /** The server refused it; what it had committed by then stays. */
  | { readonly kind: "refused"; readonly refusal: StatementRefusal }
  /** The connection broke. */
  | { readonly kind: "unknown"; readonly error: unknown };

/** Runs it, then appends `event` where there is one. Never throws for what the server or the network does. */
export async function runApart(
  session: Session,
  statement: MigrationStatement,
  surroundings: ApartSurroundings,
  event: NewEvent | null,
): Promise<ApartOutcome> {
  const { owner, settings, lockTimeoutMs } = surroundings;
  const prelude = [
    ...(owner === null ? [] : [`set role ${quoteIdentifier(owner)}`]),
    ...settings.map(({ sql }) => withoutEnd(sql)),
    `set lock_timeout = ${Math.round(lockTimeoutMs)}`,
    "set statement_timeout = 0",
    "set client_min_messages = notice",
    clock("''"),
  ];
  const before = await session.exchange(prelude.join("\n;\n"));
  if (before.kind !== "done") {
    const at = before.kind === "refused" ? before.results.length - (owner === null ? 0 : 1) : -1;
    return failed(session, before, settings[at] ?? nowhere);
  }
  // alone in its message: several statements in one are a transaction
  const ran = await session.exchange(withoutEnd(statement.sql));
  if (ran.kind !== "done") return failed(session, ran, placeWithin(statement, errorOffset(ran.error, statement.sql) ?? 0));
  // what the next message is read with, whatever the file has set
  if (settings.length > 0) await session.exchange("reset client_encoding;\nreset standard_conforming_strings");
  const ending = [
    clock(`pg_catalog.current_setting('${clockSetting}', true)`),
    "reset default_transaction_read_only",
    "begin",
    "reset session authorization",
    "reset role",
    "set local row_security = off",
    keepRunnerLock,
    ...(event === null ? [] : appendStatements(event)),
    "commit",
    ...tidyUp,
  ];
  const after = await session.exchange(ending.join("\n;\n"));
  forgetPrepared(session);
  // the statement has run, and its event is missing: as if the connection had broken between the two
  if (after.kind !== "done") return { kind: "unknown", error: after.error };
  const appended = event === null ? null : readAppended(after.results[after.results.length - tidyUp.length - 2]);
  return { kind: "done", event: appended };
}

/** Notes the time for the event's durations, which the server measures. */
function clock(before: string): string {
  return `select pg_catalog.set_config('${clockSetting}', pg_catalog.concat(${before}, pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()), ' '), false)`;
}

async function failed(
  session: Session,
  exchange: Exclude<Exchange, { kind: "done" }>,
  { line, column }: Pick<StatementRefusal, "line" | "column">,
): Promise<ApartOutcome> {
  if (exchange.kind === "lost") return { kind: "unknown", error: exchange.error };
  // on a broken connection there is nothing left to tidy up
  await session.exchange(["rollback", keepRunnerLock, ...tidyUp].join("\n;\n"));
  forgetPrepared(session);
  const { error, state } = exchange;
  return { kind: "refused", refusal: { state, ...wordsOf(error), index: null, line, column } };
}

const nowhere = { line: null, column: null };
