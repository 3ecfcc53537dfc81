/** How much a database has done since its statistics began: one row of pg_stat_database, which any role may read. */

import type { TrafficSample } from "../core/release/sample-record.ts";
import type { Session } from "./session.ts";

/** The counters now, by the server's clock. Reads only. @throws AppError CONNECT_LOST */
export async function readTraffic(session: Session): Promise<TrafficSample> {
  const { rows } = await session.query(`
    select extract(epoch from pg_catalog.clock_timestamp())::pg_catalog.float8 * 1000 as at,
           (s.xact_commit + s.xact_rollback)::text as transactions,
           (s.tup_inserted + s.tup_updated + s.tup_deleted)::text as rows_written,
           pg_catalog.to_char(s.stats_reset at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as since
    from pg_catalog.pg_stat_database s where s.datname = pg_catalog.current_database()`);
  const [row] = rows;
  return {
    at: new Date(Math.floor(Number(row?.at))).toISOString(),
    transactions: Number(row?.transactions),
    rowsWritten: Number(row?.rows_written),
    // null until the statistics are first reset; PostgreSQL 15 and newer start them at null
    since: typeof row?.since === "string" ? row.since : null,
  };
}
