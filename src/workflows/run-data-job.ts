/**
 * The engine of data jobs: finds the run that is open or begins one, has its workers go through the chunks, looks once more for rows that still ask,
 * and writes down what came of it. Killed at any moment, the next call goes on.
 */

import { AppError } from "../core/app-error.ts";
import type { BatchLimits } from "../core/backfill/batch-size.ts";
import { isCheck } from "../core/backfill/batch-work.ts";
import { ProgressMeter } from "../core/backfill/job-progress.ts";
import type { JobRun, JobTotals } from "../core/backfill/job-run.ts";
import { chunkEnds } from "../postgres/chunk-ends.ts";
import { countAsking } from "../postgres/count-asking.ts";
import { addChunk, beginRun, findRun, finishRun, readTotals } from "../postgres/job-store.ts";
import { findJobTable, type JobTable } from "../postgres/job-table.ts";
import { makeJobTables } from "../postgres/job-tables.ts";
import type { BatchPlace } from "../postgres/run-batch.ts";
import type { Session } from "../postgres/session.ts";
import { ChunkWorker, type WorkerEnding, type WorkerMeans } from "./chunk-worker.ts";
import type { DataJob, JobMeans, JobOutcome } from "./data-job.ts";

/** Runs it to its end, as far as it can. @throws AppError JOB_INVALID, JOB_CHANGED, JOB_REFUSED, JOB_FAILED, PERMISSION_DENIED, CONNECT_* */
export async function runDataJob(job: DataJob, means: JobMeans): Promise<JobOutcome> {
  const session = await means.open();
  try {
    await makeJobTables(session);
    const table = await findJobTable(session, job.relation, job.key);
    const found = await openRun(session, job, table, means);
    if (found.run.state === "done")
      return {
        run: found.run,
        totals: await readTotals(session, found.run.id),
        ending: "done-before",
        isResumed: true,
        here: nothing,
        stillAsking: 0,
      };
    const place = placeOf(job, found.run, table);
    const before = await readTotals(session, found.run.id);
    const meter = new ProgressMeter(found.run.definition.rows, before.read, means.now());
    const started = means.now();
    const passThrough = () => means.handOut?.(found.run, session) ?? goThrough(job, place, means, meter);
    let ending = await passThrough();
    let stillAsking = 0;
    if (ending === "finished") {
      stillAsking = await countAsking(session, place, found.run);
      if (stillAsking > 0 && found.run.definition.upper !== null) {
        // keys that moved, partitions that were changed, rows that came in between: once more, and no oftener
        await addChunk(session, found.run.id, found.run.definition.upper);
        ending = await passThrough();
        if (ending === "finished") stillAsking = await countAsking(session, place, found.run);
      }
    }
    return await settle(session, found, { ending, stillAsking, isCheck: isCheck(job.work), meter, started }, means);
  } finally {
    await session.close();
  }
}

const nothing = { read: 0, written: 0, batches: 0, seconds: 0 };

interface FoundRun {
  readonly run: JobRun;
  readonly isResumed: boolean;
}

async function openRun(session: Session, job: DataJob, table: JobTable, means: JobMeans): Promise<FoundRun> {
  for (let { again } = means; ; again = false) {
    const known = await findRun(session, job.name, job.kind);
    const isOpen = known?.state === "open" || known?.state === "paused";
    if (known !== null && isOpen) return { run: resumable(known, job, means), isResumed: true };
    if (known?.state === "done" && known.checksum === job.checksum && !again) return { run: known, isResumed: true };
    if (known !== null && job.isOnce === true && !again) await refuseSecond(session, known);
    const ends = await chunkEnds(session, table, job.settings.rowsPerChunk);
    const { rows } = await session.query("select pg_catalog.pg_is_in_recovery() as is_standby");
    if (rows[0]?.is_standby === true)
      throw new AppError({
        code: "READ_ONLY_SERVER",
        message: `${session.display} is a standby, which only reads.`,
        hint: "Use the URL of the primary.",
      });
    const wal = await session.query("select pg_catalog.pg_current_wal_lsn()::pg_catalog.text as wal");
    const begun = await beginRun(session, {
      name: job.name,
      kind: job.kind,
      relation: table.qualified,
      checksum: job.checksum,
      definition: {
        key: table.key,
        upper: ends.at(-1) ?? null,
        rows: table.rows,
        bytes: table.bytes,
        wal: String(wal.rows[0]?.wal),
      },
      actor: means.actor,
      follows: known?.id ?? null,
      ends,
    });
    if (begun !== null) return { run: begun, isResumed: false };
    // somebody else has begun the same one just now: we help with it, and where it is done already, that was what we were asked for
  }
}

/** Refuses a run over rows that one before it has changed, or may still be changing. */
async function refuseSecond(session: Session, before: JobRun): Promise<void> {
  const { written, workers } = await readTotals(session, before.id);
  if (written === 0 && workers.length === 0) return;
  const what = before.state === "cancelled" ? "was cancelled" : "was done in another form";
  throw new AppError({
    code: "JOB_REFUSED",
    message: `${before.name} ${what} after ${written} rows were written, and nothing tells these rows from the others: they would be changed twice. Nothing was done.`,
    hint: "Give the job a `where` that is true for rows which still ask for it; or, if all rows are to be changed once more: --again",
  });
}

function resumable(run: JobRun, job: DataJob, { commandOf }: JobMeans): JobRun {
  if (run.state === "paused")
    throw new AppError({
      code: "JOB_REFUSED",
      message: `${run.name} was paused${run.reason === null ? "" : `: ${run.reason}`}.`,
      hint: commandOf("resume"),
    });
  if (run.checksum === job.checksum) return run;
  throw new AppError({
    code: "JOB_CHANGED",
    message: `${run.name} has an open run of ${run.startedAt} by ${run.actor}, and what the job does has changed since.`,
    hint: `Undo the edit and let it end, or: ${commandOf("cancel")}`,
  });
}

/** Where the batches of a run take place. */
export function placeOf({ work, settings }: DataJob, run: JobRun, table: JobTable): BatchPlace {
  const { leaseMs, lockTimeoutMs, statementTimeoutMs, isReplica } = settings;
  // the run keeps to the key that it was cut along
  return {
    run: run.id,
    table: { ...table, key: run.definition.key },
    work,
    leaseMs,
    lockTimeoutMs,
    statementTimeoutMs,
    isReplica,
  };
}

/** All workers of this process, until nothing is left; the first failure ends the others after their batch. */
async function goThrough(job: DataJob, place: BatchPlace, means: JobMeans, meter: ProgressMeter): Promise<WorkerEnding> {
  const { settings } = job;
  const stop = new AbortController();
  const signal = means.signal === undefined ? stop.signal : AbortSignal.any([means.signal, stop.signal]);
  const workers: ChunkWorker[] = [];
  means.onWorkers?.(() => workers.map(({ backendPid }) => backendPid));
  const one = async (number: number): Promise<WorkerEnding> => {
    const worker = await ChunkWorker.open(workerMeans({ job, place, means: { ...means, signal }, meter }, number));
    workers.push(worker);
    try {
      return await worker.work();
    } catch (error) {
      stop.abort();
      throw error;
    } finally {
      await worker.close();
    }
  };
  const endings = await Promise.allSettled(Array.from({ length: settings.workers }, (_, i) => one(i + 1)));
  const failed = endings.find((ending) => ending.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  const values = endings.flatMap((ending) => (ending.status === "fulfilled" ? [ending.value] : []));
  return values.find((value) => value !== "finished") ?? "finished";
}

/** What worker `number` of this process is given. */
export function workerMeans(
  {
    job: { settings },
    place,
    means,
    meter,
  }: { readonly job: DataJob; readonly place: BatchPlace; readonly means: JobMeans; readonly meter: ProgressMeter },
  number: number,
): WorkerMeans {
  const { open, clear, sleep, now, random, signal, onTrouble } = means;
  return {
    place,
    name: `${means.worker}#${number}`,
    statusCommand: means.commandOf("status"),
    limits: inMemory(settings.batch, place),
    quarantineLimit: isCheck(place.work) ? Number.POSITIVE_INFINITY : settings.quarantineLimit,
    open,
    clear,
    sleep,
    now,
    random,
    signal,
    events: {
      onBatch: (batch) => {
        meter.add(batch, now());
        means.onProgress(meter.at(now()));
      },
      onTrouble,
    },
  };
}

/** What Node looks at is held in memory: fewer rows where they are wide. */
function inMemory(limits: BatchLimits, { work, table }: BatchPlace): BatchLimits {
  const isHeld = work.kind === "computed" || work.kind === "check-rows";
  if (!isHeld || table.rows === 0 || table.bytes === 0) return limits;
  const most = Math.floor(mostHeldBytes / (table.bytes / table.rows));
  return { ...limits, most: Math.max(limits.least, Math.min(limits.most, most)) };
}

/** On the server's disk, where wide values are compressed. */
const mostHeldBytes = 16 * 2 ** 20;

/** What has happened in this call. */
interface Passed {
  readonly ending: WorkerEnding;
  readonly stillAsking: number;
  readonly isCheck: boolean;
  readonly meter: ProgressMeter;
  readonly started: number;
}

async function settle(session: Session, { run, isResumed }: FoundRun, passed: Passed, means: JobMeans): Promise<JobOutcome> {
  const totals = await readTotals(session, run.id);
  const ending = await endingOf(session, run, totals, passed);
  if (ending === "done") {
    const { read, written, wrong, digest, quarantined } = totals;
    await finishRun(session, run.id, { read, written, wrong, digest, quarantined, stillAsking: passed.stillAsking });
  }
  const { read, written, batches } = passed.meter.at(means.now());
  return {
    run: (await findRun(session, run.name, run.kind)) ?? run,
    totals,
    ending,
    isResumed,
    here: { read, written, batches, seconds: (means.now() - passed.started) / 1_000 },
    stillAsking: passed.stillAsking,
  };
}

async function endingOf(
  session: Session,
  run: JobRun,
  totals: JobTotals,
  { ending, stillAsking, isCheck }: Passed,
): Promise<JobOutcome["ending"]> {
  if (ending === "interrupted") return "interrupted";
  if (ending === "halted") {
    const now = await findRun(session, run.name, run.kind);
    return now?.state === "paused" ? "paused" : "cancelled";
  }
  // what a check found wrong is its result, and ends it
  if (!isCheck && totals.openQuarantine > 0) return "blocked";
  return stillAsking > 0 ? "unsettled" : "done";
}
