/** Hands the databases of a fleet out to workers and waits for what becomes of them. */

import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../core/app-error.ts";
import type { FleetQueue, QueuedJob } from "../postgres/fleet-queue.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import type { FleetRequest } from "./apply-fleet.ts";
import { folderDigest, jobFor } from "./fleet-job.ts";
import { openQueue } from "./open-queue.ts";
import { type FleetExecutor, failedMember, type MemberResult, memberResult } from "./run-fleet.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Between looks at the queue. */
const lookEveryMs = 300;
/** A queue that cannot be reached for so long is given up. */
const patienceMs = 60_000;
/** Nobody has taken anything for so long: perhaps there is no worker. */
const silenceMs = 15_000;

/** An executor whose work is done elsewhere. @throws AppError RUNNER_BUSY where the fleet is being handed out already, and as `openQueue` */
export async function queued(
  request: FleetRequest,
  place: string,
  context: WorkflowContext,
): Promise<FleetExecutor & { readonly close: () => Promise<void> }> {
  const { project, environment } = request.place;
  const folder = await folderDigest(migrationsPath(project.config));
  const queue = await openQueue(place, environment.name, project, context);
  try {
    await takeOver(queue, environment.name, context);
    const waiting = new Map<string, (result: MemberResult) => void>();
    let isOpen = true;
    const watching = watch(queue, waiting, () => isOpen, environment.name, context);
    return {
      jobs: request.jobs ?? Number.POSITIVE_INFINITY,
      run: async ({ name }, isFirst) => {
        try {
          await queue.forgetDead([name]);
          const predicts = request.predicts === true && isFirst;
          const id = await queue.send(name, jobFor(name, request, folder, predicts), request.leaseMs);
          return await new Promise<MemberResult>((done) => void waiting.set(id, done));
        } catch (error) {
          return failedMember(error);
        }
      },
      giveUp: async () => void (await queue.withdraw().catch(() => 0)),
      close: async () => {
        isOpen = false;
        await watching;
        await queue.close();
      },
    };
  } catch (error) {
    await queue.close();
    throw error;
  }
}

/** What an earlier run handed out is taken back, and what is being worked at is waited for. */
async function takeOver(queue: FleetQueue, fleet: string, context: WorkflowContext): Promise<void> {
  if (!(await queue.claim()))
    throw new AppError({
      code: "RUNNER_BUSY",
      message: `Somebody hands out the databases of ${fleet} already.`,
      hint: "Wait until that run has ended.",
      retryable: true,
    });
  let left = await queue.withdraw();
  if (left > 0) context.progress({ step: `wait for ${left} jobs of an earlier run`, state: "start" });
  while (left > 0) {
    if (context.signal?.aborted === true)
      throw new AppError({ code: "INTERRUPTED", message: "Stopped. Nothing was handed out." });
    await delay(lookEveryMs);
    // whose worker is gone is given back, and then taken back
    await queue.look([]);
    left = await queue.withdraw();
  }
}

async function watch(
  queue: FleetQueue,
  waiting: Map<string, (result: MemberResult) => void>,
  isOpen: () => boolean,
  fleet: string,
  context: WorkflowContext,
): Promise<void> {
  let reached = Date.now();
  let heard = Date.now();
  while (isOpen()) {
    await delay(lookEveryMs);
    if (waiting.size === 0) heard = Date.now();
    try {
      for (const job of await queue.look([...waiting.keys()])) {
        if (job.state !== "created") heard = Date.now();
        const result = resultOf(job);
        if (result === null) continue;
        waiting.get(job.id)?.(result);
        waiting.delete(job.id);
      }
      reached = Date.now();
    } catch (error) {
      if (Date.now() - reached < patienceMs) continue;
      for (const done of waiting.values()) done(failedMember(error));
      waiting.clear();
    }
    if (Date.now() - heard < silenceMs) continue;
    heard = Number.POSITIVE_INFINITY;
    context.progress({ step: `nobody takes a job; start one: lockstep work ${fleet} --queue …`, state: "warning" });
  }
}

/** Null while it is not over. */
function resultOf({ state, output }: QueuedJob): MemberResult | null {
  switch (state) {
    case "completed":
      return readResult(output);
    case "cancelled":
      return memberResult("not-begun");
    case "failed":
      return memberResult("failed", { error: readError(output) });
    default:
      return null;
  }
}

function readResult(output: unknown): MemberResult {
  const { state, files } = fieldsOf(output);
  const names = Array.isArray(files) ? files.filter((file) => typeof file === "string") : [];
  return memberResult(state === "applied" || state === "skipped" ? state : "up-to-date", { files: names });
}

// pg-boss has words of its own for a job whose worker was gone each time
function readError(output: unknown): MemberResult["error"] {
  const { code, message, hint } = fieldsOf(output);
  if (typeof code === "string" && typeof message === "string")
    return { code, message, hint: typeof hint === "string" ? hint : null };
  return {
    code: "CONNECT_LOST",
    message: "Each worker that took it was gone before it had ended.",
    hint: "The journal of the database tells what has happened, and the next run goes on.",
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
