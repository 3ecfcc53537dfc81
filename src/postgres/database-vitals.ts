/** What a database tells of how it fares, in one cheap query: counters since the statistics were reset, and what is going on right now. */

import type { Session } from "./session.ts";

/** One look. */
export interface DatabaseVitals {
  /** Counters that only grow, unless somebody resets them. */
  readonly committed: number;
  readonly rolledBack: number;
  readonly deadlocks: number;
  /** Share of the server's connections that are taken, from 0 to 1. */
  readonly connectionsInUse: number;
  /** Seconds; 0 where nobody waits. */
  readonly longestWait: number;
  readonly longestTransaction: number;
  /** False: the role may look only at its own transactions. */
  readonly seesAll: boolean;
}

// pg_locks.waitstart is of 14+; prepared transactions have no backend and show nowhere here
const vitalsQuery = `
  select d.xact_commit::text as committed, d.xact_rollback::text as rolled_back, d.deadlocks::text as deadlocks,
         (select pg_catalog.count(*) from pg_catalog.pg_stat_activity a where a.backend_type = 'client backend')::float8
           / pg_catalog.current_setting('max_connections')::int as in_use,
         coalesce((select pg_catalog.max(extract(epoch from pg_catalog.clock_timestamp() - l.waitstart))
                   from pg_catalog.pg_locks l
                   join pg_catalog.pg_stat_activity a on a.pid = l.pid
                   where not l.granted and a.datid = d.datid), 0)::float8 as longest_wait,
         coalesce((select pg_catalog.max(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start))
                   from pg_catalog.pg_stat_activity a
                   where a.datid = d.datid and a.backend_type = 'client backend' and a.pid <> pg_catalog.pg_backend_pid()), 0)::float8
           as longest_transaction,
         pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all
  from pg_catalog.pg_stat_database d
  where d.datname = pg_catalog.current_database()`;

/** Looks once. @throws AppError as `Session.query` */
export async function readVitals(session: Session): Promise<DatabaseVitals> {
  const { rows } = await session.query(vitalsQuery);
  const [row = {}] = rows;
  return {
    committed: Number(row.committed),
    rolledBack: Number(row.rolled_back),
    deadlocks: Number(row.deadlocks),
    connectionsInUse: Number(row.in_use),
    longestWait: Number(row.longest_wait),
    longestTransaction: Number(row.longest_transaction),
    seesAll: row.sees_all === true,
  };
}
