/** The library's `smoke`: the configured smoke checks on an environment, as `lockstep smoke --format json` gives it. */

import type { SmokeOutcome } from "../workflows/smoke.ts";
import type { LibraryOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** Which checks to run. */
export interface SmokeOptions extends LibraryOptions {
  /** Only the checks of these names; of a part no evidence is kept. Default: all. */
  readonly only?: readonly string[] | undefined;
}

/**
 * Runs them, and keeps how they went as evidence. A check that fails is a result (`passed: false`).
 *
 * @throws AppError SMOKE_MISSING, SMOKE_INVALID, IDENTITY_MISMATCH, of configuration, secrets, connections
 */
export async function smoke(environment: string, options: SmokeOptions = {}): Promise<SmokeOutcome> {
  const { only = [] } = options;
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/smoke.ts");
    return workflow.smoke({ environment, only, clock: () => new Date() }, context);
  });
}
