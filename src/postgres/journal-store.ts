/**
 * The journal in the target database: schema `lockstep`, one table, rows that are only appended. The number, the time and the hash of an
 * event are made by the server while it writes the row, so that an event can travel in the same message as the migration that it is about.
 */

import { AppError } from "../core/app-error.ts";
import { canonicalTail } from "../core/journal/canonical-event.ts";
import { type EventSummary, eventNames, type JournalEvent, type NewEvent } from "../core/journal/journal-event.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { lostEvent } from "./lost-event.ts";
import { missingGrants } from "./missing-grants.ts";
import type { ResultRow, StatementResult } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** Taken last before COMMIT and only until then, by whoever appends: the chain has no forks. "lockstep" in ASCII, and one more. */
const chainLock = 0x6c6f636b73746571n;

/** Setting in which a transaction notes when its statements ended. */
export const clockSetting = "lockstep.clock";

/** What makes the journal; can be run again. */
const journalDefinition: readonly string[] = [
  "create schema if not exists lockstep",
  `create table if not exists lockstep.journal (
    seq pg_catalog.int8 primary key,
    attempt pg_catalog.uuid not null,
    event pg_catalog.text not null,
    version pg_catalog.text,
    file pg_catalog.text,
    checksum pg_catalog.text,
    actor pg_catalog.text not null,
    at pg_catalog.timestamptz not null,
    payload pg_catalog.jsonb not null,
    previous_hash pg_catalog.text not null unique,
    hash pg_catalog.text not null,
    canonical pg_catalog.text not null
  )`,
  "comment on table lockstep.journal is 'What Lockstep applied to this database. Rows are only appended; each hash covers the row before.'",
];

/**
 * Makes the journal, with its first event. Whoever may not make schemas can be given one: an empty `lockstep` of its own.
 *
 * @throws AppError PERMISSION_DENIED with what to grant, and as `Session.run`
 */
export async function makeJournal(session: Session, first: NewEvent): Promise<void> {
  const found = await session.query(`
    select pg_catalog.quote_ident(pg_catalog.current_database()) as database, pg_catalog.quote_ident(current_user) as role,
           pg_catalog.has_schema_privilege(n.oid, 'create') as may_use,
           pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create') as may_create
    from (select 1) one left join pg_catalog.pg_namespace n on n.nspname = 'lockstep'`);
  const { database, role, may_use: mayUse, may_create: mayCreate } = found.rows[0] ?? {};
  // null: there is no such schema; IF NOT EXISTS would ask for the right to make one all the same
  const isMissing = mayUse === null;
  if (isMissing ? mayCreate !== true : mayUse !== true)
    throw new AppError({
      code: "PERMISSION_DENIED",
      message: `${session.display}: the journal cannot be made: ${String(role)} may not create ${isMissing ? "the schema lockstep" : "tables in the schema lockstep"}. Nothing was done.`,
      hint: isMissing
        ? `grant create on database ${String(database)} to ${String(role)}; or: create schema lockstep authorization ${String(role)}`
        : `grant all on schema lockstep to ${String(role)}`,
    });
  await session.run([
    "begin",
    "set local client_min_messages = warning",
    ...journalDefinition.slice(isMissing ? 0 : 1),
    ...appendStatements(first),
    "commit",
  ]);
}

/**
 * Statements that append an event and return `seq` and `hash`; they belong at the end of a transaction, with nothing but COMMIT after them.
 * Names and operators are looked up in pg_catalog only, whatever the migration did to the session.
 */
export function appendStatements(event: NewEvent): readonly string[] {
  return [
    ...beforeAppending,
    insertEvent({ tail: `${quoteLiteral(canonicalTail(event))}::text`, isWhole: "false", isOpen: "false" }),
  ];
}

/** What comes before {@link insertEvent}. */
export const beforeAppending: readonly string[] = [
  "set local search_path = pg_catalog, pg_temp",
  `select pg_catalog.pg_advisory_xact_lock(${chainLock})`,
];

/** SQL expressions that {@link insertEvent} takes, so that it can also be prepared. */
export interface InsertedEvent {
  /** `canonicalTail`, a text. */
  readonly tail: string;
  /** A boolean: the first statement began when the transaction did, of which nothing is noted. */
  readonly isWhole: string;
  /** A boolean: the last statement ends now, of which nothing is noted. */
  readonly isOpen: string;
}

/**
 * The one statement that writes the row, and fails where none was written. Between two instants in `clockSetting`, apart by spaces, lies one
 * statement of the migration.
 */
export function insertEvent({ tail, isWhole, isOpen }: InsertedEvent): string {
  return `with appended as (
insert into lockstep.journal (seq, attempt, event, version, file, checksum, actor, at, payload, previous_hash, hash, canonical)
select h.seq, (t.event ->> 'attempt')::uuid, t.event ->> 'event', t.event ->> 'version', t.event ->> 'file', t.event ->> 'checksum',
       t.event ->> 'actor', h.at, (t.event -> 'payload') || jsonb_build_object('durationsMs', t.event -> 'durationsMs'), h.previous_hash,
       concat('sha256:', encode(sha256(convert_to(concat(h.previous_hash, h.canonical), 'UTF8')), 'hex')), h.canonical
from (
  select e.seq, e.at, e.previous_hash,
         concat('{"seq":', e.seq, ',"at":"', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                '","durationsMs":[', e.durations, '],', ${tail}) as canonical
  from (
    select coalesce(b.seq, 0) + 1 as seq, coalesce(b.hash, '') as previous_hash, clock_timestamp() as at, (
      select string_agg(round((m.marks[n + 1] - m.marks[n])::numeric * 1000, 3)::text, ',' order by n)
      from (
        select string_to_array(rtrim(concat(
                 case when ${isWhole} then concat(date_part('epoch', transaction_timestamp()), ' ') end, current_setting('${clockSetting}', true),
                 case when ${isOpen} then date_part('epoch', clock_timestamp()) end)), ' ')::float8[] as marks
        offset 0
      ) m, generate_series(1, cardinality(m.marks) - 1) n
    ) as durations
    from (select 1) one left join (select j.seq, j.hash from lockstep.journal j order by j.seq desc limit 1) b on true
  ) e
  offset 0
) h cross join lateral (select h.canonical::jsonb as event offset 0) t
returning seq, hash, payload
)
select case when a.seq is null then concat('${lostEvent}')::int8 else a.seq end as seq, a.hash,
       (select sum(d::numeric) from jsonb_array_elements_text(a.payload -> 'durationsMs') d) as ran_ms
from (select 1) one left join appended a on true`;
}

/** Where an event stands in the chain. */
export interface AppendedEvent {
  readonly seq: number;
  readonly hash: string;
}

/** Reads what the last of {@link appendStatements} returned. */
export function readAppended(result: StatementResult | undefined): AppendedEvent {
  const row = result?.rows[0];
  if (row === undefined) throw new AppError({ code: "INTERNAL", message: "The journal took an event and did not say where." });
  return { seq: Number(row.seq), hash: String(row.hash) };
}

/** Milliseconds that the statements took which the event is about, from the same result. */
export function readRanMs(result: StatementResult | undefined): number {
  return Number(result?.rows[0]?.ran_ms ?? 0);
}

/** Appends an event in a transaction of its own. @throws as `Session.run` */
export async function appendEvent(session: Session, event: NewEvent): Promise<AppendedEvent> {
  const results = await session.run(["begin", "reset role", ...appendStatements(event), "commit"]);
  return readAppended(results.at(-2));
}

const presentQuery = `
  select true as present, pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select') as readable
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'lockstep' and c.relname = 'journal'`;

/** Whether there is a journal. @throws AppError PERMISSION_DENIED where there is one that this role may not read */
export async function hasJournal(session: Session): Promise<boolean> {
  const { rows } = await session.query(presentQuery);
  if (rows[0]?.present !== true) return false;
  if (rows[0].readable === true) return true;
  const { role, grants } = await missingGrants(session, { owner: null, writesJournal: false });
  throw new AppError({
    code: "PERMISSION_DENIED",
    message: `${session.display}: ${role} may not read lockstep.journal.`,
    hint: grants.join("; "),
  });
}

/** All events in short, oldest first; none where there is no journal. @throws AppError PERMISSION_DENIED and as `Session.query` */
export async function readSummaries(session: Session): Promise<readonly EventSummary[]> {
  if (!(await hasJournal(session))) return [];
  const { rows } = await session.query(summariesQuery);
  return rows.map(summaryOf);
}

const summariesQuery = `
  select j.seq::text as seq, j.attempt::text as attempt, j.event, j.version, j.file, j.checksum, j.actor,
         pg_catalog.to_char(j.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, j.hash,
         pg_catalog.jsonb_build_object('meaning', j.payload -> 'meaning', 'statement', j.payload -> 'statement', 'of', j.payload -> 'of',
           'direction', j.payload -> 'direction', 'batch', j.payload -> 'batch', 'environment', j.payload -> 'environment',
           'database', j.payload -> 'database', 'reason', j.payload -> 'reason',
           'sqlState', j.payload -> 'sqlState', 'skipped', j.payload -> 'skipped', 'until', j.payload -> 'until',
           'lifted', j.payload -> 'lifted',
           'breakGlass', j.payload -> 'breakGlass')::pg_catalog.text as payload
  from lockstep.journal j order by j.seq`;

/** Whole events, oldest first; null: all. @throws as `readSummaries` */
export async function readEvents(session: Session, seqs: readonly number[] | null = null): Promise<readonly JournalEvent[]> {
  if (!(await hasJournal(session))) return [];
  const only = seqs === null ? "" : `where j.seq = any ('{${seqs.map(Number).join(",")}}'::pg_catalog.int8[])`;
  const { rows } = await session.query(`
    select j.seq::text as seq, j.attempt::text as attempt, j.event, j.version, j.file, j.checksum, j.actor,
           pg_catalog.to_char(j.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, j.hash, j.previous_hash, j.canonical,
           j.payload::pg_catalog.text as payload
    from lockstep.journal j ${only} order by j.seq`);
  return rows.map((row) => ({
    ...summaryOf(row),
    payload: JSON.parse(String(row.payload)), // as it was written
    previousHash: String(row.previous_hash),
    canonical: String(row.canonical),
  }));
}

function summaryOf(row: ResultRow): EventSummary {
  const event = eventNames.find((name) => name === row.event);
  if (event === undefined)
    throw new AppError({
      code: "JOURNAL_UNREADABLE",
      message: `Event #${String(row.seq)} of the journal is a "${String(row.event)}", which this version does not know.`,
      hint: "A newer Lockstep wrote it: update this one.",
    });
  const payload: Record<string, unknown> = JSON.parse(String(row.payload)); // built by the query or by us
  return {
    seq: Number(row.seq),
    attempt: String(row.attempt),
    event,
    version: textOf(row.version),
    file: textOf(row.file),
    checksum: textOf(row.checksum),
    actor: String(row.actor),
    at: String(row.at),
    hash: String(row.hash),
    payload: Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null)),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
