/** A scratch database where the configuration wants it: `scratch.url`, another environment's server, or one started here. */

import { AppError } from "../../core/app-error.ts";
import { parseConnectionUrl } from "../../postgres/connection-url.ts";
import { openScratchDatabase, type ScratchDatabase, type ScratchPlace } from "../../postgres/scratch/open-scratch-database.ts";
import { findEnvironment } from "../../project/find-environment.ts";
import { resolveSecret } from "../../project/secrets/resolve-secret.ts";
import type { SecretReference } from "../../project/secrets/secret-reference.ts";
import type { ReplayContext } from "./replay-context.ts";

/** Opens an empty database; the caller closes it. @throws AppError SCRATCH_*, SECRET_*, ENVIRONMENT_UNKNOWN, CONNECT_* */
export async function openScratch(context: ReplayContext): Promise<ScratchDatabase> {
  return openScratchDatabase(await placeOf(context));
}

async function placeOf({ workflow, project, wantedMajor }: ReplayContext): Promise<ScratchPlace> {
  const { scratch } = project.config;
  if (scratch === null) return { kind: "started", major: wantedMajor, env: workflow.env };
  const { value } = await resolveSecret(scratchUrl(scratch, { project, workflow }), project.secrets);
  const target = parseConnectionUrl(value, { env: workflow.env, osUser: workflow.osUser, whose: "the scratch server" });
  return { kind: "server", target, ...(workflow.signal === undefined ? {} : { signal: workflow.signal }) };
}

function scratchUrl(
  scratch: NonNullable<ReplayContext["project"]["config"]["scratch"]>,
  { project, workflow }: Pick<ReplayContext, "project" | "workflow">,
): SecretReference {
  if ("url" in scratch) return scratch.url;
  const environment = findEnvironment(project.config, scratch.on, workflow.env);
  if (environment.protected) {
    throw new AppError({
      code: "CONFIG_INVALID",
      message: `scratch.on names ${environment.name}, which is protected: scratch databases are not made there.`,
      hint: 'Name an environment for development: scratch: { on: "dev" }',
    });
  }
  return environment.directUrl ?? environment.url;
}
