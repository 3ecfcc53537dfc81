/** The library's `backfill`: a job's rows, changed or looked at, as `lockstep backfill run` and `verify` give it with `--format json`. */

import type { BackfillOutcome } from "../workflows/backfill.ts";
import type { BackfillVerification } from "../workflows/backfill-acts.ts";
import type { DataOptions } from "./data-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** Where and how a job runs. */
export interface BackfillOptions extends DataOptions {
  /** Begin anew, where a run is done. Default false. */
  readonly again?: boolean | undefined;
  /** Try the rows once more that were refused. Default false. */
  readonly retryQuarantine?: boolean | undefined;
  /** Why the rows that were refused may stay as they are. Default: they may not. */
  readonly acceptQuarantine?: string | undefined;
  /** A database whose queue hands the chunks out to `lockstep backfill work`. Default: this process does all. */
  readonly queue?: string | undefined;
  /** How long a worker that says nothing is waited for, in milliseconds. Default 30,000. */
  readonly leaseMs?: number | undefined;
}

/**
 * Runs `db/jobs/JOB.ts` from where it stands to its end. Rows that the server refuses are an outcome (`ending: "blocked"`). Stopped by the signal or
 * killed, the same call goes on.
 *
 * @throws AppError JOB_*, INTERRUPTED, CONFIRMATION_MISSING, IDENTITY_MISMATCH, PERMISSION_DENIED, QUEUE_UNAVAILABLE, of configuration, secrets,
 *   connections
 */
export async function backfill(job: string, options: BackfillOptions = {}): Promise<BackfillOutcome> {
  const { environment, confirm, again = false, retryQuarantine = false, acceptQuarantine, queue, leaseMs } = options;
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/backfill.ts");
    const request = {
      job,
      environment: environment ?? null,
      confirm: confirm ?? null,
      askText: null,
      again,
      retriesQuarantine: retryQuarantine,
      acceptsQuarantine: acceptQuarantine ?? null,
      queue: queue ?? null,
      leaseMs: leaseMs ?? null,
    };
    return workflow.backfill(request, context);
  });
}

/**
 * Looks at every row of the job's table; what is wrong is an outcome (`isRight: false`), as is a look that did not come to its end (`ending`).
 *
 * @throws AppError JOB_*, IDENTITY_MISMATCH, PERMISSION_DENIED, of configuration, secrets, connections
 */
export async function verifyBackfill(job: string, options: Omit<DataOptions, "confirm"> = {}): Promise<BackfillVerification> {
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/backfill-acts.ts");
    return workflow.verifyBackfill({ job, environment: options.environment ?? null }, context);
  });
}
