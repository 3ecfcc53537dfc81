/**
 * Users' own queries on a database that nothing may be written to. Each run is one read-only transaction that already has its snapshot:
 * from then on the server itself refuses to make it one that writes.
 */

import { quoteIdentifier } from "../core/sql/quote.ts";
import { openSession } from "./connect.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import type { StatementResult } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** How to run. */
export interface ReadOnlyOptions {
  /** For connecting, and for each statement. */
  readonly timeoutMs: number;
  /** Schemas to look for names in; null: as the database and the role say. */
  readonly searchPath: readonly string[] | null;
  readonly signal?: AbortSignal | undefined;
}

/** Opens a session for such runs; close it in `finally`. @throws AppError CONNECT_*, SERVER_TOO_OLD, INTERRUPTED */
export function openReader(target: ConnectionTarget, { timeoutMs, signal }: ReadOnlyOptions): Promise<Session> {
  return openSession(target, {
    applicationName: "lockstep smoke",
    connectTimeoutMs: timeoutMs,
    statementTimeoutMs: timeoutMs,
    lockTimeoutMs: Math.min(2_000, timeoutMs),
    ...(signal === undefined ? {} : { signal }),
  });
}

/**
 * Runs the statements one after the other in one transaction; the result of the last. Each must be one plain statement, see
 * `plainStatements`. @throws AppError as `Session.transaction`
 */
export function runReadOnly(
  session: Session,
  statements: readonly string[],
  { searchPath }: Pick<ReadOnlyOptions, "searchPath">,
): Promise<StatementResult> {
  const path =
    searchPath === null ? "default" : searchPath.length === 0 ? "''" : searchPath.map((name) => quoteIdentifier(name)).join(", ");
  return session.transaction([`set local search_path to ${path}`, "select 1"], async (_, ask) => {
    let last: StatementResult = { fields: [], rows: [] };
    for (const statement of statements) last = await ask(statement);
    return last;
  });
}

/** The schemas in which the role finds names here, in order. @throws AppError as `Session.transaction` */
export async function searchPathOf(session: Session): Promise<readonly string[]> {
  const ask = "select pg_catalog.array_to_json(pg_catalog.current_schemas(false))::text as path";
  const { rows } = await runReadOnly(session, [ask], { searchPath: null });
  const path: unknown = JSON.parse(String(rows[0]?.path ?? "[]"));
  return Array.isArray(path) ? path.map(String) : [];
}
