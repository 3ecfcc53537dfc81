/**
 * The checklist of a batch whose rehearsal did not come about: a file that does not run on the copy, or no copy to run it on. The gate of `apply`
 * stops there; whoever only looks is shown everything else too.
 */

import { AppError } from "../core/app-error.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import type { Checklist } from "../core/release/checklist.ts";
import { serverTime } from "../postgres/server-time.ts";
import { batchChecklist } from "./batch-checklist.ts";
import { migrating } from "./migrating.ts";
import { readTarget } from "./predict.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to show. */
export interface UnrehearsedBatch {
  readonly environment: string;
  readonly files: readonly MigrationFile[];
  readonly acknowledged: readonly string[];
  readonly tool: string;
  readonly clock: (() => Date) | undefined;
}

/** Proves what can be proven; a failure that is not the rehearsal's is thrown on. Reads only. @throws the failure, and as `migrating` */
export async function unrehearsedChecklist(
  batch: UnrehearsedBatch,
  failure: unknown,
  context: WorkflowContext,
): Promise<Checklist> {
  if (!(failure instanceof AppError) || !isOfRehearsal.test(failure.code)) throw failure;
  const { environment: name, files, acknowledged, tool, clock } = batch;
  const why = failure.message.replace(/\.$/, "");
  return migrating({ environment: name, waitMs: 10_000, tool, isDryRun: true }, context, async (run) => {
    const schema = await readTarget(run.target.session, run.environment);
    const now = clock?.() ?? (await serverTime(run.target.session));
    const subject = { fit: { migrations: [], risks: new Map() }, losses: [], isResumed: false, isShown: true, failure: why };
    return batchChecklist({ ...subject, files, acknowledged, schema, now }, run, context);
  });
}

const isOfRehearsal = /^(MIGRATION_FAILED|REHEARSAL_REFUSED|SCRATCH_.*)$/;
