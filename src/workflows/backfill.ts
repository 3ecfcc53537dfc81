/** `backfill run`: a job's rows, from where they stand to the end. */

import { AppError } from "../core/app-error.ts";
import type { JobProgress } from "../core/backfill/job-progress.ts";
import { type JobRecord, jobRecord } from "../core/backfill/job-record.ts";
import type { QuarantinedRow } from "../core/backfill/job-run.ts";
import { confirming } from "../core/confirming.ts";
import type { Finding } from "../core/finding.ts";
import { countOf } from "../core/report/count-words.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { acknowledgeQuarantine, findRun, readQuarantine } from "../postgres/job-store.ts";
import { findJobTable } from "../postgres/job-table.ts";
import { makeJobTables } from "../postgres/job-tables.ts";
import { requeueQuarantine } from "../postgres/requeue-quarantine.ts";
import type { Session } from "../postgres/session.ts";
import { readJob } from "../project/read-job.ts";
import type { DataJob, JobMeans, JobOutcome } from "./data-job.ts";
import { confirmData, type DataConsent, type DataPlace, openDataPlace, refuseOtherDatabase } from "./data-place.ts";
import { openQueue } from "./open-queue.ts";
import { openThrottle } from "./open-throttle.ts";
import { type PreparedBackfill, prepareBackfill } from "./prepare-backfill.ts";
import { chunkQueueName, handOutChunks } from "./queue-chunks.ts";
import { runDataJob } from "./run-data-job.ts";
import type { ThrottledTime } from "./throttle.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Which job, where and how. */
export interface BackfillRequest extends DataConsent {
  readonly job: string;
  /** Null: the only one there is. */
  readonly environment: string | null;
  /** Begin a run anew, where one is done. */
  readonly again: boolean;
  /** Rows of the quarantine are tried once more. */
  readonly retriesQuarantine: boolean;
  /** Where a queue is that hands the chunks out to `backfill work`; null: this process does all. */
  readonly queue: string | null;
  /** How long a worker that says nothing is waited for; null: as usual. */
  readonly leaseMs: number | null;
  /** Why the rows of the quarantine may stay as they are; null: they may not. */
  readonly acceptsQuarantine: string | null;
}

/** What came of it. */
export interface BackfillOutcome extends Omit<PacedOutcome, "run"> {
  readonly run: JobRecord;
  readonly job: string;
  readonly environment: string;
  /** Each run there is confirmed by its name. */
  readonly isProtected: boolean;
  readonly table: string;
  /** The first ones. */
  readonly quarantine: readonly QuarantinedRow[];
  /** Bytes that the table and its indexes have grown by since the run began. */
  readonly grownBytes: number;
  /** WAL that the server has written since the run began, by whomever; null where it cannot be told. */
  readonly walBytes: number | null;
  readonly findings: readonly Finding[];
}

/** Runs it. @throws AppError INTERRUPTED, JOB_*, CONFIRMATION_MISSING, IDENTITY_MISMATCH, SECRET_*, CONNECT_*, PERMISSION_DENIED */
export async function backfill(request: BackfillRequest, context: WorkflowContext): Promise<BackfillOutcome> {
  const place = await openDataPlace(request.environment, context);
  const { environment, project } = place;
  const file = await readJob(project.config, request.job);
  const session = await place.open();
  try {
    await refuseOtherDatabase(session, place);
    const warn = (detail: string) => context.progress({ step: file.name, state: "warning", detail });
    const prepared = withLease(await prepareBackfill(session, file, place.environment.name, warn), request.leaseMs);
    for (const { message } of prepared.warnings) warn(message);
    const { definition, table } = prepared;
    const line = `lockstep backfill run ${file.name} --env ${environment.name}`;
    await confirmData(place, request, `change ${prepared.writes.join(", ")} of ${definition.table}`, line);
    await makeJobTables(session);
    await settleQuarantine(session, prepared.job, request, place);
    const outcome = await throughQueue(request.queue, prepared.job, place, context, (handOut) =>
      runWith(prepared.job, place, { again: request.again, ...(handOut === null ? {} : { handOut }) }, context),
    );
    if (outcome.ending === "interrupted")
      throw new AppError({
        code: "INTERRUPTED",
        message: `${file.name} was stopped after the batch in hand; what is done is done.`,
        hint: confirming(line, environment),
      });
    const quarantine = await readQuarantine(session, outcome.run.id, 20);
    const { bytes } = await findJobTable(session, table.qualified, null);
    const walBytes = await walSince(session, outcome.run.definition.wal);
    return {
      ...outcome,
      run: jobRecord(outcome.run),
      job: file.name,
      environment: environment.name,
      isProtected: environment.protected,
      table: definition.table,
      quarantine,
      grownBytes: Math.max(0, bytes - outcome.run.definition.bytes),
      walBytes,
      findings: findingsOf(outcome, quarantine, file.file),
    };
  } finally {
    await session.close();
  }
}

async function walSince(session: Session, start: string | null): Promise<number | null> {
  if (start === null) return null;
  const [result] = await session.run([
    `select pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), ${quoteLiteral(start)})::pg_catalog.float8 as bytes`,
  ]);
  return Number(result?.rows[0]?.bytes ?? 0);
}

function withLease(prepared: PreparedBackfill, leaseMs: number | null): PreparedBackfill {
  if (leaseMs === null) return prepared;
  const { job } = prepared;
  return { ...prepared, job: { ...job, settings: { ...job.settings, leaseMs } } };
}

/** Opens the queue, where there is one, for as long as the work takes. */
async function throughQueue(
  place: string | null,
  { name, settings }: DataJob,
  { environment, project }: DataPlace,
  context: WorkflowContext,
  work: (handOut: NonNullable<JobMeans["handOut"]> | null) => Promise<PacedOutcome>,
): Promise<PacedOutcome> {
  if (place === null) return work(null);
  const queue = await openQueue(place, chunkQueueName(environment.name, name), project, context);
  const workLine = confirming(`lockstep backfill work ${name} --env ${environment.name} --queue …`, environment);
  try {
    return await work((run, session) => handOutChunks(run, session, { queue, leaseMs: settings.leaseMs, workLine, context }));
  } finally {
    await queue.close();
  }
}

/** What came of a job that was throttled. */
export interface PacedOutcome extends JobOutcome {
  /** How long it was held back, and by what. */
  readonly throttled: readonly ThrottledTime[];
}

/** Runs a job with the means of a process. @throws as `runDataJob` */
export async function runWith(
  job: DataJob,
  place: DataPlace,
  how: { readonly again: boolean; readonly handOut?: JobMeans["handOut"] },
  context: WorkflowContext,
): Promise<PacedOutcome> {
  const { progress } = context;
  const step = stepOf(job);
  progress({ step, state: "start" });
  let pids: () => readonly number[] = () => [];
  const warn = (detail: string) => progress({ step, state: "warning", detail: place.redact(detail) });
  const throttle = await openThrottle(job.pace ?? {}, {
    origin: job.name,
    relation: job.relation,
    target: place.target,
    workers: () => pids(),
    onChange: ({ level, reasons }) =>
      progress({ step, state: level === "go" ? "progress" : "warning", detail: levelWords(level, reasons) }),
    warn,
    signal: context.signal,
  });
  try {
    const means: JobMeans = {
      ...jobMeans(job, place, how.again, context),
      clear: (lastMs) => throttle.waitUntilClear(lastMs),
      onWorkers: (workers) => {
        pids = workers;
      },
    };
    const outcome = await runDataJob(job, how.handOut === undefined ? means : { ...means, handOut: how.handOut });
    progress({ step, state: "done", ...(outcome.ending === "done" ? {} : { detail: outcome.ending }) });
    return { ...outcome, throttled: throttle.spent() };
  } finally {
    await throttle.close();
  }
}

function levelWords(level: "go" | "slow" | "stop", reasons: readonly string[]): string {
  if (level === "go") return "goes on at full speed";
  return `${level === "slow" ? "slowed down" : "waits"}: ${reasons.join("; ")}`;
}

/** What a process of this machine gives a job. */
export function jobMeans(job: DataJob, place: DataPlace, again: boolean, { progress, signal }: WorkflowContext): JobMeans {
  const step = stepOf(job);
  return {
    open: () => place.open(`lockstep ${step}`.slice(0, 63)),
    actor: place.actor,
    worker: place.worker,
    commandOf: (action) => `lockstep backfill ${action} ${job.name} --env ${place.environment.name}`,
    again,
    clear: () => null,
    onProgress: teller(step, progress),
    onTrouble: (what) => progress({ step, state: "warning", detail: place.redact(what) }),
    sleep: (ms) => new Promise((done) => void setTimeout(done, ms)),
    now: () => performance.now(),
    random: Math.random,
    signal,
  };
}

function stepOf({ kind, name }: DataJob): string {
  return `${kind} ${name}`;
}

/** Tells a few times a second and no oftener. */
function teller(step: string, progress: WorkflowContext["progress"]): (now: JobProgress) => void {
  let last = 0;
  return (now) => {
    const at = performance.now();
    if (at - last < 250) return;
    last = at;
    const rate = now.rate === null ? "" : `, ${Math.round(now.rate).toLocaleString("en")} rows/s`;
    const left = now.secondsLeft === null ? "" : `, ${Math.ceil(now.secondsLeft)} s left`;
    progress({
      step,
      state: "progress",
      detail: `${now.read.toLocaleString("en")} rows${rate}${left}`,
      ...(now.fraction === null ? {} : { fraction: now.fraction }),
    });
  };
}

async function settleQuarantine(session: Session, job: DataJob, request: BackfillRequest, place: DataPlace): Promise<void> {
  const { retriesQuarantine, acceptsQuarantine } = request;
  if (!retriesQuarantine && acceptsQuarantine === null) return;
  const run = await findRun(session, job.name, job.kind);
  if (run?.state !== "open")
    throw new AppError({
      code: "JOB_REFUSED",
      message: `${job.name} has no open run, and no rows that wait for a decision.`,
      hint: `lockstep backfill status ${job.name} --env ${place.environment.name}`,
    });
  if (retriesQuarantine) await requeueQuarantine(session, run);
  else if (acceptsQuarantine !== null) await acknowledgeQuarantine(session, run.id, place.actor, acceptsQuarantine);
}

function findingsOf(
  { ending, totals, stillAsking }: JobOutcome,
  quarantine: readonly QuarantinedRow[],
  file: string,
): readonly Finding[] {
  const at = { file, line: 1, column: 1 };
  const asking: readonly Finding[] =
    ending === "unsettled"
      ? [{ rule: "job-unsettled", level: "high", message: `${stillAsking} rows still ask for it after two passes`, ...at }]
      : [];
  if (ending !== "blocked") return asking;
  const reasons = [...new Set(quarantine.map(({ state, reason }) => `${reason} (${state})`))];
  return [
    {
      rule: "job-quarantine",
      level: "high",
      message: `${countOf(totals.openQuarantine, "row")} refused: ${reasons.join("; ")}`,
      ...at,
    },
    ...asking,
  ];
}
