/**
 * Reads whole tables through a few connections at once, all in one moment of the database. A table that takes longer than a statement may
 * is left out instead of failing the rest.
 */

import { AppError } from "../core/app-error.ts";
import { askInSnapshot, withMoment } from "./exported-snapshot.ts";
import type { ResultRow } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** One table's query, which yields one row. */
export interface TableScan {
  readonly table: string;
  readonly sql: string;
  /** Quick: several of them travel together. */
  readonly isSmall: boolean;
}

/** More would be felt by others. */
const mostSessions = 4;
const together = 50;

/**
 * Table → its row; those that timed out are missing. `open` makes further sessions to the same server, which are closed here.
 *
 * @throws as `Session.snapshot`, but for STATEMENT_TIMEOUT, and what `open` throws
 */
export async function scanTables(
  session: Session,
  scans: readonly TableScan[],
  open: () => Promise<Session>,
): Promise<ReadonlyMap<string, ResultRow>> {
  const found = new Map<string, ResultRow>();
  const queue = chunksOf(scans);
  if (queue.length === 0) return found;
  await withMoment(session, async (id) => {
    const work = async () => {
      const own = await open();
      try {
        for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) {
          const rest = await scanTogether(own, id, chunk, found);
          queue.push(...rest.map((scan) => [scan]));
        }
      } finally {
        await own.close();
      }
    };
    const results = await Promise.allSettled(Array.from({ length: Math.min(mostSessions, queue.length) }, work));
    const failure = results.find((result) => result.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  });
  return found;
}

/** Scans; returns those to be tried alone, because one of several was too slow. */
async function scanTogether(
  session: Session,
  id: string,
  chunk: readonly TableScan[],
  found: Map<string, ResultRow>,
): Promise<readonly TableScan[]> {
  try {
    const results = await askInSnapshot(
      session,
      id,
      chunk.map(({ sql }) => sql),
    );
    for (const [i, { table }] of chunk.entries()) {
      const row = results[i]?.rows[0];
      if (row !== undefined) found.set(table, row);
    }
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "STATEMENT_TIMEOUT") throw error;
    return chunk.length === 1 ? [] : chunk;
  }
}

/** Large ones first, each alone: whoever gets the largest last keeps the others waiting. */
function chunksOf(scans: readonly TableScan[]): TableScan[][] {
  const small = scans.filter(({ isSmall }) => isSmall);
  const chunks = scans.filter(({ isSmall }) => !isSmall).map((scan) => [scan]);
  for (let i = 0; i < small.length; i += together) chunks.push(small.slice(i, i + together));
  return chunks;
}
