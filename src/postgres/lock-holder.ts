/**
 * Learns who holds a lock while a read waits for it. Once lock_timeout has struck, the waiter is gone and
 * pg_blocking_pids() knows nothing, so a second short connection asks while the first one is still waiting.
 */

import { quoteLiteral } from "../core/sql/quote.ts";
import { Pause } from "./pause.ts";
import type { ResultRow, StatementResult } from "./read-batch.ts";

/** A session that stands in the way. */
export interface LockHolder {
  readonly pid: number;
  readonly application: string;
  /** Null when the role may not see it. */
  readonly user: string | null;
  /** `active`, `idle in transaction` …; null when the role may not see it. */
  readonly state: string | null;
  /** Start of its latest statement, UTC. */
  readonly queryStart: string | null;
}

/** The session that may come to wait. */
export interface Waiter {
  /** As the server told at start-up; behind a pooler it is the pooler's invention. */
  readonly pid: number;
  readonly applicationName: string;
}

/** The little that is needed of the second connection. */
export interface Observer {
  query(sql: string): Promise<StatementResult>;
  close(): Promise<void>;
}

/** A watch over one waiting session; `stop` it in any case. */
export interface LockWatch {
  /** Ends the watch and returns the holders that were seen last. */
  stop(): Promise<readonly LockHolder[]>;
}

/**
 * Starts looking after `delayMs` and repeats until stopped. Failures are silent: the watch explains an error, it must
 * not become one.
 */
export function watchForLockHolders(open: () => Promise<Observer>, waiter: Waiter, delayMs: number): LockWatch {
  const query = holdersQuery(waiter);
  let stopped = false;
  let seen: readonly LockHolder[] = [];
  const pause = new Pause();
  const watch = async () => {
    await pause.for(delayMs);
    if (stopped) return;
    const observer = await open();
    try {
      while (!stopped) {
        const { rows } = await observer.query(query);
        if (rows.length > 0) seen = rows.map(readHolder);
        if (!stopped) await pause.for(400);
      }
    } finally {
      await observer.close();
    }
  };
  const done = watch().catch(() => undefined);
  return {
    async stop() {
      stopped = true;
      pause.end();
      await done;
      return seen;
    },
  };
}

/**
 * Behind a pooler the backend's pid is unknown. There the waiter is looked for by its application name instead;
 * a pid of another application is a coincidence.
 */
function holdersQuery({ pid, applicationName }: Waiter): string {
  const name = quoteLiteral(applicationName);
  return `
select holder.pid, holder.application_name as application, holder.usename::text as user, holder.state,
       holder.query_start::text as query_start
from pg_catalog.pg_stat_activity waiter
cross join lateral unnest(pg_catalog.pg_blocking_pids(waiter.pid)) as blocking (pid)
join pg_catalog.pg_stat_activity holder on holder.pid = blocking.pid
where waiter.wait_event_type = 'Lock' and waiter.application_name = ${name}
  and (waiter.pid = ${pid} or not exists (
    select from pg_catalog.pg_stat_activity direct
    where direct.pid = ${pid} and direct.application_name = ${name}))
order by holder.pid`;
}

/**
 * Who holds a table of this database for itself alone, for a reader that no longer waits: the lock it could not get is one of
 * theirs. Rows are for {@link readHolder}.
 */
export const exclusiveHoldersQuery = `
select distinct holder.pid, holder.application_name as application, holder.usename::text as user, holder.state,
       holder.query_start::text as query_start
from pg_catalog.pg_locks l
join pg_catalog.pg_class c on c.oid = l.relation and c.relpersistence <> 't'
join pg_catalog.pg_stat_activity holder on holder.pid = l.pid
where l.locktype = 'relation' and l.granted and l.mode = 'AccessExclusiveLock' and l.pid <> pg_catalog.pg_backend_pid()
  and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
order by holder.pid`;

/** A row of either query about holders. */
export function readHolder(row: ResultRow): LockHolder {
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    pid: Number(row.pid),
    application: text(row.application) ?? "",
    user: text(row.user),
    state: text(row.state),
    queryStart: text(row.query_start),
  };
}
