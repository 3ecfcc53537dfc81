/** Row counts and order-free checksums of tables, as SQL. Names come quoted, from ids. */

/**
 * One row per table: `rows`, the planner's estimate (null when never analysed), by qualified, quoted name. `readable` when
 * the role may read every row: where row security hides some from it, a count would be wrong without a word. A materialized
 * view that was never filled has none to read.
 */
export function estimatedCountQuery(): string {
  return `
    select pg_catalog.format('%I.%I', n.nspname, c.relname) as "table", case when c.reltuples < 0 then null else c.reltuples::pg_catalog.int8 end::text as rows,
           pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select')
             and not pg_catalog.row_security_active(c.oid) and c.relispopulated as readable
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname <> 'lockstep' and n.nspname !~ '^pg_(toast|temp)'
    where c.relkind in ('r', 'm') and c.oid >= 16384
    order by n.nspname, c.relname`;
}

/** One row: `rows`, counted; with a limit at most one more than that. */
export function exactCountQuery(table: string, limit: number | null = null): string {
  const counted = limit === null ? table : `(select from ${table} limit ${Math.trunc(limit) + 1}) counted`;
  return `select count(*)::text as rows from ${counted}`;
}

/**
 * One row: `rows` and `checksum` over the named columns. A sum of row hashes: the order of rows does not matter, and a
 * row that occurs twice counts twice. md5 is the same on every version.
 */
export function tableChecksumQuery(table: string, columns: readonly string[]): string {
  const row = columns.length === 0 ? "'()'" : `row(${columns.map((column) => `t.${column}`).join(", ")})::text`;
  return `
    select count(*)::text as rows,
           concat(count(*), ':', coalesce(sum(('x' || pg_catalog.substr(pg_catalog.md5(${row}), 1, 16))::pg_catalog.bit(64)::pg_catalog.int8::pg_catalog.numeric), 0)) as checksum
    from ${table} t`;
}
