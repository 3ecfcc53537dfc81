/**
 * The two databases of a copy, opened only after it is certain that rows may go from one to the other: never into a protected environment,
 * never into the database that they come from, and never into one that says it is somebody else.
 */

import { randomBytes } from "node:crypto";
import { AppError } from "../core/app-error.ts";
import { openSession } from "../postgres/connect.ts";
import { parseConnectionUrl } from "../postgres/connection-url.ts";
import { readIdentity } from "../postgres/journal-digest.ts";
import { sameDatabase } from "../postgres/same-database.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { openProject, type Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Where rows come from and where they go. */
export interface CopyRoute {
  readonly project: Project;
  readonly from: Environment;
  readonly to: Environment;
}

/** A route with both ends open. `source` only reads. */
export interface CopyPlace extends CopyRoute {
  readonly source: Session;
  readonly target: Session;
}

/** The route, if it is one that rows may take. @throws AppError ENVIRONMENT_*, COPY_REFUSED */
export async function copyRoute(
  names: { readonly from: string; readonly to: string },
  context: WorkflowContext,
): Promise<CopyRoute> {
  const project = await openProject(context);
  const from = findEnvironment(project.config, names.from, context.env);
  const to = findEnvironment(project.config, names.to, context.env);
  if (to.protected)
    throw refused(
      `${to.name} is protected: no copy is ever written there, whatever it comes from.`,
      from.protected
        ? `Into an environment that is not: lockstep copy ${from.name} staging`
        : `The other way round? lockstep copy ${to.name} ${from.name}`,
    );
  if (from.name === to.name) throw refused(`${from.name} cannot be copied into itself.`, `lockstep copy ${from.name} dev`);
  return { project, from, to };
}

/** Opens both, does `work`, and closes them. @throws AppError CONNECT_*, SECRET_*, SAME_DATABASE, IDENTITY_MISMATCH, READ_ONLY_SERVER, COPY_REFUSED and what `work` throws */
export async function withCopyPlace<T>(
  route: CopyRoute,
  context: WorkflowContext,
  work: (place: CopyPlace) => Promise<T>,
): Promise<T> {
  const source = await openEnd(route.from, route, context, true);
  try {
    const target = await openEnd(route.to, route, context, false);
    try {
      const place = { ...route, source, target };
      await refuseWrongTarget(place, context);
      return await work(place);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** A session to one of the two, which takes its time. Close it. */
export async function openEnd(
  environment: Environment,
  { project }: Pick<CopyRoute, "project">,
  context: WorkflowContext,
  readOnly: boolean,
): Promise<Session> {
  const { env, osUser, signal, timeoutMs } = context;
  const { value } = await resolveSecret(environment.directUrl ?? environment.url, project.secrets);
  return openSession(parseConnectionUrl(value, { env, osUser, whose: environment.name }), {
    readOnly,
    statementTimeoutMs: 0,
    applicationName: "lockstep copy",
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { connectTimeoutMs: timeoutMs }),
  });
}

async function refuseWrongTarget(place: CopyPlace, context: WorkflowContext): Promise<void> {
  const { source, target, from, to } = place;
  if (target.inReplica)
    throw new AppError({
      code: "READ_ONLY_SERVER",
      message: `${target.display} is a read replica: nothing can be copied there.`,
      hint: "Use the URL of the primary.",
    });
  const both = `${from.name} and ${to.name}`;
  if (await isSame(source, target))
    throw sameError(`${both} are one and the same database (${target.display}). Nothing was done.`);
  const mark = await readIdentity(target);
  if (mark !== null && mark.environment !== to.name)
    throw new AppError({
      code: "IDENTITY_MISMATCH",
      message: `${target.display} says that it is ${mark.environment}, not ${to.name}. Nothing was done.`,
      hint: `If it is a copy that is ${to.name} from now on: lockstep identify ${to.name} --was ${mark.environment}`,
    });
  // a URL that was pasted into the wrong variable must not empty production
  for (const environment of place.project.config.environments) {
    if (!environment.protected || environment.fleet !== null || environment.name === from.name) continue;
    if (await leadsTo(target, environment, place, context))
      throw sameError(
        `What is configured as ${to.name} is the database of ${environment.name}, which is protected. Nothing was done.`,
      );
  }
}

async function leadsTo(target: Session, environment: Environment, place: CopyPlace, context: WorkflowContext): Promise<boolean> {
  try {
    const other = await openEnd(environment, place, context, true);
    try {
      return await isSame(other, target);
    } finally {
      await other.close();
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    const step = `whether ${place.to.name} is the database of ${environment.name}`;
    context.progress({ step, state: "warning", detail: `it could not be asked: ${error.message}` });
    return false;
  }
}

function isSame(a: Session, b: Session): Promise<boolean> {
  return sameDatabase(a, b, randomBytes(8).readBigUInt64BE() >> 1n);
}

function sameError(message: string): AppError {
  return new AppError({ code: "SAME_DATABASE", message, hint: "lockstep config print shows where each URL comes from." });
}

function refused(message: string, hint: string): AppError {
  return new AppError({ code: "COPY_REFUSED", message: `${message} Nothing was done.`, hint });
}
