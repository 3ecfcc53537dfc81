/**
 * What every command that changes a database through migrations begins with: the environment, its folder, a target that holds the runner's
 * lock, the journal as it is under that lock, and the proof that the database is the one that is meant.
 */

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { AppError } from "../core/app-error.ts";
import type { EventPayload, NewEvent } from "../core/journal/journal-event.ts";
import { type JournalState, journalState } from "../core/journal/journal-state.ts";
import { parseConnectionUrl } from "../postgres/connection-url.ts";
import { readIdentity } from "../postgres/journal-digest.ts";
import { makeJournal, readSummaries } from "../postgres/journal-store.ts";
import { MigrationTarget } from "../postgres/migration-target.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { actorOf } from "./actor-of.ts";
import { openProject, type Project } from "./open-project.ts";
import { placeForMark, refuseMoved } from "./refuse-moved.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Who runs this, as the journal names them. */
export interface Runner {
  readonly actor: string;
  readonly host: string;
  /** Name and version of the tool. */
  readonly tool: string;
}

/** An environment whose database is held by this run alone. */
export interface Migrating {
  readonly project: Project;
  readonly environment: Environment;
  /** Absolute. */
  readonly folder: string;
  readonly target: MigrationTarget;
  readonly runner: Runner;
  /** The database's own identity, a UUID; with `marksLater` it may be one that it does not know of yet. */
  readonly database: string;
  /** Marks a database that nobody has marked yet; needed with `marksLater` before anything is written. @throws AppError PERMISSION_DENIED */
  readonly mark: () => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  /** As the journal tells now. */
  readonly state: () => Promise<JournalState>;
  /** An event of this run, with who and whence. */
  readonly event: (fields: Omit<NewEvent, "actor" | "database" | "attempt" | "payload">, payload: EventPayload) => NewEvent;
}

/** A database that is known already: whoever goes through a fleet finds it once. */
export interface MigratingPlace {
  readonly project: Project;
  readonly environment: Environment;
}

/** How to begin. */
export interface MigratingOptions {
  readonly environment: string;
  /** What `environment` leads to, where that is known. */
  readonly place?: MigratingPlace | undefined;
  /** Longest wait for another runner. */
  readonly waitMs: number;
  readonly tool: string;
  /** The database may belong to another environment, or to none: whoever asks is about to say so. */
  readonly isMarking?: boolean;
  /** Looks at a database that nobody has marked yet, before it is. */
  readonly beforeMarking?: (session: Session, environment: Environment, project: Project) => Promise<void>;
  /** Only looks: a database that nobody has marked stays so. */
  readonly isDryRun?: boolean;
  /** `work` may still refuse, and then nothing is to have happened: it calls `mark` itself. */
  readonly marksLater?: boolean;
  /** Has the statement of a runner that holds the lock cancelled. */
  readonly cancelsOrphan?: boolean;
}

/** Opens, does `work`, and lets go. @throws AppError IDENTITY_MISMATCH, DATABASE_MOVED, RUNNER_BUSY, CONNECT_*, READ_ONLY_SERVER, PERMISSION_DENIED and what `work` throws */
export async function migrating<T>(
  options: MigratingOptions,
  context: WorkflowContext,
  work: (migrating: Migrating) => Promise<T>,
): Promise<T> {
  const { project, environment } = options.place ?? (await placeOf(options.environment, context));
  const { config } = project;
  const runner = { actor: actorOf(context), host: hostname(), tool: options.tool };
  const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));
  const { value } = await resolveSecret(environment.directUrl ?? environment.url, project.secrets);
  const waiting = "waiting for another runner";
  let waited = false;
  const target = await MigrationTarget.open(
    parseConnectionUrl(value, { env: context.env, osUser: context.osUser, whose: environment.name }),
    {
      applicationName: `lockstep ${runner.host}:${process.pid}`.slice(0, 63),
      ...(context.timeoutMs === undefined ? {} : { connectTimeoutMs: context.timeoutMs }),
      waiting: {
        waitMs: options.waitMs,
        random: Math.random,
        sleep,
        now: Date.now,
        cancelsHolder: options.cancelsOrphan === true,
      },
      onWait: (holder) => {
        waited = true;
        context.progress({ step: waiting, state: "start", detail: holder });
      },
    },
  );
  if (waited) context.progress({ step: waiting, state: "done" });
  const tellPatience = () =>
    context.progress({ step: "stopping", state: "warning", detail: "after the statement in hand; Ctrl-C again ends it at once" });
  context.signal?.addEventListener("abort", tellPatience, { once: true });
  try {
    const { identity, mark } = await identityOf(target.session, { project, environment }, runner, {
      isMarking: options.isMarking === true,
      beforeMarking: async () => options.beforeMarking?.(target.session, environment, project),
      placeForMark: () => placeForMark(target.session, environment, project, context),
    });
    if (options.isDryRun !== true && options.marksLater !== true) await mark();
    return await work({
      project,
      environment,
      folder: migrationsPath(config),
      target,
      runner,
      database: identity,
      mark,
      sleep,
      state: async () => journalState(await readSummaries(target.session)),
      event: (fields, payload) => ({
        ...fields,
        attempt: randomUUID(),
        actor: runner.actor,
        database: identity,
        payload: { ...payload, host: runner.host, tool: runner.tool },
      }),
    });
  } finally {
    context.signal?.removeEventListener("abort", tellPatience);
    await target.close();
  }
}

async function placeOf(name: string, context: WorkflowContext): Promise<MigratingPlace> {
  const project = await openProject(context);
  return { project, environment: findEnvironment(project.config, name, context.env) };
}

/** The database's own identity, or the one that it gets by being marked as this environment's. */
async function identityOf(
  session: Session,
  place: MigratingPlace,
  runner: Runner,
  how: {
    readonly isMarking: boolean;
    readonly beforeMarking: () => Promise<void>;
    readonly placeForMark: () => ReturnType<typeof placeForMark>;
  },
): Promise<{ readonly identity: string; readonly mark: () => Promise<void> }> {
  const environment = place.environment.name;
  const known = await readIdentity(session);
  if (known !== null && (known.environment === environment || how.isMarking)) {
    if (!how.isMarking) await refuseMoved(session, known, place.environment);
    return { identity: known.database, mark: async () => {} };
  }
  if (known !== null)
    throw new AppError({
      code: "IDENTITY_MISMATCH",
      message: `${session.display} says that it is ${known.environment}, not ${environment}. Nothing was done.`,
      hint: `If it is a copy that is ${environment} from now on: lockstep identify ${environment} --was ${known.environment}`,
    });
  await how.beforeMarking();
  const identity = randomUUID();
  let isMarked = false;
  const mark = async () => {
    if (isMarked) return;
    const event: NewEvent = {
      attempt: randomUUID(),
      event: "identified",
      version: null,
      file: null,
      checksum: null,
      actor: runner.actor,
      database: identity,
      payload: { environment, database: identity, ...(await how.placeForMark()), host: runner.host, tool: runner.tool },
    };
    await makeJournal(session, event);
    isMarked = true;
  };
  return { identity, mark };
}
