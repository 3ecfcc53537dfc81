/**
 * What to do after `init`, day by day: see and set up today, write the first batch tomorrow, bring it over the day after. Each step is a
 * line that can be typed; a plan that has to be looked up is not followed.
 */

import type { AppliedLog } from "../migration/applied-log.ts";
import { shellWord } from "../shell-word.ts";
import { defaultTables, proposeBatches } from "./batches.ts";
import { type DriftGroup, tablesToWrite } from "./drift-groups.ts";
import type { RepositorySurvey } from "./repository-survey.ts";

/** What the plan depends on. */
export interface FirstDaysFacts {
  readonly survey: Pick<RepositorySurvey, "migrations" | "hasLockstep" | "packageManager" | "dopplerProject">;
  /** Names, in the order in which changes travel. */
  readonly source: string;
  readonly target: string;
  /** A variable per environment that could not be found. */
  readonly missing: readonly { readonly environment: string; readonly variable: string }[];
  /** Production's applied log as it was before. */
  readonly log: Pick<AppliedLog, "entries">;
  /** Files that are new, for git. */
  readonly written: readonly string[];
  /** Null where no audit ran. */
  readonly groups: readonly DriftGroup[] | null;
}

/** A day. */
export interface FirstDay {
  readonly day: "today" | "tomorrow" | "the day after" | "then";
  readonly steps: readonly FirstStep[];
}

/** A thing to do: a line to type, or where there is none what it is. */
export interface FirstStep {
  readonly what: string;
  readonly command: string | null;
}

/** The plan. */
export function firstDays(facts: FirstDaysFacts): readonly FirstDay[] {
  const days: readonly FirstDay[] = [
    { day: "today", steps: today(facts) },
    { day: "tomorrow", steps: tomorrow(facts) },
    { day: "the day after", steps: dayAfter(facts) },
    { day: "then", steps: afterwards(facts) },
  ];
  return days.filter(({ steps }) => steps.length > 0);
}

const step = (what: string, command: string | null = null): FirstStep => ({ what, command });

function today({ survey, source, target, missing, log, written, groups }: FirstDaysFacts): readonly FirstStep[] {
  const { dopplerProject, hasLockstep, packageManager } = survey;
  return [
    ...missing.map(({ environment, variable }) =>
      step(
        `say where ${environment} is`,
        dopplerProject === null
          ? `read -rs ${variable} && export ${variable}`
          : `doppler secrets set ${variable} --project ${dopplerProject} --config dev`,
      ),
    ),
    ...(packageManager === null || hasLockstep
      ? []
      : [step("add lockstep to the devDependencies of package.json: CI runs what is installed there")]),
    step("see what of the set-up works", "lockstep doctor"),
    ...(groups === null ? [step("see the drift", `lockstep audit ${source} ${target}`)] : []),
    ...adoption({ survey, target, log, groups }),
    ...(written.length === 0 ? [] : [step("keep what was written", `git add ${written.map(shellWord).join(" ")}`)]),
  ];
}

/** Migrations that are there already, and whose past the target's journal does not know. */
function adoption({
  survey,
  target,
  log,
  groups,
}: Pick<FirstDaysFacts, "survey" | "target" | "log" | "groups">): readonly FirstStep[] {
  const [found] = survey.migrations;
  if (found === undefined || log.entries.some(({ hash }) => hash !== null)) return [];
  if (log.entries.length > 0) return [step(`take over what the applied log says of ${target}`, `lockstep import ${target}`)];
  const isOfTool = ["drizzle-v0", "drizzle-v1", "prisma"].includes(found.layout);
  if (isOfTool) return [step(`take over what ${target} has applied already`, `lockstep import ${target}`)];
  // the audit has seen what they make: what the target lacks is not applied there
  const pending = new Set(groups?.flatMap(({ files }) => files));
  if (pending.size >= found.count) return [];
  const last = pending.has(found.last) ? "FILE" : shellWord(found.last);
  return [step(`where ${target} has existing migrations already, say up to which`, `lockstep baseline ${target} --to ${last}`)];
}

function tomorrow({ source, target, groups }: FirstDaysFacts): readonly FirstStep[] {
  if (groups !== null && groups.length === 0) return [];
  const [first] = toWrite(groups ?? []);
  const isUsual = source === "dev" && target === "production";
  const places = isUsual ? "" : ` --env ${target} --from ${source}`;
  const writing =
    groups === null
      ? [step("write what is missing, two or three tables at a time", `lockstep new NAME --from-drift --tables A,B${places}`)]
      : first === undefined
        ? []
        : [
            step(`write the first batch, which ${source} has already`, `${first}${places}`),
            step(`have ${source}'s journal know it`, `lockstep repair ${source} --ran-by-hand FILE`),
          ];
  return [
    ...writing,
    step("see what it locks and costs", `lockstep lint --env ${target}`),
    step("run it there and back on a scratch copy", `lockstep rehearse ${target}`),
  ];
}

/** The lines that write what no file makes; what loses something comes last and never first by itself. */
function toWrite(groups: readonly DriftGroup[]): readonly string[] {
  return proposeBatches([], tablesToWrite(groups), { tables: defaultTables, migrations: null }).flatMap(
    ({ command }) => command ?? [],
  );
}

function dayAfter({ target, groups }: FirstDaysFacts): readonly FirstStep[] {
  if (groups !== null && groups.length === 0) return [];
  return [
    step("see what is proven and what is open", `lockstep checklist show ${target}`),
    step("take the first batch over", `lockstep sync ${target}`),
  ];
}

function afterwards({ target, groups }: FirstDaysFacts): readonly FirstStep[] {
  return [
    step(
      groups !== null && groups.length === 0 ? "see when trains run" : "see which batch rides when, until nothing is left",
      "lockstep schedule",
    ),
    step("every week, in the window", `lockstep sync ${target}`),
    step("with launch.date in the configuration, the road to it", "lockstep launch plan"),
  ];
}
