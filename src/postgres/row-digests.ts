/** A digest of each table's rows, by which two moments of a scratch database compare: small tables only, every row is read. */

import { quoteLiteral } from "../core/sql/quote.ts";
import type { Session } from "./session.ts";

const tablesQuery = `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
    and (c.relkind = 'r' or c.relispopulated)
  order by n.nspname, c.relname`;

/** By qualified name; the order of rows does not count. @throws as `Session.run` */
export async function rowDigests(session: Session): Promise<ReadonlyMap<string, string>> {
  const [tables] = await session.run([tablesQuery]);
  const names = (tables?.rows ?? []).map(({ name }) => String(name));
  if (names.length === 0) return new Map();
  const parts = names.map(
    (name) =>
      `select ${quoteLiteral(name)} as name, coalesce((select pg_catalog.md5(pg_catalog.string_agg(r::pg_catalog.text, ',' order by r::pg_catalog.text)) from ${name} r), '') as digest`,
  );
  const [digests] = await session.run([parts.join("\nunion all\n")]);
  return new Map((digests?.rows ?? []).map(({ name, digest }) => [String(name), String(digest)]));
}
