/** Asks a server what it and the role can do for a job; `judgeTarget` says what that means. */

import { type ColumnFacts, judgeTarget, type TargetFacts, type TargetFinding } from "../core/backfill/judge-target.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { detectPooler } from "./pooler.ts";
import type { ResultRow } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** What a job is going to do. */
export interface JobReach {
  /** As SQL spells it, with its schema; it must exist. */
  readonly relation: string;
  /** Columns that are written. */
  readonly writes: readonly string[];
  /** Columns that are read beside the key. */
  readonly reads: readonly string[];
  /** Columns of the key that it walks along; null: none was found. */
  readonly key: readonly string[] | null;
}

/** Looks, and judges; nothing where all is well. Some round trips, once at the beginning. @throws AppError as `Session.query` */
export async function readTargetAbilities(session: Session, reach: JobReach): Promise<readonly TargetFinding[]> {
  return judgeTarget(await readTargetFacts(session, reach));
}

async function readTargetFacts(session: Session, { relation, writes, reads, key }: JobReach): Promise<TargetFacts> {
  const [general, columns, members] = await session.snapshot([
    generalQuery(relation),
    columnsQuery(relation, [...new Set([...writes, ...reads, ...(key ?? [])])]),
    membersQuery(relation),
  ]);
  const row = general?.rows[0] ?? {};
  const { path } = await detectPooler(session);
  const isDistributed = row.has_citus === true && (await isListed(session, relation));
  const found = new Map((columns?.rows ?? []).map((column) => [String(column.name), column]));
  const parts = members?.rows ?? [];
  return {
    relation: String(row.relation ?? relation),
    kind: String(row.kind),
    persistence: String(row.persistence),
    role: String(row.role),
    isStandby: row.is_standby === true,
    key,
    columns: writes.map((name) => columnOf(name, found.get(name))),
    unreadable: [...found.values()].filter((column) => column.may_read !== true).map((column) => String(column.name)),
    rowSecurity: row.has_row_security === true ? { policies: texts(row.policies), isOwner: row.is_owner === true } : null,
    ledger: {
      hasSchema: row.has_ledger === true,
      hasTables: row.has_ledger_tables === true,
      mayUse: row.may_use_ledger === true,
    },
    database: String(row.database),
    path,
    isDistributed,
    foreignPartitions: parts.filter(({ kind }) => kind === "f").map(({ relation: name }) => String(name)),
    publications: texts(row.publications),
    replicaIdentity: parts.some(({ identity }) => identity === "none")
      ? "none"
      : parts.some(({ identity }) => identity === "full")
        ? "full"
        : "key",
    logicalSlots: texts(row.slots),
    subscriptions: texts(row.subscriptions),
    rules: pairs(row.rules),
  };
}

const text = (value: string) => `${value}::pg_catalog.text`;
const names = (from: string) => `(select coalesce(pg_catalog.json_agg(one.name order by one.name), '[]') from (${from}) one)`;

// row_security_active() knows owners, FORCE, BYPASSRLS and superusers · the subscription's own catalog is for superusers, its tables are not
function generalQuery(relation: string): string {
  const here = "(select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())";
  return `
  with recursive above as (
    select pg_catalog.to_regclass(${quoteLiteral(relation)})::pg_catalog.oid as oid
    union
    select i.inhparent from pg_catalog.pg_inherits i join above a on a.oid = i.inhrelid
  ), below as (
    select pg_catalog.to_regclass(${quoteLiteral(relation)})::pg_catalog.oid as oid
    union
    select i.inhrelid from pg_catalog.pg_inherits i join below b on b.oid = i.inhparent
  )
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as relation, ${text("c.relkind")} as kind, ${text("c.relpersistence")} as persistence,
         pg_catalog.quote_ident(current_user) as role, pg_catalog.pg_is_in_recovery() as is_standby,
         pg_catalog.row_security_active(c.oid) as has_row_security,
         ${names(`select ${text("p.polname")} as name from pg_catalog.pg_policy p where p.polrelid = c.oid and p.polcmd in ('*', 'r', 'w')`)} as policies,
         pg_catalog.pg_has_role(c.relowner, 'usage') as is_owner,
         l.oid is not null as has_ledger,
         r.has_tables as has_ledger_tables,
         case when r.has_tables then r.may_write and pg_catalog.has_schema_privilege(l.oid, 'usage')
           else coalesce(pg_catalog.has_schema_privilege(l.oid, 'create'), pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create'))
         end as may_use_ledger,
         pg_catalog.quote_ident(pg_catalog.current_database()) as database,
         pg_catalog.to_regclass('pg_catalog.pg_dist_partition') is not null as has_citus,
         ${names(
           `select distinct ${text("u.pubname")} as name from pg_catalog.pg_publication u
            join pg_catalog.pg_publication_tables pt on pt.pubname = u.pubname
            join pg_catalog.pg_class pc on pc.relname = pt.tablename
            join pg_catalog.pg_namespace pn on pn.oid = pc.relnamespace and pn.nspname = pt.schemaname
            where u.pubupdate and pc.oid in (select oid from above union select oid from below)`,
         )} as publications,
         ${names(`select ${text("s.slot_name")} as name from pg_catalog.pg_replication_slots s where s.slot_type = 'logical' and s.datoid = ${here}`)} as slots,
         ${names(
           `select distinct ${text("s.subname")} as name from pg_catalog.pg_subscription_rel r join pg_catalog.pg_subscription s on s.oid = r.srsubid
            where r.srrelid in (select oid from above union select oid from below)`,
         )} as subscriptions,
         (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(r.rulename, r.is_instead) order by r.rulename), '[]')
          from pg_catalog.pg_rewrite r where r.ev_class = c.oid and r.ev_type = '2' and r.ev_enabled in ('O', 'A')) as rules
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_namespace l on l.nspname = 'lockstep'
  cross join lateral (
    select pg_catalog.count(distinct t.oid) = 3 as has_tables, pg_catalog.bool_and(pg_catalog.has_table_privilege(t.oid, p.privilege)) as may_write
    from pg_catalog.pg_class t cross join (values ('select'), ('insert'), ('update'), ('delete')) p(privilege)
    where t.relnamespace = l.oid and t.relname in ('job', 'job_chunk', 'job_quarantine')
  ) r
  where c.oid = pg_catalog.to_regclass(${quoteLiteral(relation)})`;
}

// a column of a partition key, also within an expression, depends internally on its own table; partitions may have other numbers for it
function columnsQuery(relation: string, columns: readonly string[]): string {
  return `
  with recursive member as (
    select pg_catalog.to_regclass(${quoteLiteral(relation)})::pg_catalog.oid as oid
    union
    select i.inhrelid from pg_catalog.pg_inherits i join member m on m.oid = i.inhparent
  )
  select ${text("a.attname")} as name, a.attgenerated <> '' as is_generated, a.attidentity = 'a' as is_identity,
         exists (
           select from member m
           join pg_catalog.pg_attribute o on o.attrelid = m.oid and o.attname = a.attname
           join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refclassid = d.classid
             and d.objid = m.oid and d.refobjid = m.oid and d.objsubid = o.attnum and d.refobjsubid = 0 and d.deptype = 'i'
         ) as is_partition_key,
         pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'update') as may_update,
         pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'select') as may_read
  from pg_catalog.pg_attribute a
  where a.attrelid = pg_catalog.to_regclass(${quoteLiteral(relation)}) and a.attnum > 0 and not a.attisdropped
    and a.attname in (${columns.length === 0 ? "''" : columns.map((name) => quoteLiteral(name)).join(", ")})
  order by a.attnum`;
}

// n: nothing · d: the primary key · i: an index, which may have been dropped since
function membersQuery(relation: string): string {
  return `
  with recursive member as (
    select pg_catalog.to_regclass(${quoteLiteral(relation)})::pg_catalog.oid as oid
    union
    select i.inhrelid from pg_catalog.pg_inherits i join member m on m.oid = i.inhparent
  )
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as relation, ${text("c.relkind")} as kind,
         case when c.relkind <> 'r' then 'key'
              when c.relreplident = 'f' then 'full'
              when c.relreplident = 'd' and exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary) then 'key'
              when c.relreplident = 'i' and exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisreplident) then 'key'
              else 'none' end as identity
  from member m
  join pg_catalog.pg_class c on c.oid = m.oid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  order by 1`;
}

// Citus' catalog; where it is missing the statement could not even be parsed
async function isListed(session: Session, relation: string): Promise<boolean> {
  const { rows } = await session.query(`
    select exists (select from pg_catalog.pg_dist_partition p
                   where p.logicalrelid = pg_catalog.to_regclass(${quoteLiteral(relation)})) as is_listed`);
  return rows[0]?.is_listed === true;
}

function columnOf(name: string, row: ResultRow | undefined): ColumnFacts {
  return {
    name,
    exists: row !== undefined,
    isGenerated: row?.is_generated === true,
    isIdentityAlways: row?.is_identity === true,
    isPartitionKey: row?.is_partition_key === true,
    mayUpdate: row?.may_update === true,
  };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function pairs(value: unknown): TargetFacts["rules"] {
  if (!Array.isArray(value)) return [];
  return value.map((one: unknown) => {
    const [name, isInstead] = Array.isArray(one) ? one : [];
    return { name: String(name), isInstead: isInstead === true };
  });
}
