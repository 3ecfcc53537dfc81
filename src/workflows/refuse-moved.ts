/**
 * A database that says that it is production, and is reached where production never was: the server has moved, or it is a copy of it under
 * its name. Nothing in a physical copy tells, so that a person is asked, once for each new place, before anything is written there.
 */

import { AppError } from "../core/app-error.ts";
import { parseConnectionUrl } from "../postgres/connection-url.ts";
import { endpointsOf, readCluster } from "../postgres/endpoint.ts";
import type { DatabaseMark } from "../postgres/journal-digest.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import type { Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is said of it. */
export interface MovedDatabase {
  readonly message: string;
  readonly hint: string;
}

/** Null where the mark knows the place, knows none, or the environment is not protected. @throws as `Session.query` */
export async function movedDatabase(
  session: Session,
  mark: DatabaseMark,
  { name, protected: isProtected }: Pick<Environment, "name" | "protected">,
): Promise<MovedDatabase | null> {
  const here = endpointsOf(session.target);
  // a tenant of a fleet keeps its mark when it moves to another server
  const isMember = name.includes("/");
  if (!isProtected || isMember || mark.endpoints.length === 0 || here.some((one) => mark.endpoints.includes(one))) return null;
  const cluster = await readCluster(session);
  const tells =
    cluster === null || mark.cluster === null
      ? ""
      : cluster === mark.cluster
        ? " Its system identifier is the same, as that of the server itself, of its standbys and of physical copies."
        : " Its system identifier is another one: it was restored from a dump, or upgraded by replication.";
  return {
    message: `${session.display} says that it is ${name}, and was marked at ${mark.endpoints.join(" and ")}: it has moved, or it is a copy.${tells}`,
    hint: `If it is ${name} from now on (a failover, another name): lockstep identify ${name} --confirm ${name}. If it is a copy, correct the URL; as an environment of its own: lockstep identify ENV --was ${name}`,
  };
}

/** Refuses such a database. @throws AppError DATABASE_MOVED, and as `Session.query` */
export async function refuseMoved(
  session: Session,
  mark: DatabaseMark,
  environment: Pick<Environment, "name" | "protected">,
): Promise<void> {
  const moved = await movedDatabase(session, mark, environment);
  if (moved === null) return;
  throw new AppError({ code: "DATABASE_MOVED", message: `${moved.message} Nothing was done.`, hint: moved.hint });
}

/** What a mark says of the place: every name by which the environment is reached, and the cluster. @throws AppError SECRET_*, URL_INVALID */
export async function placeForMark(
  session: Session,
  { name, url, directUrl }: Pick<Environment, "name" | "url" | "directUrl">,
  project: Project,
  { env, osUser }: Pick<WorkflowContext, "env" | "osUser">,
): Promise<{ readonly endpoints: readonly string[]; readonly cluster?: string }> {
  // the session has come by the other one
  const pooled =
    directUrl === null
      ? null
      : parseConnectionUrl((await resolveSecret(url, project.secrets)).value, { env, osUser, whose: name });
  const endpoints = [...new Set([...endpointsOf(session.target), ...(pooled === null ? [] : endpointsOf(pooled))])];
  const cluster = await readCluster(session);
  return { endpoints, ...(cluster === null ? {} : { cluster }) };
}
