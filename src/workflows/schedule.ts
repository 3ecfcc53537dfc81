/** `schedule`: which rhythm fits, what it takes for what is pending now, and what rides when until the launch. Reads only. */

import { existsSync } from "node:fs";
import { AppError } from "../core/app-error.ts";
import type { EventSummary } from "../core/journal/journal-event.ts";
import { type JournalState, journalState } from "../core/journal/journal-state.ts";
import { pendingWork } from "../core/journal/pending-work.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { scriptOf } from "../core/migration/script-of.ts";
import { defaultTables, type ProposedBatch, proposeBatches, type WaitingFile } from "../core/release/batches.ts";
import type { Cadence } from "../core/release/cadence.ts";
import { type Backlog, cadenceAdvice } from "../core/release/cadence-advice.ts";
import { calendarDay, daysBetween } from "../core/release/calendar-day.ts";
import { freezeAt, launchFreeze } from "../core/release/freeze.ts";
import { stagesBefore } from "../core/release/stages.ts";
import { datedTimeline, type Timeline } from "../core/release/timeline.ts";
import { touchedTables } from "../core/release/touched-tables.ts";
import { trainDurations } from "../core/release/train-durations.ts";
import { type TrainWindow, turnsBetween, windowAt } from "../core/release/train-windows.ts";
import type { ScheduleReport } from "../core/report/schedule-report.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { readBatchDurations } from "../postgres/batch-durations.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import type { Session } from "../postgres/session.ts";
import type { Config } from "../project/config.ts";
import type { Environment } from "../project/environments.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { openProject, type Project } from "./open-project.ts";
import { readFreezes } from "./read-freezes.ts";
import { readSamples } from "./read-samples.ts";
import { type MeasuredWeek, measuredWeek } from "./schedule-sample.ts";
import { scheduledEnvironment } from "./scheduled-environment.ts";
import { readTrains, standingOfTrains } from "./train-history.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to look at. */
export interface ScheduleRequest {
  /** Null: the protected environment. */
  readonly environment: string | null;
  readonly now: Date;
}

/** The schedule. */
export interface ScheduleOutcome extends ScheduleReport {
  readonly now: string;
  readonly quiet: MeasuredWeek | null;
}

/** Works it out. @throws AppError ENVIRONMENT_UNKNOWN, CONFIG_INVALID */
export async function schedule({ environment, now }: ScheduleRequest, context: WorkflowContext): Promise<ScheduleOutcome> {
  const project = await openProject(context);
  const { config } = project;
  const place = findEnvironment(config, environment ?? scheduledEnvironment(config), context.env);
  const folder = migrationsPath(config);
  const cadence = config.cadence ?? proposedCadence;
  const asked = await askJournal(place, project, context);
  const { migrations } = existsSync(folder) ? await loadMigrations(folder, { check: false }) : { migrations: [] };
  const events = asked.events ?? [];
  const size = { tables: cadence.batch.tables ?? defaultTables, migrations: cadence.batch.migrations };
  const drift = await askDrift(place, size.tables, project, context);
  const batches = proposeBatches(await waitingFiles(migrations, journalState(events), place), drift.groups, size);
  const [trains, freezes, samples] = await Promise.all([
    readTrains(folder, place.name),
    readFreezes(folder, place.name, events),
    readSamples(folder, place.name),
  ]);
  const durations = trainDurations(trains, asked.batchMs);
  const launch = launchOf(config, cadence, now);
  const daysUntilLaunch = launch === null || launch.daysLeft < 0 ? null : launch.daysLeft;
  const files = batches.reduce((sum, batch) => sum + Math.max(1, batch.files.length), 0);
  return {
    environment: place.name,
    now: now.toISOString(),
    cadence,
    isConfigured: config.cadence !== null,
    launch,
    advice: cadenceAdvice({
      daysUntilLaunch,
      trains: trainsAhead(cadence, daysUntilLaunch === null ? null : config.launch, now),
      files,
      batches: batches.length,
      durations,
    }),
    durations,
    ...windowsAhead(cadence, now),
    freeze: freezeAt({ launch: config.launch, freezes, zone: cadence.zone }, now),
    trains:
      config.cadence === null || asked.events === null
        ? null
        : standingOfTrains(config.cadence, migrations, { events, trains, freezes }, now),
    batches,
    timeline: timelineOf(batches, cadence, daysUntilLaunch === null ? null : config.launch, now),
    quiet: measuredWeek(samples, config.cadence, now),
    notSeen: [...asked.notSeen, ...drift.notSeen],
  };
}

/** The document's: Fridays at five. */
const proposedCadence: Cadence = {
  every: "week",
  on: "friday",
  window: "17:00-18:00",
  zone: "UTC",
  batch: { tables: null, migrations: null },
  blackout: [],
};

const day = 86_400_000;
/** Without a launch, so far ahead is planned. */
const planned = 26 * 7 * day;

function windowsAhead(cadence: Cadence, now: Date): Pick<ScheduleOutcome, "open" | "next" | "skipped"> {
  const { open, next } = windowAt(cadence, now);
  const turns = turnsBetween(cadence, new Date(now.getTime() + 1), new Date(now.getTime() + 12 * 7 * day));
  const windows = turns.flatMap(({ window }) => window ?? []).slice(0, 5);
  return {
    open,
    next: windows.length === 0 && next !== null ? [next] : windows,
    skipped: turns.filter(({ skipped }) => skipped !== null),
  };
}

function launchOf({ launch }: Pick<Config, "launch">, { zone }: Cadence, now: Date): ScheduleOutcome["launch"] {
  if (launch === null) return null;
  return { ...launch, daysLeft: daysBetween(calendarDay(now, zone), launch.date), freezeFrom: launchFreeze(launch.date).since };
}

/** How many trains would go at either rhythm, on the weekday that is configured. */
function trainsAhead(cadence: Cadence, launch: Config["launch"], now: Date): Backlog["trains"] {
  const until = launch === null ? now.getTime() + 12 * 7 * day : null;
  const on = (typeof cadence.every === "string" ? cadence.on.split(" ").at(-1) : null) ?? "friday";
  const [weekly, monthly] = (
    [
      { every: "week", on },
      { every: "month", on: cadence.every === "month" ? cadence.on : on },
    ] as const
  ).map((rhythm) => {
    const own: Cadence = { ...cadence, window: typeof cadence.every === "string" ? cadence.window : "17:00-18:00", ...rhythm };
    return windowsUntil(own, launch, now).filter(({ opens }) => until === null || Date.parse(opens) < until).length;
  });
  return { weekly: weekly ?? 0, monthly: monthly ?? 0 };
}

/** From the one that is open to the last before the launch. */
function windowsUntil(cadence: Cadence, launch: Config["launch"], now: Date): readonly TrainWindow[] {
  const { open } = windowAt(cadence, now);
  // a day more than enough: the launch is a day of the zone
  const until = launch === null ? now.getTime() + planned : Date.parse(`${launch.date}T00:00:00Z`) + 2 * day;
  const ahead = turnsBetween(cadence, new Date(now.getTime() + 1), new Date(until))
    .filter((turn) => launch === null || turn.day < launch.date)
    .flatMap(({ window }) => window ?? []);
  return open === null ? ahead : [open, ...ahead];
}

function timelineOf(batches: readonly ProposedBatch[], cadence: Cadence, launch: Config["launch"], now: Date): Timeline {
  const freezeFrom = launch === null ? null : launchFreeze(launch.date).since;
  return datedTimeline(batches, windowsUntil(cadence, launch, now), freezeFrom);
}

interface Asked {
  /** Null: it could not be asked. */
  readonly events: readonly EventSummary[] | null;
  readonly batchMs: readonly number[];
  readonly notSeen: readonly string[];
}

// Whoever plans without a connection still has a calendar.
async function askJournal(place: Environment, project: Project, context: WorkflowContext): Promise<Asked> {
  const look = async (session: Session): Promise<Asked> => ({
    events: await readSummaries(session),
    batchMs: await readBatchDurations(session),
    notSeen: [],
  });
  return withEnvironment(place, project, context, look).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    const notSeen = [`${place.name} could not be asked, and every file counts as pending: ${error.message}`];
    return { events: null, batchMs: [], notSeen };
  });
}

async function askDrift(
  place: Environment,
  size: number,
  project: Project,
  context: WorkflowContext,
): Promise<{ readonly groups: readonly (readonly string[])[]; readonly notSeen: readonly string[] }> {
  const { dev } = stagesBefore(project.config.environments, place.name);
  if (dev === null)
    return { groups: [], notSeen: ["There is no dev environment here to look for tables that no migration makes."] };
  const [{ readDriftGroups }, { tablesToWrite }] = await Promise.all([
    import("./read-drift-groups.ts"),
    import("../core/release/drift-groups.ts"),
  ]);
  try {
    const { groups } = await readDriftGroups({ source: dev, target: place.name, size }, context);
    const ready = tablesToWrite(groups);
    const aside = groups.filter(({ files }) => files.length === 0).length - ready.length;
    const audit = `lockstep audit ${dev} ${place.name}`;
    const notSeen = aside === 0 ? [] : [`Drift that loses something, or belongs to no table, is in no batch: ${audit}`];
    return { groups: ready, notSeen };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    return { groups: [], notSeen: [`Tables that no migration makes were not looked for: ${error.message}`] };
  }
}

async function waitingFiles(
  migrations: readonly MigrationFile[],
  state: JournalState,
  place: Environment,
): Promise<readonly WaitingFile[]> {
  const { pending } = pendingWork(migrations, state, { environment: place.name, isProtected: place.protected });
  if (pending.length > 0) await loadParser();
  return pending.map(({ migration }) => ({
    file: migration.file,
    tables: touchedTables(migration.text),
    phase: scriptOf(migration).phase,
  }));
}
