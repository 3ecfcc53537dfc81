/** `backfill status|pause|resume|cancel|verify`: what stands in the ledger, and what a person may say about it. */

import { AppError } from "../core/app-error.ts";
import { type JobRecord, jobRecord } from "../core/backfill/job-record.ts";
import type { JobRun, JobTotals, QuarantinedRow } from "../core/backfill/job-run.ts";
import { type KeyColumn, keyEquals } from "../core/backfill/key-order.ts";
import type { Finding } from "../core/finding.ts";
import { countOf } from "../core/report/count-words.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { changeState, findRun, listRuns, readQuarantine, readTotals, verifyKind } from "../postgres/job-store.ts";
import { listJobs, readJob } from "../project/read-job.ts";
import { runWith } from "./backfill.ts";
import { type DataPlace, openDataPlace, refuseOtherDatabase } from "./data-place.ts";
import { prepareBackfill } from "./prepare-backfill.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A job as it stands. */
export interface JobStatus {
  readonly run: JobRecord;
  readonly totals: JobTotals;
  /** The first ones. */
  readonly quarantine: readonly QuarantinedRow[];
}

/** All that were asked for. */
export interface BackfillStatus {
  readonly environment: string;
  readonly jobs: readonly JobStatus[];
  /** Jobs in the folder that `backfill run` has never run here. */
  readonly neverRan: readonly string[];
  /** Jobs in the folder that are `encrypt run`'s, and that it has never run here. */
  readonly neverEncrypted: readonly string[];
}

/** Reads the ledger; null: of every job. @throws AppError JOB_MISSING, SECRET_*, CONNECT_* */
export async function backfillStatus(
  request: { readonly job: string | null; readonly environment: string | null },
  context: WorkflowContext,
): Promise<BackfillStatus> {
  const place = await openDataPlace(request.environment, context);
  const session = await place.open();
  try {
    const runs = (await listRuns(session)).filter(({ name }) => request.job === null || name === request.job);
    const known = new Set(runs.map(({ name }) => name));
    if (request.job !== null && runs.length === 0) await readJob(place.project.config, request.job);
    const jobs: JobStatus[] = [];
    for (const run of runs)
      jobs.push({
        run: jobRecord(run),
        totals: await readTotals(session, run.id),
        quarantine: await readQuarantine(session, run.id, 20),
      });
    const names = request.job === null ? listJobs(place.project.config) : [request.job];
    const never = await byKind(
      names.filter((name) => !known.has(name)),
      place,
    );
    return { environment: place.environment.name, jobs, ...never };
  } finally {
    await session.close();
  }
}

// A job that does not load is told of by whoever runs it.
async function byKind(names: readonly string[], { project }: DataPlace) {
  const neverRan: string[] = [];
  const neverEncrypted: string[] = [];
  for (const name of names) {
    const file = await readJob(project.config, name).catch(() => null);
    (file?.definition.kind === "encryption" ? neverEncrypted : neverRan).push(name);
  }
  return { neverRan, neverEncrypted };
}

/** What a person does to a run. */
export type BackfillAct = "pause" | "resume" | "cancel";

/** Which. */
export interface BackfillActRequest {
  readonly act: BackfillAct;
  readonly job: string;
  readonly environment: string | null;
  readonly reason: string | null;
}

/** Does it; workers notice with their next batch. @throws AppError JOB_REFUSED where no such run is open, IDENTITY_MISMATCH, CONNECT_* */
export async function backfillAct(
  request: BackfillActRequest,
  context: WorkflowContext,
): Promise<JobStatus & { readonly environment: string; readonly act: BackfillAct }> {
  const { act, job, reason } = request;
  const place = await openDataPlace(request.environment, context);
  const session = await place.open();
  try {
    await refuseOtherDatabase(session, place);
    const open = (await listRuns(session)).find(({ name, state }) => name === job && (state === "open" || state === "paused"));
    if (open === undefined) throw nothingOpen(job, place);
    const changed =
      act === "pause"
        ? await changeState(session, open.id, ["open"], "paused", reason)
        : act === "resume"
          ? await changeState(session, open.id, ["paused"], "open", null)
          : await changeState(session, open.id, ["open", "paused"], "cancelled", reason);
    const run = (await findRun(session, job, open.kind)) ?? open;
    if (!changed)
      throw new AppError({
        code: "JOB_REFUSED",
        message: `${job} is ${run.state} on ${place.environment.name}.`,
        hint: `lockstep backfill status ${job} --env ${place.environment.name}`,
      });
    const [totals, quarantine] = [await readTotals(session, run.id), await readQuarantine(session, run.id, 20)];
    return { act, environment: place.environment.name, run: jobRecord(run), totals, quarantine };
  } finally {
    await session.close();
  }
}

function nothingOpen(job: string, { environment }: DataPlace): AppError {
  return new AppError({
    code: "JOB_REFUSED",
    message: `${job} has no open run on ${environment.name}.`,
    hint: `lockstep backfill status --env ${environment.name}`,
  });
}

/** SQL that is true for rows which somebody has accepted as they are; null where there are none. */
function acceptedRows(run: JobRun | null, key: readonly KeyColumn[]): string | null {
  const { quarantined } = run?.result ?? {};
  if (run === null || Number(quarantined ?? 0) === 0) return null;
  return `exists (select from lockstep.job_quarantine q where q.job = ${quoteLiteral(run.id)}
    and q.acknowledged_by is not null and ${keyEquals(key, "t", "q.key")})`;
}

/** What a verification found. */
export interface BackfillVerification extends JobStatus {
  readonly job: string;
  readonly environment: string;
  /** What was looked for, in SQL: true for a row that is right. */
  readonly expected: string;
  /** Every row was looked at, and none was wrong. */
  readonly isRight: boolean;
  readonly ending: "done" | "paused" | "cancelled";
  readonly findings: readonly Finding[];
}

/** Looks at every row. @throws AppError JOB_*, IDENTITY_MISMATCH, CONNECT_* */
export async function verifyBackfill(
  request: { readonly job: string; readonly environment: string | null },
  context: WorkflowContext,
): Promise<BackfillVerification> {
  const place = await openDataPlace(request.environment, context);
  const file = await readJob(place.project.config, request.job);
  const session = await place.open();
  try {
    await refuseOtherDatabase(session, place);
    const { check, table } = await prepareBackfill(session, file, place.environment.name);
    if (check?.work.kind !== "check-sql")
      throw new AppError({
        code: "JOB_INVALID",
        message: `${file.file} says nothing by which a row could be told to be right.`,
        hint: 'verify: "email_lower is not distinct from lower(email)"',
      });
    const kind = verifyKind("backfill");
    const accepted = acceptedRows(await findRun(session, file.name, "backfill"), table.key);
    const work = {
      ...check.work,
      // in this order: it may be the question that an accepted row cannot answer
      expected: accepted === null ? check.work.expected : `case when ${accepted} then true else (${check.work.expected}) end`,
    };
    const outcome = await runWith({ ...check, kind, work }, place, { again: true }, context);
    if (outcome.ending === "interrupted")
      throw new AppError({
        code: "INTERRUPTED",
        message: `${file.name} was being verified, and nothing is proven yet: ${countOf(outcome.totals.read, "row")} looked at.`,
        hint: `lockstep backfill verify ${file.name} --env ${place.environment.name}`,
      });
    const quarantine = await readQuarantine(session, outcome.run.id, 20);
    const { wrong } = outcome.totals;
    const ending = outcome.ending === "paused" || outcome.ending === "cancelled" ? outcome.ending : "done";
    return {
      job: file.name,
      environment: place.environment.name,
      run: jobRecord(outcome.run),
      totals: outcome.totals,
      quarantine,
      expected: check.work.expected,
      isRight: ending === "done" && wrong === 0,
      ending,
      findings:
        wrong === 0
          ? []
          : [
              {
                rule: "job-verify",
                level: "high",
                message: `${countOf(wrong, "row")} ${wrong === 1 ? "is" : "are"} not as ${file.name} would leave ${wrong === 1 ? "it" : "them"}`,
                file: file.file,
                line: 1,
                column: 1,
              },
            ],
    };
  } finally {
    await session.close();
  }
}
