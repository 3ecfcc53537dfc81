/** The library's `verify`: whether a database has the schema that its journal says it must have, as `lockstep verify --format json` gives it. */

import type { VerifyOutcome } from "../workflows/verify.ts";
import type { LibraryOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** Verifies; reads only. @throws AppError JOURNAL_MISSING, IDENTITY_MISMATCH, SCRATCH_*, of configuration, secrets, connections */
export async function verify(environment: string, options: LibraryOptions = {}): Promise<VerifyOutcome> {
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/verify.ts");
    return workflow.verify(environment, context);
  });
}
