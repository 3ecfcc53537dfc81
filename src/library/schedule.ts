/** The library's `schedule`: windows, batches and what they take, as `lockstep schedule --format json` gives it. */

import type { ScheduleOutcome } from "../workflows/schedule.ts";
import type { LibraryOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** Whose schedule. */
export interface ScheduleOptions extends LibraryOptions {
  /** Default: the protected environment. */
  readonly environment?: string | undefined;
}

/** Works it out for this moment; reads only. A database that cannot be asked is told in `notSeen`. @throws AppError ENVIRONMENT_UNKNOWN, of configuration */
export async function schedule(options: ScheduleOptions = {}): Promise<ScheduleOutcome> {
  const { environment } = options;
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/schedule.ts");
    return workflow.schedule({ environment: environment ?? null, now: new Date() }, context);
  });
}
