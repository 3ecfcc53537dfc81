/**
 * What a gauge asks a server, a part to a statement: where a provider has taken one of the functions away, the others still tell. Nothing here
 * takes special rights; what a role without pg_monitor is not told is null, or told by what anybody may see (locks, ages).
 */

import type { HorizonHolder, PressureReading, TableReading, WalReading } from "../core/backfill/pressure-memory.ts";
import { atLeast, type ServerVersion } from "../core/catalog/server-version.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import type { ResultRow } from "./read-batch.ts";

/** A part of a reading. */
export type PressurePart = keyof PressureReading;

/** What is asked about. */
export interface PressureSubject {
  /** As SQL spells it, with its schema. */
  readonly relation: string;
  /** Backends whose own transactions do not count. */
  readonly own: readonly number[];
}

/** SQL of a part. */
export const pressureQueries: Readonly<Record<PressurePart, (subject: PressureSubject, version: ServerVersion) => string>> = {
  atMs: () => "select (extract(epoch from pg_catalog.clock_timestamp()) * 1000)::pg_catalog.float8 as at_ms",
  replicas: () => replicasQuery,
  wal: () => walQuery,
  tables: ({ relation }, version) => tablesQuery(relation, version),
  waits: () => waitsQuery,
  holders: ({ own }, version) => holdersQuery(own, version),
};

/** Whether the role is told about other roles' sessions. */
export const seesAllQuery = "select pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all";

// a replica that is at the end of the WAL tells no lag; without rights only the pid is told, not even the state
// a base backup is nobody who lags, and a subscriber's lag is its slot's matter
const replicasQuery = `
  select (pg_catalog.max(coalesce(extract(epoch from r.replay_lag), 0)) * 1000)::pg_catalog.float8 as lag_ms,
         pg_catalog.max(case when pg_catalog.pg_is_in_recovery() then null
           else greatest(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), r.replay_lsn), 0) end)::pg_catalog.float8 as lag_bytes
  from pg_catalog.pg_stat_replication r
  where r.replay_lsn is not null and r.state <> 'backup'
    and not exists (select from pg_catalog.pg_replication_slots s where s.active_pid = r.pid and s.slot_type = 'logical')`;

const walQuery = `
  select case when pg_catalog.pg_is_in_recovery() then null
           else pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0') end::pg_catalog.float8 as position,
         (select pg_catalog.max(case when pg_catalog.pg_is_in_recovery() then null
                   else pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), s.restart_lsn) end)
          from pg_catalog.pg_replication_slots s where s.restart_lsn is not null)::pg_catalog.float8 as slot_bytes,
         pg_catalog.pg_size_bytes(pg_catalog.current_setting('wal_segment_size'))::pg_catalog.float8 as segment_bytes,
         pg_catalog.current_setting('archive_mode') <> 'off' as archives, a.last_archived_wal as archived, a.last_failed_wal as failed
  from pg_catalog.pg_stat_archiver a`;

// pg_options_to_table() tells reloptions; a table's own setting goes before the server's
const option = (name: string) =>
  `(select o.option_value from pg_catalog.pg_options_to_table(c.reloptions) o where o.option_name = '${name}')`;
const setting = (name: string) => `coalesce(${option(name)}, pg_catalog.current_setting('${name}'))`;

/**
 * The table, and its partitions or heirs, each with its TOAST table's vacuum. A vacuum shows by its lock, which anybody may see; a backend that
 * shows neither type nor user is an autovacuum worker that the role may not look at, and what it is there for shows by the table's age.
 */
function tablesQuery(relation: string, version: ServerVersion): string {
  const threshold = `(${setting("autovacuum_vacuum_threshold")}::pg_catalog.float8 + ${setting("autovacuum_vacuum_scale_factor")}::pg_catalog.float8 * greatest(c.reltuples, 0))`;
  // 18+: a cap for very large tables
  const due = atLeast(version, 18)
    ? `least(${threshold}, nullif(${setting("autovacuum_vacuum_max_threshold")}::pg_catalog.float8, -1))`
    : threshold;
  return `
  with recursive member as (
    select pg_catalog.to_regclass(${quoteLiteral(relation)})::pg_catalog.oid as oid
    union
    select i.inhrelid from pg_catalog.pg_inherits i join member m on m.oid = i.inhparent
  ), vacuum as (
    select l.relation, case
             when a.query like 'autovacuum: VACUUM%(to prevent wraparound)' then 'wraparound'
             when a.backend_type is null and greatest(pg_catalog.age(v.relfrozenxid) - pg_catalog.current_setting('autovacuum_freeze_max_age')::pg_catalog.int4,
               pg_catalog.mxid_age(v.relminmxid) - pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::pg_catalog.int4) > 0 then 'wraparound'
             else 'running' end as state
    from pg_catalog.pg_locks l
    join pg_catalog.pg_class v on v.oid = l.relation
    left join pg_catalog.pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'relation' and l.mode = 'ShareUpdateExclusiveLock' and l.granted
      and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
      and (a.query like 'autovacuum: VACUUM%' or (a.backend_type is null and a.usesysid is null))
  )
  select c.oid::pg_catalog.text as id, pg_catalog.pg_stat_get_live_tuples(c.oid)::pg_catalog.float8 as live,
         pg_catalog.pg_stat_get_dead_tuples(c.oid)::pg_catalog.float8 as dead,
         coalesce((select pg_catalog.max(v.state) from vacuum v where v.relation in (c.oid, c.reltoastrelid)), 'none') as vacuum,
         pg_catalog.current_setting('autovacuum')::pg_catalog.bool and pg_catalog.current_setting('track_counts')::pg_catalog.bool
           and coalesce(${option("autovacuum_enabled")}, 'on')::pg_catalog.bool as has_autovacuum,
         pg_catalog.pg_stat_get_dead_tuples(c.oid) > ${due} as is_due,
         (extract(epoch from greatest(pg_catalog.pg_stat_get_last_vacuum_time(c.oid), pg_catalog.pg_stat_get_last_autovacuum_time(c.oid)))
           * 1000)::pg_catalog.float8 as vacuumed_at_ms
  from member m join pg_catalog.pg_class c on c.oid = m.oid
  where c.relkind = 'r'
  order by c.oid`;
}

// pg_blocking_pids() stops the lock manager for a moment: only for those who wait here, and not for a crowd of them
const waitsQuery = `
  select w.pid, pg_catalog.array_to_json(pg_catalog.pg_blocking_pids(w.pid)) as blockers
  from (
    select distinct l.pid from pg_catalog.pg_locks l
    where not l.granted and l.pid is not null
      and (l.database is null or l.database in (0, (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())))
    order by l.pid limit 50
  ) w
  order by w.pid`;

// a lazy vacuum's own snapshot holds nothing back · a slot's catalog_xmin holds back rows of catalogs only
function holdersQuery(own: readonly number[], version: ServerVersion): string {
  const mine = [...own.map(String), "pg_catalog.pg_backend_pid()"].join(", ");
  // 17+: when a slot was left alone
  const slotSince = atLeast(version, 17)
    ? "case when not s.active then extract(epoch from s.inactive_since) end"
    : "null::pg_catalog.numeric";
  return `
  select h.name, h.xmin::pg_catalog.text as xmin, (h.since * 1000)::pg_catalog.float8 as since_ms from (
    select 'process ' || a.pid as name, coalesce(a.backend_xmin, a.backend_xid) as xmin, extract(epoch from a.xact_start) as since
    from pg_catalog.pg_stat_activity a
    where a.pid not in (${mine}) and (a.datname = pg_catalog.current_database() or a.datname is null)
      and (a.xact_start is not null or a.backend_xmin is not null or a.backend_xid is not null)
      and not exists (select from pg_catalog.pg_stat_progress_vacuum v where v.pid = a.pid)
    union all
    select 'prepared ' || x.gid, x.transaction, extract(epoch from x.prepared)
    from pg_catalog.pg_prepared_xacts x where x.database = pg_catalog.current_database()
    union all
    select 'slot ' || s.slot_name, s.xmin, ${slotSince}
    from pg_catalog.pg_replication_slots s where s.xmin is not null
  ) h
  order by h.name`;
}

/** Reads the results of the parts that were asked, into one reading. */
export function readPressure(parts: ReadonlyMap<PressurePart, readonly ResultRow[]>): PressureReading {
  const first = (part: PressurePart) => parts.get(part)?.[0];
  const [replicas, wal] = [first("replicas"), first("wal")];
  return {
    atMs: Number(first("atMs")?.at_ms),
    replicas: replicas === undefined ? null : { lagMs: numberOf(replicas.lag_ms), lagBytes: numberOf(replicas.lag_bytes) },
    wal: wal === undefined ? null : walOf(wal),
    tables: parts.get("tables")?.map(tableOf) ?? null,
    waits:
      parts
        .get("waits")
        ?.map(({ pid, blockers }) => [Number(pid), Array.isArray(blockers) ? blockers.map(Number) : []] as const) ?? null,
    holders: parts.get("holders")?.map(holderOf) ?? null,
  };
}

function walOf({ position, slot_bytes, segment_bytes, archives, archived, failed }: ResultRow): WalReading {
  return {
    position: numberOf(position),
    slotBytes: numberOf(slot_bytes),
    segmentBytes: Number(segment_bytes),
    archive: archives === true ? { archived: textOf(archived), failed: textOf(failed) } : null,
  };
}

function tableOf(row: ResultRow): TableReading {
  return {
    id: String(row.id),
    live: Number(row.live),
    dead: Number(row.dead),
    vacuum: row.vacuum === "wraparound" || row.vacuum === "running" ? row.vacuum : "none",
    hasAutovacuum: row.has_autovacuum === true,
    isDue: row.is_due === true,
    vacuumedAtMs: numberOf(row.vacuumed_at_ms),
  };
}

function holderOf(row: ResultRow): HorizonHolder {
  return { name: String(row.name), xmin: textOf(row.xmin), sinceMs: numberOf(row.since_ms) };
}

function numberOf(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
