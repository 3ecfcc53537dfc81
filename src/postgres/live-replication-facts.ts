/** Reads who receives a database's changes and whose changes it receives: standbys, slots, publications, subscriptions. */

import { atLeast } from "../core/catalog/server-version.ts";
import type { LiveFacts, LiveReplica } from "../core/risk/live-facts.ts";
import type { Session } from "./session.ts";

/** Rows of a query, or none where the role may not see them. */
export type Rows = (what: string, query: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

const behind = (lsn: string) => `case when pg_catalog.pg_is_in_recovery() then null
  else pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), ${lsn})::pg_catalog.float8 end`;

// To roles without pg_read_all_stats everything but the pid is null. Whoever only keeps WAL (pg_receivewal) says where it has written, and
// never where it has replayed.
const replicasQuery = `
  select coalesce(s.slot_name, nullif(r.application_name, ''), r.pid::pg_catalog.text) as name, 'standby' as type, true as is_active,
         ${behind("r.replay_lsn")} as lag_bytes, case when r.state is not null then r.replay_lsn is not null end as replays,
         coalesce(r.sync_state in ('sync', 'quorum'), false) as is_synchronous
  from pg_catalog.pg_stat_replication r
  left join pg_catalog.pg_replication_slots s on s.active_pid = r.pid
  where s.slot_type is distinct from 'logical' and r.state is distinct from 'backup'
  union all
  select s.slot_name, s.slot_type || ' slot', s.active, ${behind("coalesce(s.confirmed_flush_lsn, s.restart_lsn)")}, null, false
  from pg_catalog.pg_replication_slots s
  where (s.database is null or s.database = pg_catalog.current_database())
    and not (s.slot_type = 'physical' and s.active_pid in (select r.pid from pg_catalog.pg_stat_replication r))
  order by 1`;

// lists of columns (15+) are null for tables that are published whole
const publishedQuery = `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name, pg_catalog.json_agg(p.pubname order by p.pubname)::pg_catalog.text as publications,
         pg_catalog.bool_and(coalesce(pg_catalog.to_jsonb(r) ->> 'prattrs' is not null, false)) as only_listed,
         pg_catalog.bool_or(p.pubupdate or p.pubdelete) as old_rows,
         (select pg_catalog.min(ic.relname::pg_catalog.text) from pg_catalog.pg_index i join pg_catalog.pg_class ic on ic.oid = i.indexrelid
          where i.indrelid = c.oid
            and ((c.relreplident = 'i' and i.indisreplident) or (c.relreplident = 'd' and i.indisprimary))) as identity
  from pg_catalog.pg_publication_tables t
  join pg_catalog.pg_publication p on p.pubname = t.pubname
  join pg_catalog.pg_namespace n on n.nspname = t.schemaname
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.tablename
  left join pg_catalog.pg_publication_rel r on r.prpubid = p.oid and r.prrelid = c.oid
  group by n.nspname, c.relname, c.oid, c.relreplident
  order by 1`;

const openQuery = (hasSchemas: boolean) => `
  select p.pubname as name, p.puballtables as is_all, p.pubupdate or p.pubdelete as old_rows,
         ${
           hasSchemas
             ? `(select pg_catalog.json_agg(pg_catalog.quote_ident(n.nspname) order by n.nspname)::pg_catalog.text
          from pg_catalog.pg_publication_namespace pn join pg_catalog.pg_namespace n on n.oid = pn.pnnspid where pn.pnpubid = p.oid)`
             : "null"
         } as schemas
  from pg_catalog.pg_publication p
  order by p.pubname`;

const subscribedQuery = `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name, pg_catalog.json_agg(s.subname order by s.subname)::pg_catalog.text as subscriptions
  from pg_catalog.pg_subscription_rel r
  join pg_catalog.pg_subscription s on s.oid = r.srsubid
  join pg_catalog.pg_class c on c.oid = r.srrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  group by n.nspname, c.relname
  order by 1`;

/** Reads it. @throws what `rowsOf` throws */
export async function readReplicationFacts(
  session: Session,
  rowsOf: Rows,
): Promise<Pick<LiveFacts, "replicas" | "published" | "openPublications" | "subscribed">> {
  const replicas = (await rowsOf("replicas", replicasQuery)).map(
    (row): LiveReplica => ({
      name: String(row.name),
      type: String(row.type) as LiveReplica["type"], // as the query spells it
      isActive: row.is_active === true,
      lagBytes: row.lag_bytes === null ? null : Number(row.lag_bytes),
      replays: row.replays === null ? null : row.replays === true,
      isSynchronous: row.is_synchronous === true,
    }),
  );
  const published = await rowsOf("publications", publishedQuery);
  const open = await rowsOf("publications", openQuery(atLeast(session.serverVersion, 15)));
  const subscribed = await rowsOf("subscriptions", subscribedQuery);
  return {
    replicas,
    published: new Map(
      published.map((row) => [
        String(row.name),
        {
          publications: namesOf(row.publications),
          onlyListedColumns: row.only_listed === true,
          publishesOldRows: row.old_rows === true,
          identity: row.identity === null ? null : String(row.identity),
        },
      ]),
    ),
    openPublications: open
      .filter(({ is_all, schemas }) => is_all === true || schemas !== null)
      .map(({ name, is_all, old_rows, schemas }) => ({
        name: String(name),
        schemas: is_all === true ? null : namesOf(schemas),
        publishesOldRows: old_rows === true,
      })),
    subscribed: new Map(subscribed.map(({ name, subscriptions }) => [String(name), namesOf(subscriptions)])),
  };
}

function namesOf(json: unknown): readonly string[] {
  return JSON.parse(String(json)) as readonly string[]; // as the queries build it
}
