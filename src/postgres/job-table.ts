/** The table of a job as the server knows it: what kind it is, by which key one can walk through it, and of which types its columns are. */

import { AppError } from "../core/app-error.ts";
import type { KeyColumn } from "../core/backfill/key-order.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import type { ResultRow } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** A column. */
export interface JobColumn {
  readonly name: string;
  /** See {@link castType}. */
  readonly type: string;
  readonly isNotNull: boolean;
  /** Computed by the server from others. */
  readonly isGenerated: boolean;
}

/** A table, found. */
export interface JobTable {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** Quoted, with its schema. */
  readonly qualified: string;
  readonly isPartitioned: boolean;
  /** By name. */
  readonly columns: ReadonlyMap<string, JobColumn>;
  readonly key: readonly KeyColumn[];
  /** As estimated by the server; partitions together. */
  readonly rows: number;
  /** Pages of the heap, about; partitions together. */
  readonly pages: number;
  /** With indexes and TOAST, partitions together. */
  readonly bytes: number;
}

/**
 * Finds it, as the session's search_path resolves the name. `wanted`: the key's columns as the job names them; null: the primary key, else the
 * first unique index that can serve.
 *
 * @throws AppError JOB_INVALID where there is no such table, or none that a job can walk through, and as `Session.query`
 */
export async function findJobTable(session: Session, relation: string, wanted: readonly string[] | null): Promise<JobTable> {
  const table = await tableRow(session, relation);
  const columns = await columnsOf(session, table.oid);
  const key = chooseKey(await keysOf(session, table.oid), wanted, `${table.schema}.${table.name}`);
  return { ...table, qualified: qualifiedName(table.schema, table.name), columns, key };
}

async function tableRow(session: Session, relation: string) {
  const [found] = await session.run([
    // not as a read of ours: the name is resolved by the role's own search_path
    `
    select c.oid::pg_catalog.text as oid, n.nspname::pg_catalog.text as schema, c.relname::pg_catalog.text as name, c.relkind::pg_catalog.text as kind,
           c.relpersistence::pg_catalog.text as persistence, c.relispartition as is_partition,
           exists (select from pg_catalog.pg_inherits i where i.inhparent = c.oid) as has_children,
           (select coalesce(pg_catalog.sum(greatest(l.reltuples, 0)), 0) from pg_catalog.pg_partition_tree(c.oid) p
              join pg_catalog.pg_class l on l.oid = p.relid where p.isleaf)::pg_catalog.float8 as partition_rows,
           greatest(c.reltuples, 0)::pg_catalog.float8 as own_rows,
           (select coalesce(pg_catalog.sum(pg_catalog.pg_relation_size(p.relid)), 0) from pg_catalog.pg_partition_tree(c.oid) p
              where p.isleaf)::pg_catalog.float8 as partition_heap,
           case when c.relkind = 'p' then (select coalesce(pg_catalog.sum(pg_catalog.pg_total_relation_size(p.relid)), 0)
              from pg_catalog.pg_partition_tree(c.oid) p where p.isleaf)
            else pg_catalog.pg_total_relation_size(c.oid) end::pg_catalog.float8 as bytes,
           pg_catalog.pg_relation_size(c.oid)::pg_catalog.float8 as heap
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.oid = pg_catalog.to_regclass(${quoteLiteral(relation)})`,
  ]);
  const row = found?.rows[0];
  if (row === undefined)
    throw invalid(`There is no table ${relation} in ${session.display}.`, "Check `table` in the job's file.");
  const isPartitioned = row.kind === "p";
  const what = kindWords[String(row.kind)];
  if (what !== undefined) throw invalid(`${relation} is ${what}, and a job walks through tables.`);
  if (row.persistence === "t") throw invalid(`${relation} is a temporary table, which only its own session sees.`);
  if (!isPartitioned && row.has_children === true)
    throw invalid(
      `Other tables inherit from ${relation}, and its keys say nothing about their rows.`,
      "Make a job for each of the tables.",
    );
  const heap = Number(isPartitioned ? row.partition_heap : row.heap);
  const estimated = isPartitioned ? Number(row.partition_rows) : Number(row.own_rows);
  return {
    oid: String(row.oid),
    schema: String(row.schema),
    name: String(row.name),
    isPartitioned,
    // never analyzed: 100 bytes a row
    rows: estimated > 0 ? estimated : Math.ceil(heap / 100),
    pages: Math.ceil(heap / 8_192),
    bytes: Number(row.bytes),
  };
}

const kindWords: Readonly<Record<string, string>> = {
  v: "a view",
  m: "a materialized view",
  f: "a foreign table",
  i: "an index",
  I: "an index",
  S: "a sequence",
  c: "a type",
  t: "a TOAST table",
};

/**
 * A type to cast text to. Without its length: a cast to `varchar(3)` or `bit(3)` cuts off in silence, where an assignment refuses; and `character`
 * alone is of length 1, which -1 writes as bpchar. Of a domain the type below, since a cast to the domain cuts as well.
 */
function castType(type: string): string {
  return `(
    with recursive below(oid) as (
      select ${type} union all
      select d.typbasetype from below b join pg_catalog.pg_type d on d.oid = b.oid where d.typtype = 'd'
    ) select pg_catalog.format_type(b.oid, -1) from below b join pg_catalog.pg_type l on l.oid = b.oid where l.typtype <> 'd')`;
}

async function columnsOf(session: Session, oid: string): Promise<ReadonlyMap<string, JobColumn>> {
  const { rows } = await session.query(`
    select a.attname::pg_catalog.text as name, ${castType("a.atttypid")} as type, a.attnotnull as is_not_null,
           a.attgenerated <> '' as is_generated
    from pg_catalog.pg_attribute a where a.attrelid = ${oid} and a.attnum > 0 and not a.attisdropped order by a.attnum`);
  return new Map(
    rows.map((row) => [
      String(row.name),
      {
        name: String(row.name),
        type: String(row.type),
        isNotNull: row.is_not_null === true,
        isGenerated: row.is_generated === true,
      },
    ]),
  );
}

interface KeyCandidate {
  readonly index: string;
  /** Null: it can serve; else why not. */
  readonly objection: string | null;
  readonly columns: readonly KeyColumn[];
}

async function keysOf(session: Session, oid: string): Promise<readonly KeyCandidate[]> {
  const { rows } = await session.query(`
    select pg_catalog.format('%I', ic.relname) as index, i.indisprimary as is_primary, i.indpred is not null as is_partial,
           i.indexprs is not null as has_expressions, i.indisvalid and i.indisready as is_valid, i.indimmediate as is_immediate,
           k.position, a.attname::pg_catalog.text as name, ${castType("a.atttypid")} as type, a.attnotnull as is_not_null,
           (i.indoption[k.position - 1] & 1) = 1 as is_descending, o.opcdefault as is_default_class, am.amname = 'btree' as is_btree,
           case when i.indcollation[k.position - 1] not in (0, a.attcollation) then cn.nspname::pg_catalog.text end as collation_schema,
           co.collname::pg_catalog.text as collation_name, op.schema as operators
    from pg_catalog.pg_index i
    join pg_catalog.pg_class ic on ic.oid = i.indexrelid
    join pg_catalog.pg_am am on am.oid = ic.relam
    cross join pg_catalog.generate_series(1, i.indnkeyatts) k(position)
    left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.position - 1] and a.attnum > 0
    left join pg_catalog.pg_opclass o on o.oid = i.indclass[k.position - 1]
    cross join lateral (
      select case when pg_catalog.count(distinct p.oprnamespace) = 1
                   and pg_catalog.bool_and(p.oprname = ('{<,<=,=,>=,>}'::pg_catalog.name[])[m.amopstrategy])
             then pg_catalog.min(pn.nspname::pg_catalog.text) end as schema
      from pg_catalog.pg_amop m
      join pg_catalog.pg_operator p on p.oid = m.amopopr
      join pg_catalog.pg_namespace pn on pn.oid = p.oprnamespace
      where m.amopfamily = o.opcfamily and m.amoplefttype = o.opcintype and m.amoprighttype = o.opcintype and m.amoppurpose = 's'
    ) op
    left join pg_catalog.pg_collation co on co.oid = i.indcollation[k.position - 1]
    left join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
    where i.indrelid = ${oid} and i.indisunique
    order by i.indisprimary desc, i.indnkeyatts, ic.relname, k.position`);
  return [...groupByIndex(rows)].map(([index, parts]) => {
    return {
      index,
      objection: objectionTo(parts),
      columns: parts.map((part) => ({
        name: String(part.name),
        type: String(part.type),
        collation:
          part.collation_schema === null ? null : ([String(part.collation_schema), String(part.collation_name)] as const),
        ...(part.operators === "pg_catalog" ? {} : { operators: String(part.operators) }),
      })),
    };
  });
}

/** Why an index cannot be walked along; null: it can. `parts` are its columns, in order. */
function objectionTo(parts: readonly ResultRow[]): string | null {
  const [first] = parts;
  const objections: readonly (readonly [boolean, string])[] = [
    [first?.is_btree !== true, "it is no B-tree"],
    [first?.has_expressions === true, "it has expressions"],
    [first?.is_partial === true, "it is partial"],
    [first?.is_valid !== true, "it is not valid"],
    [first?.is_immediate !== true, "it is deferrable"],
    [parts.some((part) => part.is_not_null !== true), "a column may be null"],
    [new Set(parts.map((part) => part.is_descending)).size > 1, "its columns run in different directions"],
    [parts.some((part) => part.is_default_class !== true), "its operator class has another order"],
    [parts.some((part) => part.operators === null), "its operators have names of their own"],
  ];
  return objections.find(([is]) => is)?.[1] ?? null;
}

// Node 20 has no Map.groupBy
function groupByIndex(rows: readonly ResultRow[]): ReadonlyMap<string, readonly ResultRow[]> {
  const groups = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const group = groups.get(String(row.index));
    if (group === undefined) groups.set(String(row.index), [row]);
    else group.push(row);
  }
  return groups;
}

function chooseKey(candidates: readonly KeyCandidate[], wanted: readonly string[] | null, table: string): readonly KeyColumn[] {
  const named = (columns: readonly KeyColumn[]) => columns.map(({ name }) => name).join(", ");
  const asked = wanted === null ? candidates : candidates.filter(({ columns }) => named(columns) === wanted.join(", "));
  const usable = asked.find(({ objection }) => objection === null);
  if (usable !== undefined) return usable.columns;
  const known = asked.map(({ index, objection }) => `${index}: ${objection}`);
  if (wanted !== null)
    throw invalid(
      `${table} has no unique index on (${wanted.map(quoteIdentifier).join(", ")}) that a job could walk along${known.length === 0 ? "." : `: ${known.join("; ")}.`}`,
      "`key` names the columns of a unique index over columns that are NOT NULL, in the index's order.",
    );
  throw invalid(
    `${table} has no key to walk along${known.length === 0 ? "." : `: ${known.join("; ")}.`}`,
    `Give it one: create unique index concurrently on ${table} (…) over columns that are NOT NULL, or a primary key.`,
  );
}

function invalid(message: string, hint?: string): AppError {
  return new AppError({ code: "JOB_INVALID", message, ...(hint === undefined ? {} : { hint }) });
}
