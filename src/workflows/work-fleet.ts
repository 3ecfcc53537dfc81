/**
 * `work`: a process that takes jobs of a fleet, on any machine that has the same repository and secrets. It may be killed at any time: its
 * jobs are given to others, and the journal of each database tells them what is done.
 */

import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../core/app-error.ts";
import { createSecretRegister } from "../core/report/secret-register.ts";
import type { FleetQueue, TakenJob } from "../postgres/fleet-queue.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { applyToMember, memberPlace } from "./apply-fleet.ts";
import { findPlace } from "./find-place.ts";
import { folderDigest, readJob, requestOf } from "./fleet-job.ts";
import { type FleetMember, fleetMembers } from "./fleet-members.ts";
import type { MigratingPlace } from "./migrating.ts";
import { openQueue } from "./open-queue.ts";
import { failedMember, type MemberResult } from "./run-fleet.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** How to work. */
export interface WorkRequest {
  readonly environment: string;
  /** Where the queue is. */
  readonly queue: string;
  /** At most so many databases at a time. */
  readonly jobs: number;
  /** Ends after so long without a job; null: never. */
  readonly idleMs: number | null;
  readonly tool: string;
}

/** What was done. */
export interface WorkOutcome {
  readonly environment: string;
  readonly done: number;
  readonly failed: number;
}

const pollMs = 300;
/** What may be otherwise at another time or on another machine; all else would fail the same way again. */
const mayHeal =
  /^(?:CONNECT_|RUNNER_BUSY$|LOCK_TIMEOUT$|OUTCOME_UNKNOWN$|INTERRUPTED$|SECRET_|QUEUE_UNAVAILABLE$|STATEMENT_TIMEOUT$)/;

/** Works until it is told to stop, or nothing comes. @throws AppError USAGE for what is no fleet, and as `openQueue` */
export async function workFleet(request: WorkRequest, context: WorkflowContext): Promise<WorkOutcome> {
  const place = await findPlace(request.environment, context);
  if (place.environment.fleet === null)
    throw new AppError({
      code: "USAGE",
      message: `${request.environment} is one database: there is nothing to share out.`,
      hint: `lockstep apply ${request.environment}`,
    });
  // what goes into the queue passes a redactor that knows every secret of this run
  const secrets = createSecretRegister();
  const learn = (secret: string) => {
    secrets.add(secret);
    context.learn(secret);
  };
  const told = { ...context, learn };
  const project = { ...place.project, secrets: { ...place.project.secrets, learn } };
  const queue = await openQueue(request.queue, request.environment, project, told);
  const worker = { request, place: { ...place, project }, queue, context: told, redact: secrets.redact, known: knownMembers() };
  try {
    return await take(worker);
  } finally {
    await queue.close();
  }
}

interface FleetWorker {
  readonly request: WorkRequest;
  readonly place: MigratingPlace;
  readonly queue: FleetQueue;
  readonly context: WorkflowContext;
  readonly redact: (text: string) => string;
  readonly known: ReturnType<typeof knownMembers>;
}

async function take(worker: FleetWorker): Promise<WorkOutcome> {
  const { request, queue, context } = worker;
  const running = new Map<string, Promise<void>>();
  const counts = { done: 0, failed: 0 };
  let busy = performance.now();
  let warned = false;
  while (context.signal?.aborted !== true) {
    try {
      const job = running.size < request.jobs ? await queue.take() : null;
      warned = false;
      if (job !== null) {
        const work = finish(job, worker).then((isDone) => {
          counts[isDone ? "done" : "failed"] += 1;
          running.delete(job.id);
        });
        running.set(job.id, work);
        continue;
      }
    } catch (error) {
      if (!warned) context.progress({ step: "the queue", state: "warning", detail: error instanceof Error ? error.message : "" });
      warned = true;
    }
    if (running.size > 0) busy = performance.now();
    if (request.idleMs !== null && performance.now() - busy >= request.idleMs) break;
    await Promise.race([delay(pollMs), ...running.values()]);
  }
  await Promise.all(running.values());
  return { environment: request.environment, ...counts };
}

/** Never throws: what cannot be told to the queue is found out about when the lease has run out. */
async function finish(job: TakenJob, worker: FleetWorker): Promise<boolean> {
  const { queue, redact } = worker;
  const renewing = setInterval(() => void queue.renew([job.id]).catch(() => undefined), job.leaseMs / 3);
  try {
    const { state, files, error } = await perform(job, worker);
    if (error === null || state === "skipped") await queue.complete(job.id, { state, files }).catch(() => undefined);
    else {
      const output = { code: error.code, message: redact(error.message), hint: error.hint === null ? null : redact(error.hint) };
      await queue.fail(job.id, output, mayHeal.test(error.code)).catch(() => undefined);
    }
    return state !== "failed";
  } finally {
    clearInterval(renewing);
  }
}

async function perform(job: TakenJob, { request, place, context, known }: FleetWorker): Promise<MemberResult> {
  const { project, environment } = place;
  try {
    const asked = readJob(job.data);
    const folder = migrationsPath(project.config);
    if ((await folderDigest(folder)) !== asked.folder)
      throw new AppError({
        code: "QUEUE_UNAVAILABLE",
        message: "The migrations of a worker are not those of the run that handed out the work.",
        hint: "Let all workers have the same commit.",
      });
    const member = await known(asked.database, place, context);
    const own = memberPlace(project, environment, member);
    const { name } = own.environment;
    context.progress({ step: name, state: "start" });
    const progress: WorkflowContext["progress"] = (event) => context.progress({ ...event, step: `${name}: ${event.step}` });
    const result = await applyToMember({ ...requestOf(name, asked, request.tool), place: own }, { ...context, progress });
    context.progress({
      step: name,
      state: result.error === null ? "done" : "warning",
      detail: result.error?.message ?? result.state,
    });
    return result;
  } catch (error) {
    return failedMember(error);
  }
}

/** Looks a database up, and asks again where it is not known yet: tenants come. */
function knownMembers() {
  let members: readonly FleetMember[] = [];
  return async (name: string, { project, environment }: MigratingPlace, context: WorkflowContext): Promise<FleetMember> => {
    const before = members.find((member) => member.name === name);
    if (before !== undefined) return before;
    if (environment.fleet !== null) members = await fleetMembers(environment.name, environment.fleet, project.secrets, context);
    const found = members.find((member) => member.name === name);
    if (found !== undefined) return found;
    throw new AppError({ code: "ENVIRONMENT_UNKNOWN", message: `${environment.name} has no database ${name}.` });
  };
}
