/** Announces the window in which the next train goes to an environment, with exactly the files that ride. */

import { AppError } from "../core/app-error.ts";
import { type AnnounceOutcome, announce } from "./announce.ts";
import { currentWindow, nextTrain } from "./checklist.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is said, and by whom. */
export interface AnnounceTrainRequest {
  readonly environment: string;
  readonly reason: string;
  readonly by: string;
  readonly clock: () => Date;
}

/** Announces. @throws AppError USAGE where nothing rides or no window comes, and as `announce` */
export async function announceTrain(request: AnnounceTrainRequest, context: WorkflowContext): Promise<AnnounceOutcome> {
  const { environment: name, reason, by, clock } = request;
  const { project, environment, train } = await nextTrain(name, context);
  const window = await currentWindow(project, clock());
  if (window === null)
    throw new AppError({
      code: "USAGE",
      message: "There is no window that could be announced.",
      hint: 'cadence: { every: "week", on: "friday", window: "17:00-18:00", zone: "…" } in lockstep.config.ts',
    });
  if (train.riding.length === 0)
    throw new AppError({ code: "USAGE", message: `Nothing is pending on ${name}.`, hint: `lockstep status ${name}` });
  return announce({ environment: environment.name, window, files: train.riding, reason, by }, project, context, { clock });
}
