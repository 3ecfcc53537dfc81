/** The checklist's item about smoke checks: each was seen to fail, and all are green on the stage before. */

import type { ItemVerdict } from "../core/release/checklist.ts";
import type { Migrating } from "./migrating.ts";
import { readSmokeStanding } from "./smoke-standing.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Judges. @throws AppError SMOKE_INVALID, SQL_SYNTAX, FILE_UNREADABLE */
export async function smokeVerdict(
  stage: string | null,
  { project, environment, folder }: Pick<Migrating, "project" | "environment" | "folder">,
  now: Date,
  context: WorkflowContext,
): Promise<ItemVerdict> {
  const request = { environment: environment.name, stage, folder, now };
  const { ready, green } = await readSmokeStanding(request, project, context);
  if (ready.state !== "proven") return ready;
  if (green.state === "not-applicable") return { ...ready, doesNotProve: `${ready.doesNotProve}; and ${green.why}` };
  if (green.state !== "proven") return green;
  return {
    state: "proven",
    why: `${ready.why}; ${green.why}`,
    doesNotProve: `${ready.doesNotProve}; ${green.doesNotProve}`,
    fix: null,
  };
}
