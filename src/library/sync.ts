/** The library's `sync`: the whole train, as `lockstep sync --format json` gives it. */

import type { TrainStep } from "../core/release/train-steps.ts";
import type { SyncOutcome } from "../workflows/sync.ts";
import { type RunOptions, runOf } from "./run-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** Which part of the train, and what somebody has said for a protected environment. */
export interface SyncOptions extends RunOptions {
  /** The last step that is wanted. Default: all. */
  readonly until?: TrainStep | undefined;
  /** When something fails after migrations were committed, undo them where nothing would be lost. Default false. */
  readonly rollbackOnFailure?: boolean | undefined;
  /** How long signals are watched at the end, in milliseconds. Default: as configured. */
  readonly watchMs?: number | undefined;
}

/**
 * Runs the train. A step that fails is an outcome (`outcome: "failed"`, and `failure` says why), a train that may not go is thrown.
 *
 * @throws AppError CHECKLIST_OPEN, OUTSIDE_WINDOW, FROZEN, SCHEMA_DRIFTED, CONFIRMATION_MISSING and others of exit code 3; of configuration,
 *   secrets, connections
 */
export async function sync(environment: string, options: SyncOptions = {}): Promise<SyncOutcome> {
  const { until, rollbackOnFailure = false, watchMs } = options;
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/sync.ts");
    const wish = { until: until ?? null, rollsBackOnFailure: rollbackOnFailure, watchMs: watchMs ?? null };
    return workflow.sync({ environment, ...wish, ...runOf(options) }, context);
  });
}
