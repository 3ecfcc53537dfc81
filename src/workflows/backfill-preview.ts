/** `backfill run --dry-run`: what a job would do, as far as the server can say without running it. */

import { countQuery, lockedRowsQuery, rangeUpdate } from "../core/backfill/batch-sql.ts";
import type { JobPreview } from "../core/backfill/job-preview.ts";
import { chunkEnds } from "../postgres/chunk-ends.ts";
import { findRun } from "../postgres/job-store.ts";
import { findBoundary } from "../postgres/run-batch.ts";
import { readJob } from "../project/read-job.ts";
import { openDataPlace, refuseOtherDatabase } from "./data-place.ts";
import { prepareBackfill } from "./prepare-backfill.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Rows of the batch that is shown. */
const previewRows = 1_000;

/** Looks, and writes nothing. @throws AppError JOB_*, TRIGGER_UNDECIDED, IDENTITY_MISMATCH, SECRET_*, CONNECT_* */
export async function previewBackfill(
  request: { readonly job: string; readonly environment: string | null },
  context: WorkflowContext,
): Promise<JobPreview> {
  const place = await openDataPlace(request.environment, context);
  const file = await readJob(place.project.config, request.job);
  const session = await place.open();
  try {
    await refuseOtherDatabase(session, place);
    const { job, table, writes, warnings } = await prepareBackfill(session, file, place.environment.name);
    const ends = await chunkEnds(session, table, job.settings.rowsPerChunk);
    const upTo = ends.length === 0 ? null : await findBoundary(session, table, { after: null, upTo: null }, previewRows);
    const range = { after: null, upTo: upTo ?? ends.at(-1) ?? null };
    const { work } = job;
    const statement =
      work.kind === "sql"
        ? rangeUpdate(table, range, work)
        : work.kind === "computed"
          ? lockedRowsQuery(table, range, work.reads, work.where)
          : countQuery(table, range);
    const [, explained] = await session.run(["begin", `explain ${statement}`, "rollback"]);
    const run = await findRun(session, job.name, job.kind);
    return {
      job: file.name,
      environment: place.environment.name,
      table: table.qualified,
      key: table.key.map(({ name }) => name),
      writes,
      rows: table.rows,
      bytes: table.bytes,
      chunks: ends.length,
      statement,
      explained: (explained?.rows ?? []).map((row) => String(row["QUERY PLAN"])),
      open: run?.state === "open" || run?.state === "paused" ? { startedAt: run.startedAt, actor: run.actor } : null,
      warnings: warnings.map(({ message }) => message),
    };
  } finally {
    await session.close();
  }
}
