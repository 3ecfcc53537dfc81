/** What the checklist needs to know of smoke checks, gathered: the checks of now, the faults they noticed, how they ran on the stage before. */

import { AppError } from "../core/app-error.ts";
import { type SmokeStage, type SmokeStanding, smokeStanding } from "../core/release/smoke-standing.ts";
import { readEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { loadSmokeChecks } from "../project/smoke-files.ts";
import type { Project } from "./open-project.ts";
import { journalHead } from "./smoke-place.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** For whom. */
export interface SmokeStandingRequest {
  /** The environment that is to be changed. */
  readonly environment: string;
  /** The one before it; null where there is none. */
  readonly stage: string | null;
  /** The migrations folder, absolute. */
  readonly folder: string;
  readonly now: Date;
}

/** Reads and judges; a stage that cannot be asked is an open item. @throws AppError SMOKE_INVALID, SQL_SYNTAX, FILE_UNREADABLE, INTERRUPTED */
export async function readSmokeStanding(
  { environment, stage, folder, now }: SmokeStandingRequest,
  project: Project,
  context: WorkflowContext,
): Promise<SmokeStanding> {
  const { checks } = await loadSmokeChecks(project.config);
  const names = project.config.environments.map(({ name }) => name);
  const [faults, records, found] = await Promise.all([
    Promise.all([...new Set([environment, ...names])].map((name) => readEvidence(folder, "smoke-fault", name))),
    stage === null || checks.length === 0 ? [] : readEvidence(folder, "smoke", stage),
    stage === null || checks.length === 0 ? { stage: null, why: null } : askStage(stage, project, context),
  ]);
  const standing = smokeStanding(records, faults.flat(), checks, { stage: found.stage, environment, now });
  if (found.why === null) return standing;
  return { ...standing, green: { state: "open", why: found.why, doesNotProve: "", fix: `lockstep smoke ${stage}` } };
}

async function askStage(
  name: string,
  project: Project,
  context: WorkflowContext,
): Promise<{ readonly stage: SmokeStage | null; readonly why: string | null }> {
  try {
    const environment = findEnvironment(project.config, name, context.env);
    const head = await withEnvironment(environment, project, context, (session) => journalHead(session, name));
    return { stage: { environment: name, head }, why: null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    return { stage: null, why: `${name} could not be asked: ${error.message}` };
  }
}
