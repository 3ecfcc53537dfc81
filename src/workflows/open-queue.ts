/** The queue of a fleet, wherever `--queue` says that it is. */

import { parseConnectionUrl } from "../postgres/connection-url.ts";
import { FleetQueue } from "../postgres/fleet-queue.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { toSecretReference } from "../project/secrets/to-secret-reference.ts";
import type { Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Opens it; `place` is a URL or names a secret. @throws AppError CONFIG_INVALID, SECRET_*, URL_INVALID, QUEUE_UNAVAILABLE, CONNECT_* */
export async function openQueue(place: string, fleet: string, project: Project, context: WorkflowContext): Promise<FleetQueue> {
  const { value } = await resolveSecret(toSecretReference(place, "--queue", "the command line"), project.secrets);
  const { env, osUser, cwd } = context;
  return FleetQueue.open(parseConnectionUrl(value, { env, osUser, whose: "the queue" }), fleet, cwd);
}
