/** The ledger of data jobs in the target: made when the first job runs, in the schema that holds the journal too. */

import { AppError } from "../core/app-error.ts";
import { haltedState, lostChunkState } from "../core/backfill/batch-failure.ts";
import type { Session } from "./session.ts";

const tables: readonly string[] = [
  `create table if not exists lockstep.job (
    id pg_catalog.uuid primary key,
    name pg_catalog.text not null,
    kind pg_catalog.text not null,
    relation pg_catalog.text not null,
    checksum pg_catalog.text not null,
    definition pg_catalog.jsonb not null,
    state pg_catalog.text not null check (state in ('open', 'paused', 'cancelled', 'done')),
    actor pg_catalog.text not null,
    reason pg_catalog.text,
    started_at pg_catalog.timestamptz not null default pg_catalog.now(),
    changed_at pg_catalog.timestamptz not null default pg_catalog.now(),
    finished_at pg_catalog.timestamptz,
    result pg_catalog.jsonb
  )`,
  "create unique index if not exists job_open_key on lockstep.job (name, kind) where state in ('open', 'paused')",
  `create table if not exists lockstep.job_chunk (
    job pg_catalog.uuid not null references lockstep.job on delete cascade,
    number pg_catalog.int4 not null,
    lower pg_catalog.text[],
    upper pg_catalog.text[] not null,
    cursor pg_catalog.text[],
    is_done pg_catalog.bool not null default false,
    epoch pg_catalog.int8 not null default 0,
    worker pg_catalog.text,
    backend pg_catalog.int4,
    lease_until pg_catalog.timestamptz,
    batches pg_catalog.int8 not null default 0,
    read pg_catalog.int8 not null default 0,
    written pg_catalog.int8 not null default 0,
    wrong pg_catalog.int8 not null default 0,
    digest pg_catalog.numeric not null default 0,
    primary key (job, number)
  ) with (fillfactor = 50)`,
  `create table if not exists lockstep.job_quarantine (
    job pg_catalog.uuid not null references lockstep.job on delete cascade,
    key pg_catalog.text[] not null,
    state pg_catalog.text not null,
    reason pg_catalog.text not null,
    at pg_catalog.timestamptz not null default pg_catalog.now(),
    acknowledged_by pg_catalog.text,
    acknowledged_because pg_catalog.text,
    primary key (job, key)
  )`,
  // the first thing that a batch does: the chunk is held until it ends, and nobody else's
  `create or replace function lockstep.hold_chunk(job pg_catalog.uuid, chunk pg_catalog.int4, held pg_catalog.int8) returns pg_catalog.void
  language plpgsql set search_path = pg_catalog as $lockstep$
  declare
    found_epoch pg_catalog.int8;
    found_state pg_catalog.text;
  begin
    select c.epoch into found_epoch from lockstep.job_chunk c
    where c.job = hold_chunk.job and c.number = hold_chunk.chunk and not c.is_done for update;
    if found_epoch is distinct from hold_chunk.held then
      raise exception 'another worker has taken chunk % of the job', hold_chunk.chunk using errcode = '${lostChunkState}';
    end if;
    select j.state into found_state from lockstep.job j where j.id = hold_chunk.job;
    if found_state is distinct from 'open' then
      raise exception 'the job is %', found_state using errcode = '${haltedState}';
    end if;
  end
  $lockstep$`,
];

/** Made by several processes at once, IF NOT EXISTS collides with itself; "lockjobs" in ASCII. */
const makingLock = "x'6c6f636b6a6f6273'::pg_catalog.int8";

/** Makes what is missing. @throws AppError PERMISSION_DENIED with what to grant, and as `Session.run` */
export async function makeJobTables(session: Session): Promise<void> {
  if (await hasJobTables(session)) return;
  const { rows } = await session.query(`
    select pg_catalog.quote_ident(pg_catalog.current_database()) as database, pg_catalog.quote_ident(current_user) as role,
           n.oid is not null as is_there, pg_catalog.has_schema_privilege(n.oid, 'create') as may_use,
           pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create') as may_create
    from (select 1) one left join pg_catalog.pg_namespace n on n.nspname = 'lockstep'`);
  const { database, role, is_there: isThere, may_use: mayUse, may_create: mayCreate } = rows[0] ?? {};
  if (isThere === true ? mayUse !== true : mayCreate !== true)
    throw new AppError({
      code: "PERMISSION_DENIED",
      message: `${session.display}: the ledger of data jobs cannot be made: ${String(role)} may not create ${isThere === true ? "tables in the schema lockstep" : "the schema lockstep"}. Nothing was done.`,
      hint:
        isThere === true
          ? `grant all on schema lockstep to ${String(role)}`
          : `grant create on database ${String(database)} to ${String(role)}; or: create schema lockstep authorization ${String(role)}`,
    });
  await session.run([
    "begin",
    "set local client_min_messages = warning",
    `select pg_catalog.pg_advisory_xact_lock(${makingLock})`,
    ...(isThere === true ? [] : ["create schema if not exists lockstep"]),
    ...tables,
    "commit",
  ]);
}

/** Whether a job has ever run here. @throws AppError PERMISSION_DENIED where one has, and this role may not read the ledger; as `Session.query` */
export async function hasJobTables(session: Session): Promise<boolean> {
  const { rows } = await session.query(`
    select pg_catalog.count(*) = 3 as there, pg_catalog.quote_ident(current_user) as role,
           coalesce(pg_catalog.bool_and(pg_catalog.has_schema_privilege(n.oid, 'usage')), false) as may_enter,
           coalesce(pg_catalog.bool_and(pg_catalog.has_table_privilege(c.oid, 'select')), false) as may_read
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'lockstep' and c.relname in ('job', 'job_chunk', 'job_quarantine')`);
  const { there, role, may_enter: mayEnter, may_read: mayRead } = rows[0] ?? {};
  if (there !== true || (mayEnter === true && mayRead === true)) return there === true;
  const grants = [
    ...(mayEnter === true ? [] : [`grant usage on schema lockstep to ${String(role)}`]),
    ...(mayRead === true ? [] : [`grant select on lockstep.job, lockstep.job_chunk, lockstep.job_quarantine to ${String(role)}`]),
  ];
  throw new AppError({
    code: "PERMISSION_DENIED",
    message: `${session.display}: ${String(role)} may not read the ledger of data jobs in the schema lockstep.`,
    hint: `${grants.join("; ")}; to run jobs it takes insert, update and delete too`,
  });
}
