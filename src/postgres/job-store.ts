/** Runs of data jobs in the ledger: begun, found again, changed, summed up. What happens to rows is in `run-batch.ts`. */

import { randomUUID } from "node:crypto";
import type { JobRun, JobState, JobTotals, QuarantinedRow, RunDefinition } from "../core/backfill/job-run.ts";
import { type KeyValues, keyLiteral, keyOrder } from "../core/backfill/key-order.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { hasJobTables } from "./job-tables.ts";
import type { ResultRow } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** What a run is begun with. */
export interface NewRun {
  readonly name: string;
  readonly kind: string;
  readonly relation: string;
  readonly checksum: string;
  readonly definition: RunDefinition;
  readonly actor: string;
  /** The newest run of this name and kind that its beginner knew of; null: none. */
  readonly follows: string | null;
  /** Upper ends of its chunks, in order; none for an empty table. */
  readonly ends: readonly KeyValues[];
}

const runColumns = `
  j.id::pg_catalog.text as id, j.name, j.kind, j.relation, j.checksum, j.definition::pg_catalog.json as definition, j.state, j.actor, j.reason,
  pg_catalog.to_char(j.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as started_at,
  pg_catalog.to_char(j.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as finished_at, j.result::pg_catalog.json as result`;

/** The newest run of a job, of one kind or any; null where it never ran. @throws as `Session.query` */
export async function findRun(session: Session, name: string, kind: string | null = null): Promise<JobRun | null> {
  if (!(await hasJobTables(session))) return null;
  const only = kind === null ? "" : `and j.kind = ${quoteLiteral(kind)}`;
  const { rows } = await session.query(
    `select ${runColumns} from lockstep.job j where j.name = ${quoteLiteral(name)} ${only} order by j.started_at desc, j.id limit 1`,
  );
  return rows[0] === undefined ? null : runOf(rows[0]);
}

/** The newest run of every job and kind, newest first. @throws as `Session.query` */
export async function listRuns(session: Session): Promise<readonly JobRun[]> {
  if (!(await hasJobTables(session))) return [];
  const { rows } = await session.query(`
    select * from (select distinct on (j.name, j.kind) ${runColumns} from lockstep.job j order by j.name, j.kind, j.started_at desc) newest
    order by started_at desc, name, kind`);
  return rows.map(runOf);
}

/**
 * Begins a run; null when another process has begun one since `follows` was read, even if that one has ended already: what cannot be done twice
 * would be.
 *
 * @throws as `Session.run`
 */
export async function beginRun(session: Session, run: NewRun): Promise<JobRun | null> {
  const id = randomUUID();
  const values = [id, run.name, run.kind, run.relation, run.checksum, JSON.stringify(run.definition), "open", run.actor].map(
    quoteLiteral,
  );
  const chunks = run.ends.map((end, i) => {
    const lower = keyLiteral(run.ends[i - 1] ?? null);
    return `(${quoteLiteral(id)}::pg_catalog.uuid, ${i + 1}, ${lower}, ${keyLiteral(end)}, ${lower})`;
  });
  await session.run([
    "begin",
    // nobody begins a run of anything between our look and our row
    "lock table lockstep.job in share row exclusive mode",
    `insert into lockstep.job (id, name, kind, relation, checksum, definition, state, actor)
     select ${values.map((value, i) => value + (columnCasts[i] ?? "")).join(", ")}
     where (select j.id from lockstep.job j where j.name = ${quoteLiteral(run.name)} and j.kind = ${quoteLiteral(run.kind)}
            order by j.started_at desc, j.id limit 1) is not distinct from ${run.follows === null ? "null" : quoteLiteral(run.follows)}`,
    ...(chunks.length === 0
      ? []
      : [
          `insert into lockstep.job_chunk (job, number, lower, upper, cursor)
           select c.* from (values ${chunks.join(", ")}) c(job, number, lower, upper, cursor)
           where exists (select from lockstep.job j where j.id = ${quoteLiteral(id)})`,
        ]),
    "commit",
  ]);
  const begun = await findRun(session, run.name, run.kind);
  return begun?.id === id ? begun : null;
}

const columnCasts: Readonly<Record<number, string>> = { 0: "::pg_catalog.uuid", 5: "::pg_catalog.jsonb" };

/** Adds a chunk over everything that the run covers, for rows that ask again; where another process has just done so, nothing. @throws as `Session.run` */
export async function addChunk(session: Session, run: string, upper: KeyValues): Promise<void> {
  await session.run([
    `insert into lockstep.job_chunk (job, number, upper)
     select ${quoteLiteral(run)}, pg_catalog.max(c.number) + 1, ${keyLiteral(upper)} from lockstep.job_chunk c
     where c.job = ${quoteLiteral(run)} and exists (select from lockstep.job j where j.id = c.job and j.state = 'open')
     having pg_catalog.bool_and(c.is_done)
     on conflict (job, number) do nothing`,
  ]);
}

/** Moves a run from one of some states to another. @returns whether it was in one of them */
export async function changeState(
  session: Session,
  run: string,
  from: readonly JobState[],
  to: JobState,
  reason: string | null,
): Promise<boolean> {
  const [result] = await session.run([
    `update lockstep.job set state = '${to}', reason = ${reason === null ? "null" : quoteLiteral(reason)},
            changed_at = pg_catalog.clock_timestamp(), finished_at = case when '${to}' in ('done', 'cancelled') then pg_catalog.clock_timestamp() end
     where id = ${quoteLiteral(run)} and state in (${from.map((state) => `'${state}'`).join(", ")}) returning 1 as changed`,
  ]);
  return result?.rows.length === 1;
}

/** Writes down what came of a run, and ends it. @throws as `Session.run` */
export async function finishRun(session: Session, run: string, result: object): Promise<void> {
  await session.run([
    `update lockstep.job set state = 'done', result = ${quoteLiteral(JSON.stringify(result))}, reason = null,
            changed_at = pg_catalog.clock_timestamp(), finished_at = pg_catalog.clock_timestamp()
     where id = ${quoteLiteral(run)} and state = 'open'`,
  ]);
}

/** The sums. @throws as `Session.query` */
export async function readTotals(session: Session, run: string): Promise<JobTotals> {
  const { rows } = await session.query(`
    select pg_catalog.count(*)::pg_catalog.int4 as chunks, (pg_catalog.count(*) filter (where c.is_done))::pg_catalog.int4 as done,
           coalesce(pg_catalog.sum(c.batches), 0)::pg_catalog.float8 as batches,
           coalesce(pg_catalog.sum(c.read), 0)::pg_catalog.float8 as read,
           coalesce(pg_catalog.sum(c.written), 0)::pg_catalog.float8 as written,
           coalesce(pg_catalog.sum(c.wrong), 0)::pg_catalog.float8 as wrong,
           coalesce(pg_catalog.sum(c.digest), 0)::pg_catalog.text as digest,
           coalesce(pg_catalog.array_agg(distinct c.worker order by c.worker)
             filter (where not c.is_done and c.lease_until > pg_catalog.clock_timestamp()), '{}') as workers,
           (select pg_catalog.count(*) from lockstep.job_quarantine q where q.job = ${quoteLiteral(run)})::pg_catalog.int4 as quarantined,
           (select pg_catalog.count(*) from lockstep.job_quarantine q
            where q.job = ${quoteLiteral(run)} and q.acknowledged_by is null)::pg_catalog.int4 as open_quarantine
    from lockstep.job_chunk c where c.job = ${quoteLiteral(run)}`);
  const row = rows[0] ?? {};
  return {
    chunks: Number(row.chunks),
    chunksDone: Number(row.done),
    batches: Number(row.batches),
    read: Number(row.read),
    written: Number(row.written),
    wrong: Number(row.wrong),
    digest: String(row.digest),
    quarantined: Number(row.quarantined),
    openQuarantine: Number(row.open_quarantine),
    workers: Array.isArray(row.workers) ? row.workers.map(String) : [],
  };
}

/** Rows in the quarantine, by their keys as the table orders them, `limit` at most. @throws as `Session.query` */
export async function readQuarantine(session: Session, run: string, limit: number): Promise<readonly QuarantinedRow[]> {
  const found = await session.query(
    `select j.definition::pg_catalog.json as definition from lockstep.job j where j.id = ${quoteLiteral(run)}`,
  );
  const definition = found.rows[0]?.definition as RunDefinition | undefined; // written by `beginRun`
  const read = (order: string) =>
    session.query(`
      select q.key, q.state, q.reason, pg_catalog.to_char(q.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
             q.acknowledged_by, q.acknowledged_because
      from lockstep.job_quarantine q where q.job = ${quoteLiteral(run)} order by ${order} limit ${Math.trunc(limit)}`);
  // of an old run a type of the key may be gone, or an enum's label: it is shown all the same
  const { rows } = await read(keyOrder(definition?.key ?? [], "q.key") || "q.key").catch(() => read("q.at, q.key"));
  return rows.map((row) => ({
    key: Array.isArray(row.key) ? row.key.map(String) : [],
    state: String(row.state),
    reason: String(row.reason),
    at: String(row.at),
    acknowledgedBy: row.acknowledged_by === null ? null : String(row.acknowledged_by),
    acknowledgedBecause: row.acknowledged_because === null ? null : String(row.acknowledged_because),
  }));
}

/** Somebody accepts that these rows stay as they are. @returns how many */
export async function acknowledgeQuarantine(session: Session, run: string, by: string, because: string): Promise<number> {
  const [result] = await session.run([
    `update lockstep.job_quarantine set acknowledged_by = ${quoteLiteral(by)}, acknowledged_because = ${quoteLiteral(because)}
     where job = ${quoteLiteral(run)} and acknowledged_by is null returning 1 as one`,
  ]);
  return result?.rows.length ?? 0;
}

function runOf(row: ResultRow): JobRun {
  return {
    id: String(row.id),
    name: String(row.name),
    kind: String(row.kind),
    relation: String(row.relation),
    checksum: String(row.checksum),
    // written by `beginRun`
    definition: row.definition as RunDefinition,
    state: String(row.state) as JobState, // the column's check allows no other
    actor: String(row.actor),
    reason: row.reason === null ? null : String(row.reason),
    startedAt: String(row.started_at),
    finishedAt: row.finished_at === null ? null : String(row.finished_at),
    result: row.result as JobRun["result"], // an object, or null
  };
}

/** How far a job is, for whoever may only go on behind it. */
export interface JobStanding {
  /** The newest run; null where it never ran. */
  readonly run: JobRun | null;
  /** Null without a run. */
  readonly totals: JobTotals | null;
  /** The newest verification; null where there was none. */
  readonly verification: JobRun | null;
  /** It went through all rows, and what it could not do was accepted by somebody. */
  readonly isFinished: boolean;
  /** A verification that began after the run had ended found nothing wrong. */
  readonly isVerified: boolean;
}

/** Reads it. `kind`: what the run is of. @throws as `Session.query` */
export async function readJobStanding(session: Session, name: string, kind = "backfill"): Promise<JobStanding> {
  const run = await findRun(session, name, kind);
  if (run === null) return { run, totals: null, verification: null, isFinished: false, isVerified: false };
  const [totals, verification] = [await readTotals(session, run.id), await findRun(session, name, verifyKind(kind))];
  const isFinished = run.state === "done";
  const isFresh = run.finishedAt !== null && verification !== null && verification.startedAt >= run.finishedAt;
  const isVerified = isFinished && isFresh && verification.state === "done" && Number(verification.result?.wrong ?? 1) === 0;
  return { run, totals, verification, isFinished, isVerified };
}

/** The kind under which runs of a kind are verified. */
export function verifyKind(kind: string): string {
  return kind === "backfill" ? "verify" : `verify-${kind}`;
}
