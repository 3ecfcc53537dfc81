/**
 * Free disk, where something on the server can tell. Postgres itself cannot; two extensions can. Only functions that belong to them are
 * called: both are installed by superusers alone, so that nobody can have put another function of the name in the way.
 */

import type { Session } from "./session.ts";

/** Bytes that are free by the name of a tablespace; empty where nothing can tell. */
export type FreeDisk = ReadonlyMap<string, number>;

const functionsQuery = `
  select e.extname as extension, pg_catalog.format('%I.%I', n.nspname, p.proname) as name
  from pg_catalog.pg_extension e
  join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.refobjid = e.oid and d.deptype = 'e'
    and d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
  join pg_catalog.pg_proc p on p.oid = d.objid and p.pronargs = 0
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where (e.extname, p.proname) in (('system_stats', 'pg_sys_disk_info'), ('citus', 'citus_local_disk_space_stats'))
    and pg_catalog.has_function_privilege(p.oid, 'execute')
  order by e.extname desc`;

// only who may read all settings is told where the data directory is
const placesQuery = `
  select t.spcname as name,
         case when t.spcname not in ('pg_default', 'pg_global') then pg_catalog.pg_tablespace_location(t.oid)
           when pg_catalog.pg_has_role('pg_read_all_settings', 'member') then pg_catalog.current_setting('data_directory') end as path
  from pg_catalog.pg_tablespace t`;

/** Asks whoever can tell. @throws as `Session.query` */
export async function readFreeDisk(session: Session): Promise<FreeDisk> {
  const [source] = (await session.query(functionsQuery)).rows;
  if (source === undefined) return new Map();
  if (source.extension === "citus") {
    const { rows } = await session.query(`select (${String(source.name)}()).available_disk_size::pg_catalog.float8 as free`);
    return rows[0]?.free == null ? new Map() : new Map([["pg_default", Number(rows[0].free)]]);
  }
  // the column had another name until version 3 of the extension
  const disks = await session.query(`
    select d ->> 'mount_point' as mount, coalesce(d ->> 'free_space', d ->> 'available_space')::pg_catalog.float8 as free
    from (select pg_catalog.to_jsonb(i) as d from ${String(source.name)}() i) as disk`);
  const places = await session.query(placesQuery);
  return new Map(
    places.rows.flatMap(({ name, path }): [string, number][] => {
      const disk = typeof path === "string" ? diskOf(path, disks.rows) : null;
      return disk === null ? [] : [[String(name), disk]];
    }),
  );
}

/** Of the mount point that is the longest beginning of the path. */
function diskOf(path: string, disks: readonly Readonly<Record<string, unknown>>[]): number | null {
  const holding = disks
    .map(({ mount, free }) => ({ mount: String(mount).replace(/\/+$/, ""), free }))
    .filter(({ mount, free }) => free !== null && (path === mount || path.startsWith(`${mount}/`)))
    .sort((one, other) => other.mount.length - one.mount.length);
  return holding[0] === undefined ? null : Number(holding[0].free);
}
