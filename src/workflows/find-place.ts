/** What a name leads to, before it is known whether it is one database or a fleet of them. */

import { findEnvironmentOrFleet } from "../project/find-environment.ts";
import type { MigratingPlace } from "./migrating.ts";
import { openProject } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Finds it. @throws AppError ENVIRONMENT_UNKNOWN, SECRET_MISSING, CONFIG_INVALID, CONFIG_UNREADABLE */
export async function findPlace(name: string, context: WorkflowContext): Promise<MigratingPlace> {
  const project = await openProject(context);
  return { project, environment: findEnvironmentOrFleet(project.config, name, context.env) };
}
