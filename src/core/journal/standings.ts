/** How each migration stands on one database, for people: the journal's story, or the text log's where there is no journal. */

import type { AppliedLog } from "../migration/applied-log.ts";
import type { MigrationSet } from "../migration/migration-file.ts";
import { loggedName, loggedWithoutFile, pendingMigrations } from "../migration/pending-migrations.ts";
import type { JournalState, VersionState } from "./journal-state.ts";
import { type HistoryProblem, pendingRepeatables, pendingWork } from "./pending-work.ts";

/** In one word. */
export const standingWords = [
  "applied",
  "pending",
  "failed",
  "under-way",
  "undone",
  "edited",
  "deleted",
  "late",
  "unneeded",
] as const;
export type StandingWord = (typeof standingWords)[number];

/** What somebody has to settle; the others are how things go. */
export const troubles: ReadonlySet<StandingWord> = new Set(["failed", "edited", "deleted", "late"]);

/** A migration on a database. */
export interface Standing {
  readonly file: string;
  readonly version: string;
  readonly state: StandingWord;
  /** When that came about: ISO 8601, or the date as a log has it. */
  readonly at: string | null;
  readonly by: string | null;
  /** Of the event that says so. */
  readonly seq: number | null;
  /** Where it came from, if not from a run: `baselined`, `imported`. */
  readonly how: "applied" | "baselined" | "imported" | null;
  /** What there is to say about it, in one sentence. */
  readonly message: string | null;
  /** A command. */
  readonly fix: string | null;
}

/** By the journal: the folder's files in running order, the repeatable ones, then what is applied and gone from the folder. */
export function standings(
  { migrations, repeatables }: Pick<MigrationSet, "migrations" | "repeatables">,
  state: JournalState,
  place: { readonly environment: string; readonly isProtected: boolean },
): readonly Standing[] {
  const { problems, unneeded } = pendingWork(migrations, state, place);
  const isUnneeded = new Set(unneeded.map(({ version }) => version));
  const problemOf = new Map(problems.map((problem) => [problem.version, problem]));
  const own = migrations.map(({ file, version }) => {
    const known = state.versions.get(version) ?? null;
    const one = standing(file, version, known, problemOf.get(version) ?? null, place.environment);
    return isUnneeded.has(version) ? { ...one, state: "unneeded" as const, message: null, fix: null } : one;
  });
  const changed = new Set(pendingRepeatables(repeatables, state).map(({ migration }) => migration));
  const repeated = repeatables.map((migration) => {
    const { file, version } = migration;
    const known = state.versions.get(version) ?? null;
    const one = standing(file, version, known, null, place.environment);
    return changed.has(migration) && one.state === "applied" ? { ...one, state: "pending" as const } : one;
  });
  const deleted = problems.filter(({ kind }) => kind === "deleted");
  return [
    ...own,
    ...repeated,
    ...deleted.map((problem) => {
      const known = state.versions.get(problem.version) ?? null;
      return standing(problem.file, problem.version, known, problem, place.environment);
    }),
  ];
}

function standing(
  file: string,
  version: string,
  known: VersionState | null,
  problem: HistoryProblem | null,
  environment: string,
): Standing {
  const event = eventOf(known);
  const how = known?.kind === "applied" ? known.how : null;
  const own = {
    file,
    version,
    at: event?.at ?? null,
    by: event?.actor ?? null,
    seq: event?.seq ?? null,
    how,
    ...tellOf(file, known, environment),
  };
  if (problem === null) return own;
  const state = problem.kind === "quarantined" ? "failed" : problem.kind;
  return { ...own, state, message: problem.message, fix: problem.fix };
}

function eventOf(known: VersionState | null) {
  if (known === null) return null;
  if (known.kind !== "under-way") return known.by;
  return known.failure ?? known.intent ?? known.done.at(-1) ?? null;
}

function tellOf(file: string, known: VersionState | null, environment: string): Pick<Standing, "state" | "message" | "fix"> {
  switch (known?.kind) {
    case undefined:
      return { state: "pending", message: null, fix: null };
    case "applied":
      return { state: "applied", message: null, fix: null };
    case "rolled-back":
      return { state: "undone", message: null, fix: null };
    case "failed": {
      const reason = known.by.payload.reason ?? "";
      const { letThrough } = known;
      if (letThrough !== null) {
        const message = `${file} failed, and may be tried again (${letThrough.actor}: ${letThrough.payload.reason ?? ""}).`;
        return { state: "pending", message, fix: `lockstep apply ${environment}` };
      }
      const message = `${file} failed${reason === "" ? "" : `: ${reason}`}. Nothing of it has happened.`;
      return { state: "failed", message, fix: `correct the file, then lockstep apply ${environment}` };
    }
    case "under-way": {
      const { direction, done, failure } = known;
      const of = done.at(-1)?.payload.of ?? known.intent?.payload.of;
      const step = direction === "up" ? "applying" : "undoing";
      const count = `${done.length}${of === undefined ? "" : ` of ${of}`} statements of ${file} are done`;
      const reason = failure?.payload.reason ?? "";
      const message = `${step} stopped: ${count}${reason === "" ? "" : `; ${reason}`}.`;
      const fix = `lockstep ${direction === "up" ? "apply" : "rollback"} ${environment} goes on`;
      return { state: failure === null ? "under-way" : "failed", message, fix };
    }
  }
}

/** By a text log, for a database without a journal. */
export function loggedStandings(
  { migrations, repeatables }: Pick<MigrationSet, "migrations" | "repeatables">,
  log: AppliedLog,
  environment: string,
): readonly Standing[] {
  const pending = new Set(pendingMigrations(migrations, log));
  const lines = new Map(log.entries.map((entry) => [loggedName(entry.file), entry]));
  const last = migrations.findLast((migration) => !pending.has(migration));
  const end = last === undefined ? 0 : migrations.indexOf(last);
  const untold = { at: null, by: null, seq: null, how: null, message: null, fix: null };
  const own = migrations.map((migration, index): Standing => {
    const { file, version } = migration;
    if (pending.has(migration)) {
      if (index > end || last === undefined) return { file, version, state: "pending", ...untold };
      const message = `${file} is not in the log, but numbered before ${last.file}, which is.`;
      return { file, version, state: "late", ...untold, message, fix: `lockstep repair ${environment} --renumber ${file}` };
    }
    const line = lines.get(loggedName(file)) ?? lines.get(version);
    if (line === undefined) return { file, version, state: "unneeded", ...untold };
    return { ...untold, file, version, state: "applied", at: line.date, by: line.by, how: "applied" };
  });
  const deleted = loggedWithoutFile([...migrations, ...repeatables], log).map(
    ({ file, date, by, line }): Standing => ({
      ...untold,
      file,
      version: loggedName(file),
      state: "deleted",
      at: date,
      by,
      message: `line ${line} of the log names ${file}, which is gone from the folder.`,
      fix: "bring the file back from git",
    }),
  );
  return [...own, ...deleted];
}
