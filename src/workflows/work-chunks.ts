/**
 * `backfill work`: a process that takes chunks of one job from a queue, on any machine that has the same repository and secrets. It may be killed
 * at any time: its chunk is given to others, and the ledger tells them how far it came.
 */

import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../core/app-error.ts";
import { ProgressMeter } from "../core/backfill/job-progress.ts";
import type { FleetQueue, TakenJob } from "../postgres/fleet-queue.ts";
import { findRun } from "../postgres/job-store.ts";
import { readJob } from "../project/read-job.ts";
import { jobMeans } from "./backfill.ts";
import { ChunkWorker } from "./chunk-worker.ts";
import { confirmData, type DataConsent, type DataPlace, openDataPlace, refuseOtherDatabase } from "./data-place.ts";
import { openQueue } from "./open-queue.ts";
import { type PreparedBackfill, prepareBackfill } from "./prepare-backfill.ts";
import { chunkQueueName, readChunkTask } from "./queue-chunks.ts";
import { placeOf, workerMeans } from "./run-data-job.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** How to work. */
export interface ChunkWorkRequest extends DataConsent {
  readonly job: string;
  readonly environment: string | null;
  /** Where the queue is. */
  readonly queue: string;
  /** Ends after so long without a chunk; null: never. */
  readonly idleMs: number | null;
}

/** What was done. */
export interface ChunkWorkOutcome {
  readonly job: string;
  readonly environment: string;
  readonly chunks: number;
  readonly failed: number;
}

const pollMs = 200;
const mayHeal = /^(?:CONNECT_|LOCK_TIMEOUT$|QUEUE_UNAVAILABLE$)/;

/** Works until it is told to stop, or nothing comes. @throws AppError JOB_*, CONFIRMATION_MISSING, IDENTITY_MISMATCH, QUEUE_UNAVAILABLE, CONNECT_* */
export async function workChunks(request: ChunkWorkRequest, context: WorkflowContext): Promise<ChunkWorkOutcome> {
  const place = await openDataPlace(request.environment, context);
  const { name } = place.environment;
  const file = await readJob(place.project.config, request.job);
  const line = `lockstep backfill work ${file.name} --env ${name} --queue …`;
  await confirmData(place, request, `help with ${file.name}`, line);
  const session = await place.open();
  let prepared: PreparedBackfill;
  try {
    await refuseOtherDatabase(session, place);
    prepared = await prepareBackfill(session, file, place.environment.name, (detail) =>
      context.progress({ step: file.name, state: "warning", detail }),
    );
  } finally {
    await session.close();
  }
  const queue = await openQueue(request.queue, chunkQueueName(name, file.name), place.project, context);
  const counts = { chunks: 0, failed: 0 };
  try {
    let busy = performance.now();
    while (context.signal?.aborted !== true) {
      const taken = await queue.take().catch(() => null);
      if (taken === null) {
        if (request.idleMs !== null && performance.now() - busy >= request.idleMs) break;
        await delay(pollMs);
        continue;
      }
      counts[(await finish(taken, { place, prepared, queue, context })) ? "chunks" : "failed"] += 1;
      busy = performance.now();
    }
  } finally {
    await queue.close();
  }
  return { job: file.name, environment: name, ...counts };
}

interface Bench {
  readonly place: DataPlace;
  readonly prepared: PreparedBackfill;
  readonly queue: FleetQueue;
  readonly context: WorkflowContext;
}

/** Never throws: what cannot be told to the queue is found out about when the lease has run out. */
async function finish(taken: TakenJob, bench: Bench): Promise<boolean> {
  const { queue, place } = bench;
  const renewing = setInterval(() => void queue.renew([taken.id]).catch(() => undefined), taken.leaseMs / 3);
  try {
    await perform(taken, bench);
    await queue.complete(taken.id, {}).catch(() => undefined);
    return true;
  } catch (error) {
    const known = error instanceof AppError ? error : null;
    const output = {
      code: known?.code ?? "INTERNAL",
      message: place.redact(known?.message ?? "The job's own code failed."),
      hint: known?.hint ?? null,
    };
    await queue.fail(taken.id, output, known !== null && mayHeal.test(known.code)).catch(() => undefined);
    return false;
  } finally {
    clearInterval(renewing);
  }
}

async function perform(taken: TakenJob, { place, prepared, context }: Bench): Promise<void> {
  const { job, table } = prepared;
  const asked = readChunkTask(taken.data);
  if (asked === null || asked.checksum !== job.checksum)
    throw new AppError({
      code: "JOB_CHANGED",
      message: `${job.name} is not the same here as where it was handed out.`,
      hint: "Let all workers have the same commit and the same version of Lockstep.",
    });
  const step = `${job.name}, chunk ${asked.chunk}`;
  context.progress({ step, state: "start" });
  const means = jobMeans(job, place, false, context);
  const session = await place.open();
  const run = await findRun(session, job.name, job.kind).finally(() => session.close());
  if (run?.id !== asked.run || run.state !== "open") return; // over, or another run by now
  const meter = new ProgressMeter(run.definition.rows, 0, means.now());
  const worker = await ChunkWorker.open(workerMeans({ job, place: placeOf(job, run, table), means, meter }, asked.chunk));
  try {
    const ending = await worker.workChunk(asked.chunk);
    context.progress({ step, state: "done", detail: ending });
  } finally {
    await worker.close();
  }
}
