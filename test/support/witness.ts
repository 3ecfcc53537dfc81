/**
 * Witnesses that say whether two databases differ without looking through our own kinds: `pg_dump` where one is installed
 * for the server's major, and everywhere a plain dump of every catalog row's text form.
 */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Client } from "pg";

const run = promisify(execFile);

/** What pg_dump says of a database's schema. */
export async function schemaDump(pgDump: string, url: string): Promise<string> {
  const { stdout } = await run(pgDump, ["--schema-only", url], { maxBuffer: 64 * 1024 * 1024 });
  // a random token since the security releases of August 2025
  return stdout.replace(/^\\(un)?restrict .*$/gm, "");
}

/**
 * SQL that gives one digest per catalog over the text form of its rows: comparable within one database and between copies of
 * one template, where oids are equal. Shared catalogs count too, because roles and settings live there.
 */
export async function catalogRowsQuery(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(`
    select c.relname as name from pg_catalog.pg_class c
    where c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and c.relkind = 'r'
      and c.relname not in ('pg_statistic', 'pg_statistic_ext_data') order by 1`);
  const parts = rows.map(
    ({ name }) =>
      `select '${name}' as name, md5(string_agg(t::text, E'\\n' order by t::text collate "C")) as digest from pg_catalog.${name} t`,
  );
  return `${parts.join(" union all ")} order by 1`;
}

/** Runs {@link catalogRowsQuery} and joins its answer into one text. */
export async function catalogRows(client: Client, query: string): Promise<string> {
  const { rows } = await client.query<{ name: string; digest: string }>(query);
  return rows.map((row) => `${row.name} ${row.digest}`).join("\n");
}
