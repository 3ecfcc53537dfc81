/** A read-only session to an environment, for what only looks at its journal. */

import { openSession } from "../postgres/connect.ts";
import { parseConnectionUrl } from "../postgres/connection-url.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import type { Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Connects, does `work`, and closes. @throws AppError CONNECT_*, SECRET_*, URL_INVALID and what `work` throws */
export async function withEnvironment<T>(
  environment: Environment,
  project: Project,
  context: WorkflowContext,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { env, osUser, signal, timeoutMs } = context;
  const { value } = await resolveSecret(environment.url, project.secrets);
  const session = await openSession(parseConnectionUrl(value, { env, osUser, whose: environment.name }), {
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { connectTimeoutMs: timeoutMs, statementTimeoutMs: timeoutMs }),
  });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}
