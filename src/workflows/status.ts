/** `status`: which migration stands how on which environment. Reads only; an environment that cannot be reached hides no other. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import { type JournalState, journalState } from "../core/journal/journal-state.ts";
import { anchorsOf, logDisagreements } from "../core/journal/log-agreement.ts";
import { loggedStandings, type Standing, standings, troubles } from "../core/journal/standings.ts";
import type { MigrationSet } from "../core/migration/migration-file.ts";
import { readHashes } from "../postgres/journal-digest.ts";
import { hasJournal, readSummaries } from "../postgres/journal-store.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { readEnvironmentLog } from "./environment-log.ts";
import { openProject, type Project } from "./open-project.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** One environment. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly protected: boolean;
  /** What told: the journal, the text log where there is no journal, nothing where there is neither. */
  readonly source: "journal" | "log" | "nothing" | "unreachable";
  /** The log that told. */
  readonly log: string | null;
  /** The journal's last event. */
  readonly head: { readonly seq: number; readonly hash: string; readonly at: string } | null;
  /** The folder's files in running order, then those that are applied and gone. */
  readonly migrations: readonly Standing[];
  /** Why it could not be asked. */
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
}

/** All that were asked. */
export interface StatusOutcome {
  /** The folder, as configured. */
  readonly folder: string;
  readonly environments: readonly EnvironmentStatus[];
  readonly findings: readonly Finding[];
}

/** Asks these environments, or all that are configured. @throws AppError ENVIRONMENT_UNKNOWN, FILE_UNREADABLE; what a lone environment fails with */
export async function status(names: readonly string[], context: WorkflowContext): Promise<StatusOutcome> {
  const project = await openProject(context);
  const { config } = project;
  const environments =
    names.length === 0
      ? config.environments.filter(({ fleet }) => fleet === null)
      : [...new Set(names)].map((name) => findEnvironment(config, name, context.env));
  if (environments.length === 0) findEnvironment(config, config.environments[0]?.name ?? "dev", context.env);
  const folder = resolve(config.directory, config.migrations.dir);
  const files = existsSync(folder) ? await loadMigrations(folder, { check: false }) : { migrations: [], repeatables: [] };
  const asked = await Promise.all(environments.map((environment) => ask(environment, files, project, context)));
  const [first] = asked;
  if (first?.failure !== undefined && asked.length === 1) throw first.failure;
  return {
    folder: config.migrations.dir,
    environments: asked.map(({ status: one }) => one),
    findings: asked.flatMap(({ findings }) => findings),
  };
}

/** Whether somebody has something to settle. */
export function isTroubled({ environments, findings }: StatusOutcome): boolean {
  return (
    findings.some(({ level }) => level !== "low") ||
    environments.some(({ source, migrations }) => source === "unreachable" || migrations.some(({ state }) => troubles.has(state)))
  );
}

interface Asked {
  readonly status: EnvironmentStatus;
  readonly findings: readonly Finding[];
  readonly failure?: AppError;
}

async function ask(environment: Environment, files: Files, project: Project, context: WorkflowContext): Promise<Asked> {
  const base = { environment: environment.name, protected: environment.protected, log: null, head: null, error: null };
  try {
    return await withEnvironment(environment, project, context, async (session) => {
      const log = await readEnvironmentLog(environment, project);
      if (await hasJournal(session)) return byJournal(session, { environment, files, log });
      if (log === null) {
        const pending = standings(files, journalState([]), placeOf(environment));
        return { status: { ...base, source: "nothing", migrations: pending }, findings: [] };
      }
      const logged = loggedStandings(files, log.log, environment.name);
      return { status: { ...base, source: "log", log: log.name, migrations: logged }, findings: [] };
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    const { code, message, hint = null } = error;
    return {
      status: { ...base, source: "unreachable", migrations: [], error: { code, message, hint } },
      findings: [],
      failure: error,
    };
  }
}

type Files = Pick<MigrationSet, "migrations" | "repeatables">;

interface Place {
  readonly environment: Environment;
  readonly files: Files;
  readonly log: Awaited<ReturnType<typeof readEnvironmentLog>>;
}

async function byJournal(session: Session, { environment, files, log }: Place): Promise<Asked> {
  const state = journalState(await readSummaries(session));
  const { name } = environment;
  const anchors = log === null ? [] : anchorsOf(log.log, log.name);
  const hashes = await readHashes(
    session,
    anchors.map(({ seq }) => seq),
  );
  const disagreements = log === null ? [] : logDisagreements({ ...log, environment: name, state, hashes });
  const { head } = state;
  return {
    status: {
      environment: name,
      protected: environment.protected,
      source: "journal",
      log: null,
      head: head === null ? null : { seq: head.seq, hash: head.hash, at: head.at },
      migrations: standings(files, state, placeOf(environment)),
      error: null,
    },
    findings: [...identityFinding(state, name), ...disagreements],
  };
}

function placeOf(environment: Environment) {
  return { environment: environment.name, isProtected: environment.protected };
}

function identityFinding({ identity }: JournalState, name: string): readonly Finding[] {
  if (identity === null || identity.environment === name) return [];
  return [
    {
      rule: "identity",
      level: "high",
      message: `the database of ${name} says that it is ${identity.environment}: it is a copy, or the URL is wrong`,
      fix: `if it is ${name} from now on: lockstep identify ${name} --was ${identity.environment}`,
    },
  ];
}
