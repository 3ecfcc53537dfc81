/** Fetches the URLs of several environments at once: asking Doppler takes a second or two for each. */

import type { Environment } from "./environments.ts";
import { resolveSecret } from "./secrets/resolve-secret.ts";
import type { ResolvedSecret, SecretContext } from "./secrets/secret-source.ts";

/** An environment and where its database is. The URLs are secrets. */
export interface ResolvedEnvironment {
  readonly environment: Environment;
  readonly url: ResolvedSecret;
  /** Null when the environment has no other URL for sessions. */
  readonly directUrl: ResolvedSecret | null;
}

/**
 * The environments with their URLs, in the order given. When several fail, the error of the first of them is thrown,
 * after all have ended, so that no program is left behind.
 * @throws AppError SECRET_MISSING, SECRET_SOURCE_FAILED, IDENTITY_MISMATCH
 */
export async function resolveEnvironments(
  environments: readonly Environment[],
  context: SecretContext,
): Promise<readonly ResolvedEnvironment[]> {
  const outcomes = await Promise.allSettled(environments.map((environment) => resolveOne(environment, context)));
  return outcomes.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}

async function resolveOne(environment: Environment, context: SecretContext): Promise<ResolvedEnvironment> {
  const { url, directUrl } = environment;
  const [resolved, direct] = await Promise.all([
    resolveSecret(url, context),
    directUrl === null ? null : resolveSecret(directUrl, context),
  ]);
  return { environment, url: resolved, directUrl: direct };
}
