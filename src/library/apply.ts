/** The library's `apply`: pending migrations onto an environment, as `lockstep apply --format json` gives it. */

import type { ApplyOutcome } from "../workflows/apply.ts";
import { type RunOptions, runOf } from "./run-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** What to apply, how patiently, and what somebody has said for a protected environment. */
export interface ApplyOptions extends RunOptions {
  /** Up to and with this file or version. Default: everything that is pending. */
  readonly to?: string | undefined;
  /** Only these files. */
  readonly only?: readonly string[] | undefined;
  /** At most so many. */
  readonly limit?: number | undefined;
  /** Compare an unprotected environment with a scratch copy on which the same ran. Default true. */
  readonly predict?: boolean | undefined;
}

/**
 * Applies. What is applied stays applied when a later file fails.
 *
 * @throws AppError MIGRATION_FAILED, LOCK_TIMEOUT, RUNNER_BUSY, OUTCOME_UNKNOWN; refused: CONFIRMATION_MISSING, ACKNOWLEDGEMENT_MISSING,
 *   HISTORY_DIFFERS, IDENTITY_MISMATCH and others of exit code 3; of configuration, secrets, connections
 */
export async function apply(environment: string, options: ApplyOptions = {}): Promise<ApplyOutcome> {
  const { to, only = [], limit, predict = true } = options;
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/apply.ts");
    const wish = { to: to ?? null, only, limit: limit ?? null, predicts: predict };
    return workflow.apply({ environment, ...wish, ...runOf(options) }, context);
  });
}
