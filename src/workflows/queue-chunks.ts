/**
 * Hands the chunks of a run out to workers on other machines. The queue starts them, retries, and shows them; whether a chunk is done says the
 * ledger alone, so that nothing rests on the queue being exact.
 */

import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../core/app-error.ts";
import type { JobRun } from "../core/backfill/job-run.ts";
import { undoneChunks } from "../postgres/chunk-claims.ts";
import type { FleetQueue, QueuedJob } from "../postgres/fleet-queue.ts";
import { findRun } from "../postgres/job-store.ts";
import type { Session } from "../postgres/session.ts";
import type { WorkerEnding } from "./chunk-worker.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What a worker is told; it knows the database and the job from its own configuration. */
export interface ChunkTask {
  readonly run: string;
  readonly chunk: number;
  /** Of the job, as the worker must have it too. */
  readonly checksum: string;
}

/** How it is handed out. */
export interface HandOut {
  readonly queue: FleetQueue;
  readonly leaseMs: number;
  /** `lockstep backfill work names --env production`, for whoever wonders why nothing happens. */
  readonly workLine: string;
  readonly context: WorkflowContext;
}

const lookEveryMs = 300;
const silenceMs = 15_000;
/** Times that a chunk is handed out before the run gives up on it; pg-boss tries each three times. */
const mostHandOuts = 5;

/** The queue of a job's chunks; queues of fleets have other names. */
export function chunkQueueName(environment: string, job: string): string {
  return `data-${environment}-${job}`.replaceAll(/[^\w.-]/g, "_");
}

/** Waits until every chunk is done. @throws AppError JOB_FAILED, QUEUE_UNAVAILABLE, CONNECT_* */
export async function handOutChunks(run: JobRun, session: Session, how: HandOut): Promise<WorkerEnding> {
  const { queue, context } = how;
  const sent = new Map<number, string>();
  const times = new Map<number, number>();
  let heard = performance.now();
  await queue.withdraw();
  for (;;) {
    const left = await undoneChunks(session, run.id);
    if (left.length === 0) return "finished";
    const now = await findRun(session, run.name, run.kind);
    const isHalted = now?.id === run.id && now.state !== "open";
    if (isHalted || context.signal?.aborted === true) {
      await queue.withdraw();
      return isHalted ? "halted" : "interrupted";
    }
    const states = new Map((await queue.look([...sent.values()])).map((job) => [job.id, job]));
    for (const { number: chunk, isAbandoned } of left) {
      const job = states.get(sent.get(chunk) ?? "");
      if (job !== undefined && job.state !== "created") heard = performance.now();
      // a worker that was killed is seen at once in the ledger, and only after its lease by the queue
      const isWaiting = job?.state === "created" || job?.state === "retry" || (job?.state === "active" && !isAbandoned);
      if (isWaiting) continue;
      const time = (times.get(chunk) ?? 0) + 1;
      if (job?.state === "failed") refuse(job, chunk, time);
      times.set(chunk, time);
      sent.set(chunk, await queue.send(`${run.id}:${chunk}:${time}`, task(run, chunk), how.leaseMs));
    }
    if (performance.now() - heard > silenceMs) {
      heard = Number.POSITIVE_INFINITY;
      context.progress({ step: `nobody takes a chunk; start a worker: ${how.workLine}`, state: "warning" });
    }
    await delay(lookEveryMs);
  }
}

function task({ id, checksum }: JobRun, chunk: number): ChunkTask {
  return { run: id, chunk, checksum };
}

/** What fails for its own sake ends the run; a worker that was gone is nobody's fault. */
function refuse({ output }: QueuedJob, chunk: number, time: number): void {
  const { code, message, hint } = fieldsOf(output);
  const isOwn = typeof code === "string" && typeof message === "string";
  if (isOwn || time > mostHandOuts)
    throw new AppError({
      code: "JOB_FAILED",
      message: isOwn
        ? message
        : `Chunk ${chunk} was handed out ${mostHandOuts} times, and each worker was gone before it was done.`,
      hint: typeof hint === "string" ? hint : "What is done is done; the same command goes on.",
    });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Reads what a job of the queue holds; null for what this version does not know. */
export function readChunkTask(data: unknown): ChunkTask | null {
  const { run, chunk, checksum } = fieldsOf(data);
  const isTask = typeof run === "string" && typeof chunk === "number" && typeof checksum === "string";
  return isTask ? { run, chunk, checksum } : null;
}
