/** `status`: which migration stands how on which environment. Reads only; an environment that cannot be reached hides no other. */

import { existsSync } from "node:fs";
import { AppError } from "../core/app-error.ts";
import type { OpenJob } from "../core/backfill/open-job.ts";
import type { Finding } from "../core/finding.ts";
import type { EventSummary } from "../core/journal/journal-event.ts";
import { type JournalState, journalState } from "../core/journal/journal-state.ts";
import { anchorsOf, logDisagreements } from "../core/journal/log-agreement.ts";
import { loggedStandings, type Standing, standings, troubles } from "../core/journal/standings.ts";
import type { MigrationSet } from "../core/migration/migration-file.ts";
import { unreviewed } from "../core/release/broken-glass.ts";
import { type Freeze, freezeAt } from "../core/release/freeze.ts";
import type { TrainStanding } from "../core/release/missed-trains.ts";
import type { TrainWindow } from "../core/release/train-windows.ts";
import { readHashes, readIdentity } from "../postgres/journal-digest.ts";
import { hasJournal, readSummaries } from "../postgres/journal-store.ts";
import { readOpenJobs } from "../postgres/open-jobs.ts";
import type { Session } from "../postgres/session.ts";
import type { Config } from "../project/config.ts";
import type { Environment } from "../project/environments.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { readEnvironmentLog } from "./environment-log.ts";
import { openProject, type Project } from "./open-project.ts";
import { movedDatabase } from "./refuse-moved.ts";
import { readReviews } from "./review-broken-glass.ts";
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
  /** Its windows and what came of them; null where no cadence is configured, or the environment is not protected. */
  readonly trains: EnvironmentTrains | null;
  /** In force now, as far as it could be asked. */
  readonly freeze: Freeze | null;
  /** Data jobs that have not come to their end, as far as this role may see them. */
  readonly jobs: readonly OpenJob[];
  /** Why it could not be asked. */
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
}

/** Windows of an environment. */
export interface EnvironmentTrains extends TrainStanding {
  /** Whose clocks the windows are on. */
  readonly zone: string;
  readonly open: TrainWindow | null;
  readonly next: TrainWindow | null;
}

/** All that were asked. */
export interface StatusOutcome {
  /** The folder, as configured. */
  readonly folder: string;
  readonly environments: readonly EnvironmentStatus[];
  readonly findings: readonly Finding[];
}

/** Asks these environments, or all that are configured; `now` is what windows and freezes are looked at with. @throws AppError ENVIRONMENT_UNKNOWN, FILE_UNREADABLE; what a lone environment fails with */
export async function status(names: readonly string[], now: Date, context: WorkflowContext): Promise<StatusOutcome> {
  const project = await openProject(context);
  const { config } = project;
  const environments =
    names.length === 0
      ? config.environments.filter(({ fleet }) => fleet === null)
      : [...new Set(names)].map((name) => findEnvironment(config, name, context.env));
  if (environments.length === 0) findEnvironment(config, config.environments[0]?.name ?? "dev", context.env);
  const folder = migrationsPath(config);
  const files = existsSync(folder) ? await loadMigrations(folder, { check: false }) : { migrations: [], repeatables: [] };
  const asked = await Promise.all(environments.map((environment) => ask(environment, files, project, context)));
  const [first] = asked;
  if (first?.failure !== undefined && asked.length === 1) throw first.failure;
  const rhythm = { config, folder, migrations: files.migrations, now };
  return {
    folder: config.migrations.dir,
    environments: await Promise.all(
      asked.map(async ({ status: one, events }) => ({ ...one, ...(await releaseOf(one, events, rhythm)) })),
    ),
    findings: [...asked.flatMap(({ findings }) => findings), ...(await brokenGlass(asked, folder))],
  };
}

async function brokenGlass(asked: readonly Asked[], folder: string): Promise<readonly Finding[]> {
  const found = await Promise.all(
    asked.map(async ({ status: { environment }, events }) => {
      // evidence is read only where there is something to review
      if (unreviewed(events ?? [], []).length === 0) return [];
      return unreviewed(events ?? [], await readReviews(folder, environment)).map(
        ({ file, seq, actor, payload }): Finding => ({
          rule: "break-glass",
          level: "medium",
          message: `${environment}: ${file ?? `#${seq}`} went past the window and the checklist (${actor}: ${payload.breakGlass}), and nobody else has reviewed it`,
          fix: `lockstep checklist attest ${environment} break-glass --by NAME --reason "what was found"`,
        }),
      );
    }),
  );
  return found.flat();
}

/** Whether somebody has something to settle. */
export function isTroubled({ environments, findings }: StatusOutcome): boolean {
  return (
    findings.some(({ level }) => level !== "low") ||
    environments.some(
      ({ source, migrations, trains }) =>
        source === "unreachable" || (trains?.overdue ?? null) !== null || migrations.some(({ state }) => troubles.has(state)),
    )
  );
}

type Release = Pick<EnvironmentStatus, "trains" | "freeze">;

// Who does not plan windows is not to wait for a calendar.
async function releaseOf(
  { environment, protected: isProtected, migrations: own, source }: Asked["status"],
  events: readonly EventSummary[] | null,
  {
    config,
    folder,
    migrations,
    now,
  }: { readonly config: Config; readonly folder: string; readonly migrations: Files["migrations"]; readonly now: Date },
): Promise<Release> {
  if (!isProtected) return { trains: null, freeze: null };
  const { cadence, launch } = config;
  const { readFreezes } = await import("./read-freezes.ts");
  const freezes = await readFreezes(folder, environment, events ?? []);
  const freeze = freezeAt({ launch, freezes, zone: cadence?.zone ?? "UTC" }, now);
  if (cadence === null) return { trains: null, freeze };
  const { readTrains, standingOfTrains } = await import("./train-history.ts");
  const { windowAt } = await import("../core/release/train-windows.ts");
  const { open, next } = windowAt(cadence, now);
  // an environment that was not asked, or has but a text log, says when nothing was applied
  const pending = new Set(own.filter(({ state: word }) => word !== "applied").map(({ version }) => version));
  const told = source === "unreachable" ? [] : migrations.filter(({ version }) => events !== null || pending.has(version));
  const trains = await readTrains(folder, environment);
  return {
    trains: {
      zone: cadence.zone,
      open,
      next,
      ...standingOfTrains(cadence, told, { events: events ?? [], trains, freezes }, now),
    },
    freeze,
  };
}

interface Asked {
  readonly status: Omit<EnvironmentStatus, "trains" | "freeze">;
  /** As its journal tells; null where there is none to ask. */
  readonly events: readonly EventSummary[] | null;
  readonly findings: readonly Finding[];
  readonly failure?: AppError;
}

async function ask(environment: Environment, files: Files, project: Project, context: WorkflowContext): Promise<Asked> {
  const base = { environment: environment.name, protected: environment.protected, log: null, head: null, error: null };
  try {
    return await withEnvironment(environment, project, context, async (session) => {
      const log = await readEnvironmentLog(environment, project);
      const jobs = await readOpenJobs(session);
      if (await hasJournal(session)) return byJournal(session, { environment, files, log, jobs });
      if (log === null) {
        const pending = standings(files, journalState([]), placeOf(environment));
        return { status: { ...base, source: "nothing", migrations: pending, jobs }, events: null, findings: [] };
      }
      const logged = loggedStandings(files, log.log, environment.name);
      return { status: { ...base, source: "log", log: log.name, migrations: logged, jobs }, events: null, findings: [] };
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    const { code, message, hint = null } = error;
    return {
      status: { ...base, source: "unreachable", migrations: [], jobs: [], error: { code, message, hint } },
      events: null,
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
  readonly jobs: readonly OpenJob[];
}

async function byJournal(session: Session, { environment, files, log, jobs }: Place): Promise<Asked> {
  const events = await readSummaries(session);
  const state = journalState(events);
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
      jobs,
      error: null,
    },
    events,
    findings: [...identityFinding(state, name), ...(await movedFinding(session, environment)), ...disagreements],
  };
}

function placeOf(environment: Environment) {
  return { environment: environment.name, isProtected: environment.protected };
}

async function movedFinding(session: Session, environment: Environment): Promise<readonly Finding[]> {
  if (!environment.protected) return [];
  const mark = await readIdentity(session);
  if (mark === null || mark.environment !== environment.name) return [];
  const moved = await movedDatabase(session, mark, environment);
  return moved === null ? [] : [{ rule: "identity", level: "high", message: moved.message, fix: moved.hint }];
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
