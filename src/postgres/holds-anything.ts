/** Whether a database holds anything that somebody made. */

import type { Session } from "./session.ts";

const query = `
  select exists (
    select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.oid >= 16384 and c.relpersistence <> 't' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
  ) or exists (
    select from pg_catalog.pg_proc p where p.oid >= 16384
  ) or exists (
    select from pg_catalog.pg_type t where t.oid >= 16384
  ) or exists (
    select from pg_catalog.pg_namespace n where n.oid >= 16384 and n.nspname !~ '^pg_'
  ) as holds`;

/** False for a database as `create database` makes it; what extensions brought counts too. @throws as `Session.query` */
export async function holdsAnything(session: Session): Promise<boolean> {
  const { rows } = await session.query(query);
  return rows[0]?.holds !== false;
}
