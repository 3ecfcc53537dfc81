/** The library's `status`: which migration stands how on which environment, as `lockstep status --format json` gives it. */

import type { StatusOutcome } from "../workflows/status.ts";
import type { LibraryOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/**
 * Asks these environments, or all that are configured; one that cannot be reached says so and hides no other.
 *
 * @throws AppError ENVIRONMENT_UNKNOWN, FILE_UNREADABLE, of configuration
 */
export async function status(environments: readonly string[] = [], options: LibraryOptions = {}): Promise<StatusOutcome> {
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/status.ts");
    return workflow.status(environments, new Date(), context);
  });
}
