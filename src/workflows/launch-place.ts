/** Where a launch happens: the environment, its folder, the dated plan, and the journal as far as it can be asked. */

import { resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { EventSummary } from "../core/journal/journal-event.ts";
import { type JournalState, journalState } from "../core/journal/journal-state.ts";
import { type LaunchPlan, launchPlan } from "../core/release/launch-plan.ts";
import { launchRecord, type StoredLaunch } from "../core/release/launch-record.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import { serverTime } from "../postgres/server-time.ts";
import type { Environment } from "../project/environments.ts";
import { readEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { openProject, type Project } from "./open-project.ts";
import { scheduledEnvironment } from "./scheduled-environment.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Whose launch, and what time it is. */
export interface LaunchRequest {
  /** Null: the protected environment. */
  readonly environment: string | null;
  /** In place of the server's, for whoever plays through weeks in minutes. */
  readonly clock?: () => Date;
  /** This machine's, for when the server cannot be asked. */
  readonly localClock: () => Date;
  readonly tool: string;
}

/** What the database itself says. */
export type LaunchTarget =
  | {
      readonly kind: "asked";
      /** The server's major version. */
      readonly major: number;
      readonly events: readonly EventSummary[];
      readonly state: JournalState;
    }
  | { readonly kind: "unanswered"; readonly error: AppError };

/** A launch. */
export interface LaunchPlace {
  readonly project: Project;
  readonly environment: Environment;
  /** The migrations folder, absolute. */
  readonly folder: string;
  readonly plan: LaunchPlan;
  readonly target: LaunchTarget;
  /** The database's own identity; null: it could not be asked, or has none. */
  readonly database: string | null;
  readonly now: Date;
  readonly tool: string;
}

/** The dated plan, without asking anybody. @throws AppError LAUNCH_MISSING, CONFIG_INVALID */
export async function planLaunch(context: WorkflowContext): Promise<LaunchPlan> {
  return planOf(await openProject(context));
}

function planOf({ config }: Project): LaunchPlan {
  if (config.launch === null)
    throw new AppError({
      code: "LAUNCH_MISSING",
      message: "No launch is planned: the configuration says no day.",
      hint: 'launch: { date: "2027-03-01" } in lockstep.config.ts',
    });
  return launchPlan(config.launch.date, config.cadence?.zone ?? "UTC");
}

/** Opens it; a database that cannot be asked is told in `target`. @throws AppError LAUNCH_MISSING, CONFIG_INVALID, ENVIRONMENT_UNKNOWN, INTERRUPTED */
export async function openLaunch(request: LaunchRequest, context: WorkflowContext): Promise<LaunchPlace> {
  const project = await openProject(context);
  const { config } = project;
  const plan = planOf(project);
  const environment = findEnvironment(config, request.environment ?? scheduledEnvironment(config), context.env);
  const folder = resolve(config.directory, config.migrations.dir);
  const { target, time } = await askTarget(environment, project, context);
  const now = request.clock?.() ?? time ?? request.localClock();
  const database = target.kind === "asked" ? (target.state.identity?.database ?? null) : null;
  return { project, environment, folder, plan, target, database, now, tool: request.tool };
}

async function askTarget(
  environment: Environment,
  project: Project,
  context: WorkflowContext,
): Promise<{ readonly target: LaunchTarget; readonly time: Date | null }> {
  const { name } = environment;
  try {
    const { events, major, time } = await withEnvironment(environment, project, context, async (session) => ({
      events: await readSummaries(session),
      major: Math.floor(session.serverVersion / 10_000),
      time: await serverTime(session),
    }));
    const state = journalState(events);
    const { identity } = state;
    if (identity === null || identity.environment === name) return { target: { kind: "asked", major, events, state }, time };
    const error = new AppError({
      code: "IDENTITY_MISMATCH",
      message: `The database of ${name} says that it is ${identity.environment}: what its journal says is not about ${name}.`,
      hint: `lockstep identify ${name} --was ${identity.environment}`,
    });
    return { target: { kind: "unanswered", error }, time };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    return { target: { kind: "unanswered", error }, time: null };
  }
}

/** Everything that was kept of the environment's launches, newest first. */
export async function readLaunchRecords(folder: string, environment: string): Promise<readonly StoredLaunch[]> {
  return (await readEvidence(folder, "launch", environment)).flatMap(({ at, data }) => {
    const record = launchRecord(data);
    return record === null ? [] : [{ at, record }];
  });
}
