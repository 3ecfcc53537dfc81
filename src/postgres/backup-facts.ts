/** What a backup's record says of a database, as queries: which database it is, where its journal stands, how many rows each table has. */

import type { JournalHead } from "../core/journal/journal-head.ts";
import { exactCountQuery } from "../core/parity/table-counts.ts";
import type { BackedUpDatabase } from "../core/release/backup-record.ts";
import { qualifiedName } from "../core/sql/quote.ts";
import { readIdentity } from "./journal-digest.ts";
import { hasJournal } from "./journal-store.ts";
import type { Session } from "./session.ts";

/** Which database it is. @throws as `Session.query`, PERMISSION_DENIED for a journal that may not be read */
export async function readBackedUpDatabase(session: Session): Promise<BackedUpDatabase> {
  const identity = await readIdentity(session);
  const { rows } = await session.query(`
    select d.oid::pg_catalog.text as oid, d.datname as name, pg_catalog.pg_database_size(d.oid)::pg_catalog.text as bytes,
           pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'execute') as may_ask
    from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`);
  const row = rows[0];
  // asked only where it may be: the server checks the right before it looks at any condition
  const system =
    row?.may_ask === true
      ? (await session.query("select s.system_identifier::pg_catalog.text as id from pg_catalog.pg_control_system() s")).rows[0]
          ?.id
      : null;
  return {
    identity: identity?.database ?? null,
    name: String(row?.name),
    oid: String(row?.oid),
    system: system === null || system === undefined ? null : String(system),
    bytes: Number(row?.bytes),
  };
}

/** The journal's last event; null without one. @throws AppError PERMISSION_DENIED and as `Session.query` */
export async function readJournalHead(
  session: Session,
  ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]> = async (sql) => (await session.query(sql)).rows,
  isThere: boolean | null = null,
): Promise<JournalHead | null> {
  if (!(isThere ?? (await hasJournal(session)))) return null;
  const [row] = await ask("select j.seq::pg_catalog.text as seq, j.hash from lockstep.journal j order by j.seq desc limit 1");
  return row === undefined ? null : { seq: Number(row.seq), hash: String(row.hash) };
}

/**
 * Tables whose rows a dump carries, the journal among them. Those of an extension come with the extension, and a materialized view is
 * computed again.
 */
const dumpedTablesQuery = `
  select n.nspname as schema, c.relname as name
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relpersistence <> 't' and c.oid >= 16384
    and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
    and not exists (select from pg_catalog.pg_depend d
                    where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'e')
  order by n.nspname collate "C", c.relname collate "C"`;

/** Counts all dumped tables; `ask` runs queries in one moment. Table → rows, in the order of names. */
export async function countDumpedTables(
  ask: (queries: readonly string[]) => Promise<readonly { readonly rows: readonly Readonly<Record<string, unknown>>[] }[]>,
): Promise<Readonly<Record<string, number>>> {
  const [listed] = await ask([dumpedTablesQuery]);
  // quoted here and not by the server: majors know other keywords
  const names = (listed?.rows ?? []).map(({ schema, name }) => qualifiedName(String(schema), String(name)));
  if (names.length === 0) return {};
  const counted = await ask(names.map((name) => exactCountQuery(name)));
  return Object.fromEntries(names.map((name, i) => [name, Number(counted[i]?.rows[0]?.rows)]));
}
