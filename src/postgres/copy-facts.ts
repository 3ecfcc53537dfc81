/**
 * What a copy has to know of a database's tables, read in one statement of the moment in which the rows are read too. Names, types and
 * keys only: no value leaves the server here.
 */

import type { CopyReference, CopySchema, CopyTable } from "../core/masking/copy-table.ts";

const oneOwn = `n.nspname <> 'lockstep' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'`;

const qualified = (table: string, schema: string) => `pg_catalog.format('%I.%I', ${schema}.nspname, ${table}.relname)`;

const columnNames = (keys: string, relation: string) => `(
  select pg_catalog.json_agg(a.attname order by u.place)
  from pg_catalog.unnest(${keys}) with ordinality u(number, place)
  join pg_catalog.pg_attribute a on a.attrelid = ${relation} and a.attnum = u.number)`;

const columnsOf = `(
  select pg_catalog.json_agg(pg_catalog.json_build_object(
    'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
    'baseType', case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) else pg_catalog.format_type(a.atttypid, a.atttypmod) end,
    'category', coalesce(b.typcategory, t.typcategory),
    'isNullable', not a.attnotnull and not t.typnotnull, 'isGenerated', a.attgenerated <> '', 'isIdentity', a.attidentity <> '',
    'isKey', exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey)),
    'isUnique', exists (
      select from pg_catalog.pg_index i
      where i.indrelid = c.oid and i.indisunique
        and (a.attnum = any (i.indkey) or exists (
          select from pg_catalog.pg_depend d
          where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.indexrelid and d.refobjid = c.oid and d.refobjsubid = a.attnum))),
    'isArray', coalesce(b.typcategory, t.typcategory) = 'A',
    'maxLength', case when coalesce(b.oid, t.oid) in (1042, 1043) and greatest(a.atttypmod, t.typtypmod) > 4
                      then greatest(a.atttypmod, t.typtypmod) - 4 end,
    'enumLabels', (select pg_catalog.json_agg(e.enumlabel order by e.enumsortorder)
                   from pg_catalog.pg_enum e where e.enumtypid in (a.atttypid, t.typbasetype, t.typelem)),
    'checks', (select coalesce(pg_catalog.json_agg(pg_catalog.pg_get_constraintdef(k.oid) order by k.conname), '[]')
               from pg_catalog.pg_constraint k
               where k.contype = 'c' and ((k.conrelid = c.oid and a.attnum = any (k.conkey)) or k.contypid = a.atttypid)))
    order by a.attnum)
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_type b on b.oid = t.typbasetype and t.typtype = 'd'
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)`;

const leavesOf = `case when c.relkind = 'p' then (
    select coalesce(pg_catalog.json_agg(${qualified("l", "ln")} order by ${qualified("l", "ln")} collate "C"), '[]')
    from pg_catalog.pg_partition_tree(c.oid) p
    join pg_catalog.pg_class l on l.oid = p.relid and l.relkind = 'r'
    join pg_catalog.pg_namespace ln on ln.oid = l.relnamespace)
  else pg_catalog.json_build_array(${qualified("c", "n")}) end`;

/** One row, `schema`: the tables as JSON. What extensions own is theirs. */
const copyTablesQuery = `
  select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
    'name', ${qualified("c", "n")}, 'plainName', n.nspname || '.' || c.relname, 'leaves', ${leavesOf}, 'columns', coalesce(${columnsOf}, '[]')) order by ${qualified("c", "n")} collate "C"), '[]')::pg_catalog.text as tables
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${oneOwn}
  where c.relkind in ('r', 'p') and not c.relispartition
    and not exists (select from pg_catalog.pg_depend d
                    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')`;

/** One row, `references`: the foreign keys as JSON, each once, those of partitions by their root. */
const copyReferencesQuery = `
  select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
    'name', k.conname, 'from', ${qualified("c", "n")}, 'columns', ${columnNames("k.conkey", "k.conrelid")},
    'to', ${qualified("f", "fn")}, 'toColumns', ${columnNames("k.confkey", "k.confrelid")},
    'isFull', k.confmatchtype = 'f', 'isVirtual', false,
    'isProven', k.convalidated and coalesce(pg_catalog.to_jsonb(k) ->> 'conenforced', 'true') = 'true'
                and coalesce(pg_catalog.to_jsonb(k) ->> 'conperiod', 'false') = 'false')
    order by ${qualified("c", "n")} collate "C", k.conname collate "C"), '[]')::pg_catalog.text as "references"
  from pg_catalog.pg_constraint k
  join pg_catalog.pg_class c on c.oid = k.conrelid and not c.relispartition
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${oneOwn}
  join pg_catalog.pg_class f on f.oid = k.confrelid and not f.relispartition
  join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
  where k.contype = 'f' and k.conparentid = 0`;

/** The schema, from whoever asks in the moment that is copied. @throws as `ask` */
export async function readCopySchema(
  ask: (sql: string) => Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>,
): Promise<CopySchema> {
  const tables: readonly CopyTable[] = JSON.parse(String((await ask(copyTablesQuery)).rows[0]?.tables)); // as the query builds it
  const references: readonly CopyReference[] = JSON.parse(String((await ask(copyReferencesQuery)).rows[0]?.references));
  const known = new Set(tables.map(({ name }) => name));
  return { tables, references: references.filter(({ from, to }) => known.has(from) && known.has(to)) };
}
