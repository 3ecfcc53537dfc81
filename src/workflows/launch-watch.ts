/** `launch watch`: the signals of an environment after something was deployed, until they say stop or the time is over. It undoes nothing. */

import { findEnvironment } from "../project/find-environment.ts";
import { openProject } from "./open-project.ts";
import { scheduledEnvironment } from "./scheduled-environment.ts";
import { type WatchOutcome, type WatchTime, watchEnvironment } from "./watch.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** How to watch. */
export interface LaunchWatchRequest extends WatchTime {
  /** Null: the protected environment. */
  readonly environment: string | null;
  /** Null: as configured. */
  readonly forMs: number | null;
  readonly everyMs: number | null;
}

/** What came of it. */
export interface LaunchWatchOutcome extends WatchOutcome {
  /** What to type next, each with what it is for. */
  readonly next: readonly { readonly label: string; readonly command: string }[];
}

/** Watches; each look is told as progress. @throws AppError ENVIRONMENT_UNKNOWN and what `watchEnvironment` throws */
export async function launchWatch(request: LaunchWatchRequest, context: WorkflowContext): Promise<LaunchWatchOutcome> {
  const project = await openProject(context);
  const { config } = project;
  const environment = findEnvironment(config, request.environment ?? scheduledEnvironment(config), context.env);
  const { name } = environment;
  const step = `watch ${name}`;
  const forMs = request.forMs ?? config.watch.minutes * 60_000;
  const start = request.clock().getTime();
  let looks = 0;
  context.progress({ step, state: "start" });
  const { everyMs, clock, sleep } = request;
  const outcome = await watchEnvironment(
    environment,
    project,
    {
      forMs,
      everyMs,
      clock,
      sleep,
      baseline: null,
      onSample: (sample, verdict) => {
        looks++;
        const reasons = verdict.reasons.map(({ message }) => message).join("; ");
        const far = Math.min(1, (Date.parse(sample.at) - start) / forMs);
        context.progress({
          step,
          state: "progress",
          detail: `look ${looks}: ${verdict.kind}${reasons === "" ? "" : `, ${reasons}`}`,
          fraction: far,
        });
        if (verdict.kind === "stop") context.progress({ step, state: "warning", detail: `stop: ${reasons}` });
      },
    },
    context,
  );
  context.progress({ step, state: "done", detail: outcome.kind });
  return { ...outcome, next: outcome.kind === "stop" ? afterStop(name) : afterGo(config.launch !== null) };
}

function afterStop(name: string): LaunchWatchOutcome["next"] {
  return [
    { label: "what going back would take and lose", command: `lockstep rollback ${name} --dry-run` },
    { label: "whether the schema is what the journal says", command: `lockstep verify ${name}` },
    { label: "what was done, and when", command: `lockstep log show ${name}` },
    { label: "once it is mended", command: `lockstep launch watch ${name}` },
  ];
}

function afterGo(isPlanned: boolean): LaunchWatchOutcome["next"] {
  return isPlanned ? [{ label: "what is left of the launch", command: "lockstep launch status" }] : [];
}
