/**
 * Which server production's rows may be restored on: one that is named for that, or one that is started for it. A server on which any
 * environment lives is neither, whatever name it goes by.
 */

import { AppError } from "../core/app-error.ts";
import { openSession } from "../postgres/connect.ts";
import { type ConnectionTarget, parseConnectionUrl } from "../postgres/connection-url.ts";
import { readServerStart } from "../postgres/server-start.ts";
import type { Environment } from "../project/environments.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import type { BackupPlace } from "./backup-place.ts";

/** The named server, proven to be nobody's; null where none is named. @throws AppError RESTORE_REFUSED, SECRET_*, CONNECT_* */
export async function namedServer(place: BackupPlace): Promise<ConnectionTarget | null> {
  const { project, context } = place;
  const { productionScratch } = project.config;
  if (productionScratch === null) return null;
  const { value } = await resolveSecret(productionScratch, project.secrets);
  const target = parseConnectionUrl(value, { env: context.env, osUser: context.osUser, whose: "scratch.production" });
  const tenant = await environmentOn(target, place);
  if (tenant === null) return target;
  throw new AppError({
    code: "RESTORE_REFUSED",
    message: `scratch.production leads to the server on which ${tenant.name} lives: the rows of ${place.environment.name} are not restored there. Nothing was done.`,
    hint: "Name a server that is there for it alone, or leave scratch.production out: Lockstep starts one here and deletes it afterwards.",
  });
}

/** An environment that lives on a server; null where none is known to. What cannot be asked is compared by its address. */
export async function environmentOn(target: ConnectionTarget, place: BackupPlace): Promise<Environment | null> {
  const started = await startOf(target);
  for (const environment of place.project.config.environments) {
    try {
      const { value } = await resolveSecret(environment.directUrl ?? environment.url, place.project.secrets);
      const other = parseConnectionUrl(value, { env: place.context.env, osUser: place.context.osUser });
      if (sharesAddress(target, other)) return environment;
      if ((await startOf(other)) === started) return environment;
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
      place.context.progress({
        step: `whether ${environment.name} lives on the same server`,
        state: "warning",
        detail: `it could not be asked: ${error.message}`,
      });
    }
  }
  return null;
}

function sharesAddress({ hosts }: ConnectionTarget, other: ConnectionTarget): boolean {
  return hosts.some((one) =>
    other.hosts.some(({ host, port }) => host.toLowerCase() === one.host.toLowerCase() && port === one.port),
  );
}

async function startOf(target: ConnectionTarget): Promise<string> {
  const session = await openSession(target, { connectTimeoutMs: 5_000, statementTimeoutMs: 5_000 });
  try {
    return await readServerStart(session);
  } finally {
    await session.close();
  }
}
