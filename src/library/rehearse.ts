/** The library's `rehearse`: migrations on a scratch copy of a source's schema, as `lockstep rehearse --format json` gives it. */

import type { RehearseOutcome } from "../workflows/rehearse.ts";
import type { LibraryOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** Which migrations. */
export interface RehearseOptions extends LibraryOptions {
  /** Files and folders. Default: all that are pending in the source. */
  readonly files?: readonly string[] | undefined;
}

/**
 * Rehearses. The source is only read; the result is kept as evidence beside the migrations.
 *
 * @throws AppError of configuration, secrets, connections, files; SCRATCH_* where no scratch database can be had
 */
export async function rehearse(source: string, options: RehearseOptions = {}): Promise<RehearseOutcome> {
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/rehearse.ts");
    return workflow.rehearse({ source, files: options.files ?? [], now: new Date() }, context);
  });
}
