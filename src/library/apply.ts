/** The library's `apply`: pending migrations onto an environment, as `lockstep apply --format json` gives it. */

import type { ApplyOutcome } from "../workflows/apply.ts";
import type { LibraryOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** What to apply, how patiently, and what somebody has said for a protected environment. */
export interface ApplyOptions extends LibraryOptions {
  /** Up to and with this file or version. Default: everything that is pending. */
  readonly to?: string | undefined;
  /** Only these files. */
  readonly only?: readonly string[] | undefined;
  /** At most so many. */
  readonly limit?: number | undefined;
  /** Say what would be applied, and change nothing. */
  readonly dryRun?: boolean | undefined;
  /** The environment's name again, where it is protected. */
  readonly confirm?: string | undefined;
  /** In its place the hash of the plan that somebody has approved, as a dry run gives it. */
  readonly approve?: string | undefined;
  /** Losses that are accepted, by their names: `drop:column:public.users.email`. */
  readonly acknowledge?: readonly string[] | undefined;
  /** Compare an unprotected environment with a scratch copy on which the same ran. Default true. */
  readonly predict?: boolean | undefined;
  /** For all waits for locks of one attempt together. Default 3,000. */
  readonly lockTimeoutMs?: number | undefined;
  /** Attempts while locks are in the way. Default 10. */
  readonly attempts?: number | undefined;
  /** Longest wait for another runner. Default 60,000. */
  readonly waitMs?: number | undefined;
}

/**
 * Applies. What is applied stays applied when a later file fails.
 *
 * @throws AppError MIGRATION_FAILED, LOCK_TIMEOUT, RUNNER_BUSY, OUTCOME_UNKNOWN; refused: CONFIRMATION_MISSING, ACKNOWLEDGEMENT_MISSING,
 *   HISTORY_DIFFERS, IDENTITY_MISMATCH and others of exit code 3; of configuration, secrets, connections
 */
export async function apply(environment: string, options: ApplyOptions = {}): Promise<ApplyOutcome> {
  const { to, only = [], limit, dryRun = false, confirm, approve, acknowledge = [], predict = true } = options;
  const { lockTimeoutMs = 3_000, attempts = 10, waitMs = 60_000 } = options;
  const consent = {
    confirm: confirm ?? null,
    approve: approve ?? null,
    acknowledged: acknowledge,
    breakGlass: null,
    askText: null,
  };
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/apply.ts");
    return workflow.apply(
      {
        environment,
        to: to ?? null,
        only,
        limit: limit ?? null,
        isDryRun: dryRun,
        lockBudgetMs: lockTimeoutMs,
        attempts,
        waitMs,
        tool: "lockstep library",
        consent,
        predicts: predict,
      },
      context,
    );
  });
}
