/** Reads what a database is doing right now: sizes, traffic, open transactions with their locks, replicas, publications. */

import { AppError } from "../core/app-error.ts";
import type { LiveFacts, LiveRelation, LiveReplica, LiveSession } from "../core/risk/live-facts.ts";
import { modeName } from "./observe-statements.ts";
import type { Session } from "./session.ts";

const userRelation = "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'";

const relationsQuery = `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name, pg_catalog.pg_table_size(c.oid)::pg_catalog.float8 as table_bytes,
         pg_catalog.pg_indexes_size(c.oid)::pg_catalog.float8 as index_bytes, c.reltuples::pg_catalog.float8 as rows,
         coalesce(s.n_tup_ins + s.n_tup_upd + s.n_tup_del, 0)::pg_catalog.float8 as writes,
         coalesce(s.seq_scan + s.idx_scan, s.seq_scan, 0)::pg_catalog.float8 as reads,
         extract(epoch from pg_catalog.now() - coalesce(d.stats_reset, pg_catalog.pg_postmaster_start_time()))::pg_catalog.float8 as seconds
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_stat_all_tables s on s.relid = c.oid
  left join pg_catalog.pg_stat_database d on d.datname = pg_catalog.current_database()
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

const replicasQuery = `
  select coalesce(nullif(r.application_name, ''), r.pid::pg_catalog.text) as name, 'standby' as type, true as is_active,
         case when pg_catalog.pg_is_in_recovery() then null
           else pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), r.replay_lsn)::pg_catalog.float8 end as lag_bytes
  from pg_catalog.pg_stat_replication r
  where not exists (select from pg_catalog.pg_replication_slots s where s.active_pid = r.pid)
  union all
  select s.slot_name, s.slot_type || ' slot', s.active,
         case when pg_catalog.pg_is_in_recovery() then null
           else pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), coalesce(s.confirmed_flush_lsn, s.restart_lsn))::pg_catalog.float8 end
  from pg_catalog.pg_replication_slots s
  where s.database is null or s.database = pg_catalog.current_database()
  order by 1`;

const publicationsQuery = `
  select pg_catalog.format('%I.%I', t.schemaname, t.tablename) as name, pg_catalog.string_agg(t.pubname, ',' order by t.pubname) as publications
  from pg_catalog.pg_publication_tables t
  group by t.schemaname, t.tablename
  order by 1`;

const subscriptionsQuery = `
  select s.subname as name from pg_catalog.pg_subscription s
  where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
  order by s.subname`;

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
  const relations = new Map(
    (await rowsOf("sizes and traffic", relationsQuery)).map((row) => [String(row.name), liveRelation(row)]),
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
  const replicas = (await rowsOf("replicas", replicasQuery)).map(
    (row): LiveReplica => ({
      name: String(row.name),
      type: String(row.type) as LiveReplica["type"], // as the query spells it
      isActive: row.is_active === true,
      lagBytes: row.lag_bytes === null ? null : Number(row.lag_bytes),
    }),
  );
  const publications = await rowsOf("publications", publicationsQuery);
  const subscriptions = await rowsOf("subscriptions", subscriptionsQuery);
  return {
    relations,
    sessions: [...sessions, ...prepared].sort((one, other) => other.seconds - one.seconds),
    replicas,
    publications: new Map(publications.map(({ name, publications: list }) => [String(name), String(list).split(",")])),
    subscriptions: subscriptions.map(({ name }) => String(name)),
    bytesPerSecond: await readingSpeed(session, relations),
    notSeen,
  };
}

function liveRelation(row: Readonly<Record<string, unknown>>): LiveRelation {
  const seconds = Math.max(Number(row.seconds), 1);
  const rows = Number(row.rows);
  return {
    tableBytes: Number(row.table_bytes),
    indexBytes: Number(row.index_bytes),
    rows: rows < 0 ? null : rows,
    writesPerSecond: Number(row.writes) / seconds,
    readsPerSecond: Number(row.reads) / seconds,
  };
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
