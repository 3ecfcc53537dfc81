/** Everything in a database that has to do with a column which is to be encrypted: its type, who uses it, and where its values go besides. */

import { arrayLiteral } from "../core/backfill/key-order.ts";
import { envelopePrefix } from "../core/encryption/envelope.ts";
import type { ColumnUse, PreflightColumn, PreflightFacts } from "../core/encryption/preflight.ts";
import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import type { JobTable } from "./job-table.ts";
import type { Session } from "./session.ts";

/** Reads it. Measures values of varchar(n) columns, which reads the table once. @throws as `Session.query` */
export async function readPreflight(session: Session, table: JobTable, columns: readonly string[]): Promise<PreflightFacts> {
  const [found, uses, around] = await session.snapshot([
    columnsQuery(table, columns),
    usesQuery(table, columns),
    surroundingsQuery(table),
  ]);
  const row = around?.rows[0] ?? {};
  const measured = new Map<string, number>();
  for (const { name, limit } of (found?.rows ?? []).map((one) => ({ name: String(one.name), limit: one.limit })))
    if (limit !== null) measured.set(name, await longestValue(session, table, name));
  return {
    columns: columns.map((name): PreflightColumn => {
      const known = found?.rows.find((one) => one.name === name);
      return {
        name,
        type: String(known?.type ?? ""),
        limit: typeof known?.limit === "number" ? known.limit : null,
        isGenerated: known?.is_generated === true,
        longest: measured.get(name) ?? null,
        isThere: known !== undefined,
      };
    }),
    key: table.key.map(({ name, type }) => ({ name, type })),
    uses: (uses?.rows ?? []).map((one) => ({
      // the query spells the kinds as they are here
      kind: String(one.kind) as ColumnUse["kind"],
      name: String(one.name),
      column: String(one.column),
    })),
    isHidden: row.is_hidden === true,
    isOwner: row.is_owner === true,
    hasFullIdentity: row.has_full_identity === true,
    publications: textsOf(row.publications),
    logicalSlots: textsOf(row.slots),
    logging: textsOf(row.logging),
  };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

async function longestValue(session: Session, { qualified }: JobTable, column: string): Promise<number> {
  const field = `t.${quoteIdentifier(column)}`;
  const { rows } = await session.query(`
    select coalesce(pg_catalog.max(pg_catalog.octet_length(${field})), 0)::pg_catalog.float8 as longest
    from ${qualified} t where ${field} not like ${quoteLiteral(`${envelopePrefix}%`)}`);
  return Number(rows[0]?.longest ?? 0);
}

function columnsQuery({ oid }: JobTable, columns: readonly string[]): string {
  return `
    select a.attname::pg_catalog.text as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type, a.attgenerated <> '' as is_generated,
           case when a.atttypid = 'pg_catalog.varchar'::pg_catalog.regtype and a.atttypmod > 4 then a.atttypmod - 4 end as limit
    from pg_catalog.pg_attribute a
    where a.attrelid = ${oid} and a.attnum > 0 and not a.attisdropped and a.attname = any (${arrayLiteral(columns)}) order by a.attnum`;
}

function usesQuery({ oid }: JobTable, columns: readonly string[]): string {
  return `
    with wanted as (
      select a.attnum, a.attname::pg_catalog.text as name from pg_catalog.pg_attribute a
      where a.attrelid = ${oid} and a.attname = any (${arrayLiteral(columns)}) and not a.attisdropped
    ), depending as (
      select w.name, d.classid, d.objid, d.objsubid from wanted w
      join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = ${oid} and d.refobjsubid = w.attnum
    )
    select distinct on (kind, name, "column") kind, name, "column" from (
      select case when i.indisunique then 'unique' else 'index' end as kind, c.relname::pg_catalog.text as name, d.name as column
      from depending d join pg_catalog.pg_index i on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and i.indexrelid = d.objid
      join pg_catalog.pg_class c on c.oid = i.indexrelid where not i.indisexclusion
      union all
      select case k.contype when 'f' then 'foreign-key' when 'c' then 'check' when 'x' then 'exclusion' else 'unique' end, k.conname::pg_catalog.text, w.name
      from wanted w join pg_catalog.pg_constraint k
        on (k.conrelid = ${oid} and w.attnum = any (k.conkey)) or (k.confrelid = ${oid} and w.attnum = any (k.confkey))
      where k.contype in ('f', 'c', 'x', 'u', 'p') and k.conname <> w.name || '_is_encrypted'
      union all
      select 'generated', a.attname::pg_catalog.text, d.name
      from depending d join pg_catalog.pg_attrdef f on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and f.oid = d.objid
      join pg_catalog.pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum and a.attgenerated <> '' and a.attname <> d.name
      union all
      select 'generated', a.attname::pg_catalog.text, d.name
      from depending d join pg_catalog.pg_attribute a on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = ${oid}
       and a.attrelid = ${oid} and a.attnum = d.objsubid and a.attgenerated <> '' and a.attname <> d.name
      union all
      select 'view', r.ev_class::pg_catalog.regclass::pg_catalog.text, d.name
      from depending d join pg_catalog.pg_rewrite r on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = d.objid
      union all
      select 'policy', p.polname::pg_catalog.text, d.name
      from depending d join pg_catalog.pg_policy p on d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and p.oid = d.objid
      union all
      select 'statistics', s.stxname::pg_catalog.text, d.name
      from depending d join pg_catalog.pg_statistic_ext s on d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass and s.oid = d.objid
      union all
      select 'trigger', t.tgname::pg_catalog.text, w.name
      from wanted w join pg_catalog.pg_trigger t on t.tgrelid = ${oid} and not t.tgisinternal and t.tgenabled <> 'D'
       and (t.tgtype & 16) <> 0 and (pg_catalog.cardinality(t.tgattr::pg_catalog.int2[]) = 0 or w.attnum = any (t.tgattr::pg_catalog.int2[]))
      where t.tgname not like 'zz\\_lockstep\\_fence\\_%'
    ) uses order by kind, name, "column"`;
}

function surroundingsQuery({ oid }: JobTable): string {
  return `
    select c.relrowsecurity and not (u.rolsuper or u.rolbypassrls)
             and (c.relforcerowsecurity or not pg_catalog.pg_has_role(c.relowner, 'usage')) as is_hidden,
           pg_catalog.pg_has_role(c.relowner, 'usage') as is_owner,
           c.relreplident = 'f' as has_full_identity,
           (select coalesce(pg_catalog.array_agg(p.pubname::pg_catalog.text order by p.pubname), '{}') from pg_catalog.pg_publication_tables p
              where p.schemaname = n.nspname and p.tablename = c.relname) as publications,
           (select coalesce(pg_catalog.array_agg(s.slot_name::pg_catalog.text order by s.slot_name), '{}') from pg_catalog.pg_replication_slots s
              where s.slot_type = 'logical' and s.database = pg_catalog.current_database()) as slots,
           (select coalesce(pg_catalog.array_agg(g.name || ' = ' || g.setting order by g.name), '{}') from pg_catalog.pg_settings g
              where (g.name = 'log_statement' and g.setting in ('mod', 'all'))
                 or (g.name in ('log_min_duration_statement', 'log_min_duration_sample', 'auto_explain.log_min_duration') and g.setting <> '-1')
                 or (g.name = 'log_parameter_max_length_on_error' and g.setting <> '0')
                 or (g.name = 'pgaudit.log' and g.setting <> 'none')
                 or (g.name = 'pgaudit.log_parameter' and g.setting = 'on')) as logging
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_roles u on u.rolname = current_user
    where c.oid = ${oid}`;
}
