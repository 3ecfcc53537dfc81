/**
 * Who works at which chunk. A claim lasts as long as its lease, which every batch renews; whoever claims a chunk raises its epoch, so that the
 * one before, should it wake up again, finds its batches refused.
 */

import type { ClaimedChunk } from "../core/backfill/job-run.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import type { ResultRow } from "./read-batch.ts";
import type { Session } from "./session.ts";

const returning = "returning c.number, c.lower, c.upper, c.cursor, c.epoch::pg_catalog.text as epoch";

/**
 * Nobody holds it, the lease has run out, or its backend is gone: a killed worker need not be waited for. Behind a pooler the backend may be another's,
 * and a living worker then loses its chunk to the epoch, which costs a batch and nothing else.
 */
const isFree = `o.lease_until is null or o.lease_until < pg_catalog.clock_timestamp()
  or not exists (select from pg_catalog.pg_stat_activity a where a.pid = o.backend)`;

/** Takes the first chunk that nobody works at, or `only` that one; null: there is none. @throws as `Session.run` */
export async function claimChunk(
  session: Session,
  run: string,
  worker: string,
  leaseMs: number,
  only: number | null = null,
): Promise<ClaimedChunk | null> {
  const [, result] = await session.run([
    // what was taken meanwhile is skipped; under a stricter default of the role it would be refused
    "begin isolation level read committed",
    `update lockstep.job_chunk c set epoch = c.epoch + 1, worker = ${quoteLiteral(worker)}, backend = pg_catalog.pg_backend_pid(),
            lease_until = ${leaseEnd(leaseMs)}
     where c.job = ${quoteLiteral(run)} and c.number = (
       select o.number from lockstep.job_chunk o
       where o.job = ${quoteLiteral(run)} and not o.is_done and (${isFree})${only === null ? "" : ` and o.number = ${only}`}
       order by o.number limit 1 for update skip locked
     ) ${returning}`,
    "commit",
  ]);
  return chunkOf(result?.rows[0]);
}

/**
 * Takes the same chunk again after a connection broke: waits for the backend that was left behind, which may still be at its last batch, and
 * tells how far it came. Null: it is done, or somebody else's.
 *
 * @throws as `Session.run`; AppError LOCK_TIMEOUT when the backend does not end in time
 */
export async function reclaimChunk(
  session: Session,
  run: string,
  { number, epoch }: Pick<ClaimedChunk, "number" | "epoch">,
  leaseMs: number,
): Promise<ClaimedChunk | null> {
  const results = await session.run([
    "begin isolation level read committed",
    `set local lock_timeout = ${Math.trunc(leaseMs)}`,
    `update lockstep.job_chunk c set epoch = c.epoch + 1, backend = pg_catalog.pg_backend_pid(), lease_until = ${leaseEnd(leaseMs)}
     where c.job = ${quoteLiteral(run)} and c.number = ${number} and c.epoch = ${epoch} and not c.is_done ${returning}`,
    "commit",
  ]);
  return chunkOf(results[2]?.rows[0]);
}

/** Whose a chunk is, and whether its job still goes on. */
export type ClaimStanding = "ours" | "lost" | "halted";

/** Lives on without a batch, while the job is throttled; the lease is written when a third of it has passed. @throws as `Session.run` */
export async function renewLease(
  session: Session,
  run: string,
  { number, epoch }: Pick<ClaimedChunk, "number" | "epoch">,
  leaseMs: number,
): Promise<ClaimStanding> {
  const [result] = await session.run([
    `with renewed as (
       update lockstep.job_chunk c set lease_until = ${leaseEnd(leaseMs)}
       where c.job = ${quoteLiteral(run)} and c.number = ${number} and c.epoch = ${epoch} and c.lease_until < ${leaseEnd((leaseMs * 2) / 3)}
     )
     select c.epoch = ${epoch} as is_ours, j.state from lockstep.job_chunk c join lockstep.job j on j.id = c.job
     where c.job = ${quoteLiteral(run)} and c.number = ${number}`,
  ]);
  const { is_ours: isOurs, state } = result?.rows[0] ?? {};
  if (isOurs !== true) return "lost";
  return state === "open" ? "ours" : "halted";
}

/** Gives it back, so that nobody has to wait for the lease to end. @throws as `Session.run` */
export async function releaseChunk(session: Session, run: string, chunk: Pick<ClaimedChunk, "number" | "epoch">): Promise<void> {
  await session.run([
    `update lockstep.job_chunk c set lease_until = null
     where c.job = ${quoteLiteral(run)} and c.number = ${chunk.number} and c.epoch = ${chunk.epoch}`,
  ]);
}

/** Chunks that are not done, and in how many milliseconds the next lease ends; null: no lease is held. */
export async function openChunks(
  session: Session,
  run: string,
): Promise<{ readonly open: number; readonly nextInMs: number | null }> {
  const { rows } = await session.query(`
    select pg_catalog.count(*)::pg_catalog.int4 as open,
           (extract(epoch from pg_catalog.min(c.lease_until) - pg_catalog.clock_timestamp()) * 1000)::pg_catalog.float8 as next
    from lockstep.job_chunk c where c.job = ${quoteLiteral(run)} and not c.is_done`);
  const { open, next } = rows[0] ?? {};
  return { open: Number(open), nextInMs: next === null || next === undefined ? null : Math.max(0, Number(next)) };
}

/** A chunk that is not done. */
export interface UndoneChunk {
  readonly number: number;
  /** Somebody had claimed it, and is gone. */
  readonly isAbandoned: boolean;
}

/** In order. @throws as `Session.query` */
export async function undoneChunks(session: Session, run: string): Promise<readonly UndoneChunk[]> {
  const { rows } = await session.query(`
    select o.number, o.worker is not null and (${isFree}) as is_abandoned
    from lockstep.job_chunk o where o.job = ${quoteLiteral(run)} and not o.is_done order by o.number`);
  return rows.map((row) => ({ number: Number(row.number), isAbandoned: row.is_abandoned === true }));
}

/** When a lease that begins now ends, in the server's time. */
export function leaseEnd(leaseMs: number): string {
  return `pg_catalog.clock_timestamp() + pg_catalog.make_interval(secs => ${leaseMs / 1_000})`;
}

function chunkOf(row: ResultRow | undefined): ClaimedChunk | null {
  if (row === undefined) return null;
  const key = (value: unknown) => (Array.isArray(value) ? value.map(String) : null);
  return {
    number: Number(row.number),
    lower: key(row.lower),
    upper: key(row.upper) ?? [],
    cursor: key(row.cursor),
    epoch: String(row.epoch),
  };
}
