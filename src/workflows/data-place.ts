/** The database that a data job works on: found, consented to, known to be the one that is meant, and how to open sessions to it. */

import { hostname } from "node:os";
import { AppError } from "../core/app-error.ts";
import { openSession } from "../postgres/connect.ts";
import { type ConnectionTarget, parseConnectionUrl } from "../postgres/connection-url.ts";
import { readIdentity } from "../postgres/journal-digest.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { actorOf } from "./actor-of.ts";
import { openProject, type Project } from "./open-project.ts";
import { redacting } from "./redacting.ts";
import { refuseMoved } from "./refuse-moved.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A place to work at. */
export interface DataPlace {
  readonly project: Project;
  readonly environment: Environment;
  readonly target: ConnectionTarget;
  /** A session that may write; the caller closes it. `purpose` is shown in pg_stat_activity. */
  readonly open: (purpose?: string) => Promise<Session>;
  readonly actor: string;
  /** `host:pid`. */
  readonly worker: string;
  readonly redact: (text: string) => string;
}

/** What a person has said about it. */
export interface DataConsent {
  /** `--confirm`: the environment's name. */
  readonly confirm: string | null;
  /** Asks for a text on the terminal; null where nobody can answer. */
  readonly askText: ((question: string) => Promise<string>) | null;
}

/** Finds it. Null: the only environment that there is. @throws AppError USAGE, ENVIRONMENT_UNKNOWN, SECRET_*, URL_INVALID */
export async function openDataPlace(name: string | null, context: WorkflowContext): Promise<DataPlace> {
  const { project, redact } = redacting(await openProject(context), context);
  const environment = findEnvironment(project.config, name ?? onlyName(project), context.env);
  const { value } = await resolveSecret(environment.directUrl ?? environment.url, project.secrets);
  const target = parseConnectionUrl(value, { env: context.env, osUser: context.osUser, whose: environment.name });
  return {
    project,
    environment,
    target,
    actor: actorOf(context),
    worker: `${hostname()}:${process.pid}`,
    redact,
    open: async (purpose = "lockstep job") => {
      const session = await openSession(target, {
        readOnly: false,
        applicationName: purpose,
        // each batch sets its own; what looks at a whole table must not be cut off
        statementTimeoutMs: 0,
        ...(context.timeoutMs === undefined ? {} : { connectTimeoutMs: context.timeoutMs }),
      });
      return waiting(session);
    },
  };
}

/** While workers work, others wait for hours: a role's idle_session_timeout must not end them. Closed when that fails. */
async function waiting(session: Session): Promise<Session> {
  try {
    // only where there is one: behind a pooler in transaction mode the setting would outlive us
    await session.run([
      `select pg_catalog.set_config('idle_session_timeout', '0', false) as set
       where pg_catalog.current_setting('idle_session_timeout') operator(pg_catalog.<>) '0'`,
    ]);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

function onlyName({ config }: Project): string {
  const names = config.environments.map(({ name }) => name);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  throw new AppError({
    code: "USAGE",
    message: "Which environment? Data is changed in one, and it has to be said in which.",
    hint: names.length === 0 ? "--env dev" : names.map((name) => `--env ${name}`).join(" · "),
  });
}

/**
 * Has a protected environment named by whoever changes its data.
 *
 * @param what `encrypt 2 columns of public.users`
 * @param line the command that goes on: `lockstep backfill run names --env production`
 * @throws AppError CONFIRMATION_MISSING
 */
export async function confirmData(
  place: DataPlace,
  { confirm, askText }: DataConsent,
  what: string,
  line: string,
): Promise<void> {
  const { name, protected: isProtected } = place.environment;
  const missing = (message: string) =>
    new AppError({ code: "CONFIRMATION_MISSING", message: `${message} Nothing was done.`, hint: `${line} --confirm ${name}` });
  if (confirm !== null && confirm !== name) throw missing(`--confirm says ${confirm}, and this is ${name}.`);
  if (!isProtected || confirm === name) return;
  if (askText === null) throw missing(`${name} is protected, and nobody has confirmed this.`);
  if ((await askText(`On ${name}: ${what}. Type ${name} to go on`)).trim() !== name) throw missing(`${name} was not confirmed.`);
}

/**
 * Refuses a database that says it is another one, and a protected environment that nobody has marked yet.
 *
 * @returns the database's own identity; null where it has none
 * @throws AppError IDENTITY_MISMATCH, DATABASE_MOVED, CONNECT_*
 */
export async function refuseOtherDatabase(session: Session, { environment }: DataPlace): Promise<string | null> {
  const identity = await readIdentity(session);
  const { name } = environment;
  if (identity?.environment === name) await refuseMoved(session, identity, environment);
  if (identity?.environment === name || (identity === null && !environment.protected)) return identity?.database ?? null;
  throw new AppError({
    code: "IDENTITY_MISMATCH",
    message:
      identity === null
        ? `${session.display} is not marked as ${name} yet, and ${name} is protected. Nothing was done.`
        : `${session.display} says that it is ${identity.environment}, not ${name}. Nothing was done.`,
    hint:
      identity === null
        ? `If it is ${name}: lockstep identify ${name} (its migrations, lockstep baseline or lockstep apply, mark it too)`
        : `If it is a copy that is ${name} from now on: lockstep identify ${name} --was ${identity.environment}`,
  });
}
