/** A digest of each table's rows, by which two moments of a scratch database compare: small tables only, every row is read. */

import { quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

// A column that is dropped and made again comes last, and the values are the same: the columns' order counts as little as the rows'.
const tablesQuery = `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name,
         (select coalesce(pg_catalog.string_agg('r.' || pg_catalog.quote_ident(a.attname), ', ' order by a.attname), '')
          from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
    and (c.relkind = 'r' or c.relispopulated)
  order by n.nspname, c.relname`;

/** By qualified name; neither the order of rows counts nor that of columns. @throws as `Session.run` */
export async function rowDigests(session: Session): Promise<ReadonlyMap<string, string>> {
  const [tables] = await session.run([tablesQuery]);
  const found = (tables?.rows ?? []).map(({ name, columns }) => ({
    name: String(name),
    row: `row(${columns})::pg_catalog.text`,
  }));
  if (found.length === 0) return new Map();
  const parts = found.map(
    ({ name, row }) =>
      `select ${quoteLiteral(name)} as name, coalesce((select pg_catalog.md5(pg_catalog.string_agg(${row}, ',' order by ${row})) from ${name} r), '') as digest`,
  );
  const [digests] = await session.run([parts.join("\nunion all\n")]);
  return new Map((digests?.rows ?? []).map(({ name, digest }) => [String(name), String(digest)]));
}
