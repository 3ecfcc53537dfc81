/** Short answers of a journal that would be long to read: its identity, one hash over what is applied, the hashes of some events. */

import { hasJournal } from "./journal-store.ts";
import type { Session } from "./session.ts";

// A version is applied when the last that was heard of it says so; compare `journalState`.
const digestQuery = `
  select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(coalesce(pg_catalog.string_agg(
           pg_catalog.concat(s.version, ' ', s.checksum), E'\\n' order by s.version collate "C"), ''), 'UTF8')), 'hex') as digest,
         pg_catalog.bool_and(s.event in ('applied', 'baselined', 'imported', 'amended')) is not false as settled
  from (select distinct on (j.version) j.version, j.checksum, j.event
        from lockstep.journal j
        where j.version is not null and pg_catalog.left(j.version, 2) <> 'R_' and j.event not in ('frozen', 'waived')
        order by j.version, j.seq desc) s`;

/** `appliedDigest` of what the journal says is applied; null without a journal, or where something is not just applied. @throws as `Session.query` */
export async function readAppliedDigest(session: Session): Promise<string | null> {
  if (!(await hasJournal(session))) return null;
  const { rows } = await session.query(digestQuery);
  return rows[0]?.settled === true ? String(rows[0].digest) : null;
}

/** The checksums with which repeatable migrations were last applied, by version. @throws as `Session.query` */
export async function readRepeatables(session: Session): Promise<ReadonlyMap<string, string>> {
  if (!(await hasJournal(session))) return new Map();
  const { rows } = await session.query(`
    select distinct on (j.version) j.version, j.checksum, j.event
    from lockstep.journal j where pg_catalog.left(j.version, 2) = 'R_' order by j.version, j.seq desc`);
  const applied = rows.filter(({ event }) => event === "applied" || event === "baselined");
  return new Map(applied.map((row) => [String(row.version), String(row.checksum)]));
}

/** What a database says that it is. */
export interface DatabaseMark {
  readonly environment: string;
  /** Its own identity, a UUID. */
  readonly database: string;
  /** Where it was reached each time that somebody marked it as this, `host:port/database`; none in a mark that does not say. */
  readonly endpoints: readonly string[];
  /** The cluster's system identifier when it was last marked; null where nobody could ask. */
  readonly cluster: string | null;
}

/** What the database was last marked as; null: nobody has. @throws as `Session.query` */
export async function readIdentity(session: Session): Promise<DatabaseMark | null> {
  if (!(await hasJournal(session))) return null;
  const { rows } = await session.query(`
    select j.payload ->> 'environment' as environment, j.payload ->> 'database' as database, j.payload ->> 'cluster' as cluster,
           (select pg_catalog.jsonb_agg(distinct e.endpoint order by e.endpoint)
            from lockstep.journal k, pg_catalog.jsonb_array_elements_text(k.payload -> 'endpoints') as e (endpoint)
            where k.event = 'identified' and k.payload ->> 'database' = j.payload ->> 'database'
              and k.payload ->> 'environment' = j.payload ->> 'environment')::pg_catalog.text as endpoints
    from lockstep.journal j where j.event = 'identified' order by j.seq desc limit 1`);
  const [row] = rows;
  if (row === undefined) return null;
  const endpoints: unknown = typeof row.endpoints === "string" ? JSON.parse(row.endpoints) : [];
  return {
    environment: String(row.environment),
    database: String(row.database),
    endpoints: Array.isArray(endpoints) ? endpoints.map(String) : [],
    cluster: typeof row.cluster === "string" ? row.cluster : null,
  };
}

/** The number of the last event, 0 in an empty journal; null without one. @throws as `Session.query` */
export async function readHead(session: Session): Promise<number | null> {
  if (!(await hasJournal(session))) return null;
  const { rows } = await session.query("select coalesce(pg_catalog.max(j.seq), 0)::text as seq from lockstep.journal j");
  return Number(rows[0]?.seq);
}

/** The number of the last event that says of a versioned file that it was applied; 0 where none does. @throws as `Session.query` */
export async function readLastApplied(session: Session): Promise<number> {
  if (!(await hasJournal(session))) return 0;
  const { rows } = await session.query(`
    select coalesce(pg_catalog.max(j.seq), 0)::text as seq
    from lockstep.journal j where j.event = 'applied' and pg_catalog.left(j.version, 2) <> 'R_'`);
  return Number(rows[0]?.seq);
}

/** The hashes of these events, as far as there are such. @throws as `Session.query` */
export async function readHashes(session: Session, seqs: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (seqs.length === 0 || !(await hasJournal(session))) return new Map();
  const { rows } = await session.query(`
    select j.seq::text as seq, j.hash from lockstep.journal j
    where j.seq = any ('{${seqs.map(Number).join(",")}}'::pg_catalog.int8[]) order by j.seq`);
  return new Map(rows.map((row) => [Number(row.seq), String(row.hash)]));
}
