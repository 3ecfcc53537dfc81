/** Reads what a database is doing right now: sizes, traffic, open transactions with their locks, replicas, publications. */

import { AppError } from "../core/app-error.ts";
import type { LiveFacts, LiveRelation, LiveSession } from "../core/risk/live-facts.ts";
import { type FreeDisk, readFreeDisk } from "./free-disk.ts";
import { readReplicationFacts } from "./live-replication-facts.ts";
import { modeName } from "./observe-statements.ts";
import type { Session } from "./session.ts";

const userRelation = "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'";

const relationsQuery = `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name, pg_catalog.pg_table_size(c.oid)::pg_catalog.float8 as table_bytes,
         pg_catalog.pg_indexes_size(c.oid)::pg_catalog.float8 as index_bytes, c.reltuples::pg_catalog.float8 as rows,
         ts.spcname as tablespace,
         coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0)::pg_catalog.float8 as writes,
         coalesce(s.seq_scan + s.idx_scan, s.seq_scan, 0)::pg_catalog.float8 as reads,
         extract(epoch from pg_catalog.now() - coalesce(d.stats_reset, pg_catalog.pg_postmaster_start_time()))::pg_catalog.float8 as seconds
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_stat_all_tables s on s.relid = c.oid
  left join pg_catalog.pg_stat_database d on d.datname = pg_catalog.current_database()
  left join pg_catalog.pg_tablespace ts on ts.oid = case when c.reltablespace <> 0 then c.reltablespace
    else (select own.dattablespace from pg_catalog.pg_database own where own.datname = pg_catalog.current_database()) end
  where c.relkind in ('r', 'm') and ${userRelation}
  order by n.nspname, c.relname`;

const sessionsQuery = `
  select a.pid, a.usename as user_name, coalesce(a.application_name, '') as application,
         case when a.backend_type = 'autovacuum worker' then 'autovacuum' else coalesce(a.state, '') end as state,
         greatest(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start), 0)::pg_catalog.float8 as seconds,
         a.backend_xmin is not null or a.backend_xid is not null as has_snapshot,
         (select pg_catalog.json_agg(pg_catalog.json_build_array(pg_catalog.format('%I.%I', n.nspname, c.relname), l.mode, l.granted)
                                     order by n.nspname, c.relname, l.mode)::pg_catalog.text
          from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          where l.pid = a.pid and l.locktype = 'relation' and l.database = a.datid and ${userRelation}) as locks
  from pg_catalog.pg_stat_activity a
  where a.datname = pg_catalog.current_database() and a.pid <> pg_catalog.pg_backend_pid() and a.xact_start is not null
  order by a.xact_start, a.pid`;

const preparedQuery = `
  select p.gid, p.owner, greatest(extract(epoch from pg_catalog.clock_timestamp() - p.prepared), 0)::pg_catalog.float8 as seconds,
         (select pg_catalog.json_agg(pg_catalog.json_build_array(pg_catalog.format('%I.%I', n.nspname, c.relname), l.mode, l.granted)
                                     order by n.nspname, c.relname, l.mode)::pg_catalog.text
          from pg_catalog.pg_locks l join pg_catalog.pg_class c on c.oid = l.relation join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          where l.locktype = 'relation' and ${userRelation}
            and l.virtualtransaction = (select x.virtualtransaction from pg_catalog.pg_locks x
                                        where x.locktype = 'transactionid' and x.transactionid = p.transaction)) as locks
  from pg_catalog.pg_prepared_xacts p
  where p.database = pg_catalog.current_database()
  order by p.prepared, p.gid`;

/** Reads it; what the role may not see is named. @throws AppError CONNECT_LOST, INTERRUPTED */
export async function readLiveFacts(session: Session): Promise<LiveFacts> {
  const notSeen: string[] = [];
  const rowsOf = async (what: string, query: string) => {
    try {
      return (await session.query(query)).rows;
    } catch (error) {
      if (!(error instanceof AppError) || ["CONNECT_LOST", "INTERRUPTED"].includes(error.code)) throw error;
      notSeen.push(`${what}: ${error.message}`);
      return [];
    }
  };
  const free = await hopingFor<FreeDisk>(() => readFreeDisk(session), new Map());
  const relations = new Map(
    (await rowsOf("sizes and traffic", relationsQuery)).map((row) => [
      String(row.name),
      liveRelation(row, free.get(String(row.tablespace)) ?? null),
    ]),
  );
  const sessions = (await rowsOf("open transactions", sessionsQuery)).map((row): LiveSession => {
    const user = row.user_name === null ? null : String(row.user_name);
    const { pid, application, state, seconds } = row;
    return {
      pid: Number(pid),
      user,
      application: String(application),
      state: String(state),
      seconds: Number(seconds),
      hasSnapshot: row.has_snapshot === true,
      locks: locksOf(row.locks),
    };
  });
  const prepared = (await rowsOf("prepared transactions", preparedQuery)).map(
    (row): LiveSession => ({
      pid: null,
      user: String(row.owner),
      application: String(row.gid),
      state: "prepared",
      seconds: Number(row.seconds),
      hasSnapshot: true,
      locks: locksOf(row.locks),
    }),
  );
  const replication = await readReplicationFacts(session, rowsOf);
  return {
    relations,
    sessions: [...sessions, ...prepared].sort((one, other) => other.seconds - one.seconds),
    ...replication,
    bytesPerSecond: await readingSpeed(session, relations),
    notSeen,
  };
}

function liveRelation(row: Readonly<Record<string, unknown>>, freeBytes: number | null): LiveRelation {
  const seconds = Math.max(Number(row.seconds), 1);
  const rows = Number(row.rows);
  return {
    tableBytes: Number(row.table_bytes),
    indexBytes: Number(row.index_bytes),
    rows: rows < 0 ? null : rows,
    writesPerSecond: Number(row.writes) / seconds,
    readsPerSecond: Number(row.reads) / seconds,
    freeBytes,
  };
}

/** What nobody asked for: where it fails, nothing is missing that could have been had otherwise. */
async function hopingFor<Value>(read: () => Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof AppError) || ["CONNECT_LOST", "INTERRUPTED"].includes(error.code)) throw error;
    return otherwise;
  }
}

function locksOf(json: unknown): LiveSession["locks"] {
  if (json === null || json === undefined) return [];
  const locks = JSON.parse(String(json)) as readonly (readonly [string, string, boolean])[]; // as the query builds it
  return locks.map(([relation, mode, isGranted]) => ({ relation, mode: modeName(mode), isGranted }));
}

/** Enough pages to measure, few enough to be over in a moment. */
const samplePages = 2_000;
const pageBytes = 8_192;

/** Reads the beginning of the largest table. */
async function readingSpeed(session: Session, relations: ReadonlyMap<string, LiveRelation>): Promise<number | null> {
  const [largest] = [...relations].sort(([, one], [, other]) => other.tableBytes - one.tableBytes);
  if (largest === undefined || largest[1].tableBytes < 16 * pageBytes) return null;
  const [name, { tableBytes }] = largest;
  const pages = Math.min(samplePages, Math.floor(tableBytes / pageBytes));
  // a TID range is read page by page, in order (14+)
  const sample = `
    select extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.statement_timestamp())::pg_catalog.float8 as seconds
    from (select pg_catalog.count(*) as n from ${name} t where t.ctid < '(${pages},0)'::pg_catalog.tid) counted`;
  try {
    const { rows } = await session.query(sample);
    const seconds = Number(rows[0]?.seconds);
    return seconds > 0 ? (pages * pageBytes) / seconds : null;
  } catch {
    return null; // no right to read it: the size is known, the speed is not
  }
}
