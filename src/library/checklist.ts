/** The library's `checklist`: the safety checklist of the next train, as `lockstep checklist show --format json` gives it. */

import type { ChecklistOutcome } from "../workflows/checklist.ts";
import type { LibraryOptions } from "./library-options.ts";
import { libraryTool } from "./run-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** What somebody has said already. */
export interface ChecklistOptions extends LibraryOptions {
  /** Losses that are accepted, by their names: `drop:column:public.users.email`. */
  readonly acknowledge?: readonly string[] | undefined;
}

/** Proves every item now, the rehearsal included; nothing is applied, and nothing is kept. @throws AppError as `apply` in a dry run */
export async function checklist(environment: string, options: ChecklistOptions = {}): Promise<ChecklistOutcome> {
  const { acknowledge = [] } = options;
  return runWorkflow(options, async (context) => {
    const { showChecklist } = await import("../workflows/checklist.ts");
    return showChecklist({ environment, acknowledged: acknowledge, tool: libraryTool }, context);
  });
}
