/**
 * What a CONCURRENTLY form would wait for: it needs every older transaction of the database to end, and no timeout may cut it short, since
 * that leaves half of it behind. So one looks first.
 */

import { quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

/** What stands in the way. */
export interface OldTransactions {
  /** Prepared transactions with locks on it, `'id' (user, since …)`: they end when somebody ends them, maybe never. */
  readonly prepared: readonly string[];
  /** Sessions, in a clause each. */
  readonly sessions: readonly string[];
  /** Base backups that read the disk meanwhile, in a clause each. */
  readonly backups: readonly string[];
}

/** A transaction younger than this is over soon. */
const oldSeconds = 2;

/** Looks. `relation` as SQL spells it, null: any of the database. @throws as `Session.query` */
export async function readOldTransactions(session: Session, relation: string | null): Promise<OldTransactions> {
  const { rows } = await session.query(queryOf(session.backendPid, relation));
  const of = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => String(row.who));
  return { prepared: of("prepared"), sessions: of("session"), backups: of("backup") };
}

function queryOf(pid: number, relation: string | null): string {
  const regclass = relation === null ? null : `pg_catalog.to_regclass(${quoteLiteral(relation)})`;
  // of an index the table counts
  const isMeant =
    regclass === null
      ? "l.relation is not null"
      : `(${regclass} is null or l.relation = ${regclass} or l.relation in
          (select i.indrelid from pg_catalog.pg_index i where i.indexrelid = ${regclass}))`;
  return `
  select 'prepared' as kind, pg_catalog.format('%L (of %s, since %s)', x.gid, x.owner, pg_catalog.date_trunc('second', x.prepared)) as who, x.prepared as since
  from pg_catalog.pg_prepared_xacts x
  where x.database = pg_catalog.current_database()
    and exists (select from pg_catalog.pg_locks own
                join pg_catalog.pg_locks l on l.pid is null and l.virtualtransaction = own.virtualtransaction
                where own.pid is null and own.locktype = 'transactionid' and own.transactionid = x.transaction and ${isMeant})
  union all
  select 'session', pg_catalog.format('process %s (%s, user %s, %s, transaction open for %s s)', a.pid, coalesce(nullif(a.application_name, ''), 'unnamed'),
           coalesce(a.usename::pg_catalog.text, 'unknown'), coalesce(a.state, 'state not visible'),
           pg_catalog.round(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::pg_catalog.numeric)), a.xact_start
  from pg_catalog.pg_stat_activity a
  where a.datname = pg_catalog.current_database() and a.pid <> ${pid} and a.pid <> pg_catalog.pg_backend_pid() and a.backend_type = 'client backend'
    and (a.backend_xmin is not null or a.backend_xid is not null or a.state like 'idle in transaction%')
    and (a.xact_start < pg_catalog.clock_timestamp() - interval '${oldSeconds} s' or a.application_name = 'pg_dump')
  union all
  select 'backup', pg_catalog.format('process %s (base backup, %s)', b.pid, coalesce(b.phase, 'phase not visible')), null
  from pg_catalog.pg_stat_progress_basebackup b
  order by 3 nulls last, 2`;
}
