/**
 * The road to launch: five stations, each with what is to be true at its end, dated from the launch on the clocks of the team's zone. A
 * station begins at the very moment at which the one before it ends, whatever the clocks do in that night.
 */

import { Temporal } from "temporal-polyfill";
import { AppError } from "../app-error.ts";
import { instantOf, isoOf } from "./wall-clock.ts";

/** The stations, in their order. */
export const launchStations = ["week-4", "week-3", "week-2", "week-1", "launch-day"] as const;
export type LaunchStationId = (typeof launchStations)[number];

/** A station. */
export interface LaunchStation {
  readonly id: LaunchStationId;
  /** `Week -4: schema freeze`. */
  readonly title: string;
  /** Its first and its last day, YYYY-MM-DD in the zone. */
  readonly from: string;
  readonly until: string;
  /** From `opens` (included) to `closes` (not included): ISO 8601, UTC. */
  readonly opens: string;
  readonly closes: string;
}

interface ItemText {
  readonly station: LaunchStationId;
  readonly title: string;
  /** What turns it green. */
  readonly provenBy: string;
  /** What that leaves open. */
  readonly doesNotProve: string;
  /** A person says it, as no machine here can see it. */
  readonly isVouched?: boolean;
}

/** Every item of the road, in its order. */
const itemTexts = {
  freeze: {
    station: "week-4",
    title: "No new migrations unless critical",
    provenBy: "the names of the files and what was documented, beside what somebody has called critical",
    doesNotProve: "that nobody changes a schema by hand: audits see that",
  },
  "daily-audit": {
    station: "week-4",
    title: "Audit every day",
    provenBy: "one audit kept as evidence on each day since the freeze began",
    doesNotProve: "that somebody has read them",
  },
  "pending-documented": {
    station: "week-4",
    title: "Pending migrations documented",
    provenBy: "the list of what is pending with its risk, kept by lockstep launch check",
    doesNotProve: "that the team agrees with the list",
  },
  "pending-applied": {
    station: "week-3",
    title: "Every pending migration applied",
    provenBy: "the environment's own journal beside the folder",
    doesNotProve: "that the code to be deployed needs nothing more",
  },
  encryption: {
    station: "week-3",
    title: "Encryption migration run",
    provenBy: "the ledger of each encryption job and the server's own check; without such a job, the word of a named person",
    doesNotProve: "that no row is left in plain text: nobody but that person has looked",
    isVouched: true,
  },
  parity: {
    station: "week-3",
    title: "Schema parity with dev",
    provenBy: "an audit from dev, made now",
    doesNotProve: "anything of the rows",
  },
  "data-migrated": {
    station: "week-2",
    title: "Data migrations done",
    provenBy: "the journal, for each migration that says it is of data",
    doesNotProve: "that the rows are what they should be",
  },
  "encrypted-readable": {
    station: "week-2",
    title: "All encrypted data is readable",
    provenBy:
      "a verification that opened every value, in this week or later; without an encryption job, the word of a named person",
    doesNotProve: "that every row was read: nobody but that person has looked",
    isVouched: true,
  },
  "critical-flows": {
    station: "week-2",
    title: "Critical user flows green",
    provenBy: "smoke checks on the stage before, run in this week or later at the head of its journal",
    doesNotProve: "that they pass on the launched environment: its rows and servers are others",
  },
  "full-smoke": {
    station: "week-1",
    title: "Full smoke test on the environment itself",
    provenBy: "all smoke checks there, run in this week or later at the head of its journal",
    doesNotProve: "that the code of launch day passes them too",
  },
  load: {
    station: "week-1",
    title: "Load test within its baseline",
    provenBy: "the newest run of the configured load, in this week or later, compared with its baseline",
    doesNotProve: "that its rows and its rate are like those of launch day",
  },
  "rollback-tested": {
    station: "week-1",
    title: "Rollback plan documented and tested",
    provenBy: "the way back of the last batch, run now on a scratch copy",
    doesNotProve: "how long it takes among real rows",
  },
  deployed: {
    station: "launch-day",
    title: "Code deployed",
    provenBy: "the word of a named person, with what was deployed",
    doesNotProve: "that it runs everywhere",
    isVouched: true,
  },
  "watch-go": {
    station: "launch-day",
    title: "Error rates watched, and the verdict is go",
    provenBy: "the newest lockstep launch watch of launch day, after the deployment",
    doesNotProve: "anything of the hours after it",
  },
} as const satisfies Record<string, ItemText>;

export type LaunchItemId = keyof typeof itemTexts;

/** All items, in their order. */
export const launchItemIds = Object.keys(itemTexts) as readonly LaunchItemId[]; // the keys of a literal

/** An item with its date. */
export interface LaunchPlanItem extends Omit<ItemText, "isVouched"> {
  readonly id: LaunchItemId;
  /** Its station's end (ISO 8601, UTC): it is to be closed before that moment. */
  readonly due: string;
  /** The last day for it. */
  readonly dueDay: string;
  readonly isVouched: boolean;
}

/** The plan. */
export interface LaunchPlan {
  /** YYYY-MM-DD in `zone`. */
  readonly date: string;
  readonly zone: string;
  /** In their order, without gaps. */
  readonly stations: readonly LaunchStation[];
  readonly items: readonly LaunchPlanItem[];
}

const stationTitles: Readonly<Record<LaunchStationId, string>> = {
  "week-4": "Week -4: schema freeze",
  "week-3": "Week -3: final sync",
  "week-2": "Week -2: data migration",
  "week-1": "Week -1: final verification",
  "launch-day": "Launch day",
};

/** Plans it; `zone` is an IANA name. @throws AppError CONFIG_INVALID for a day that no calendar has */
export function launchPlan(date: string, zone: string): LaunchPlan {
  const day = dayOf(date);
  const stations = launchStations.map((id, i): LaunchStation => {
    const from = day.subtract({ weeks: launchStations.length - 1 - i });
    const end = from.add(id === "launch-day" ? { days: 1 } : { weeks: 1 });
    return {
      id,
      title: stationTitles[id],
      from: from.toString(),
      until: end.subtract({ days: 1 }).toString(),
      opens: midnight(from, zone),
      closes: midnight(end, zone),
    };
  });
  const items = launchItemIds.map((id): LaunchPlanItem => {
    const { isVouched = false, ...text }: ItemText = itemTexts[id];
    const station = stations.find((one) => one.id === text.station);
    return { id, ...text, isVouched, due: station?.closes ?? "", dueDay: station?.until ?? "" };
  });
  return { date, zone, stations, items };
}

function dayOf(date: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(date, { overflow: "reject" });
  } catch {
    throw new AppError({
      code: "CONFIG_INVALID",
      message: `launch.date is ${date}, which no calendar has.`,
      hint: 'launch: { date: "2027-03-01" } in lockstep.config.ts',
    });
  }
}

// Where a night has no midnight the day begins with the change of the clocks.
function midnight(day: Temporal.PlainDate, zone: string): string {
  return isoOf(instantOf(day.toPlainDateTime(), zone, "opens"));
}

/** The station that a moment lies in; null before the road and after it. */
export function stationAt({ stations }: Pick<LaunchPlan, "stations">, now: Date): LaunchStation | null {
  const at = now.toISOString();
  return stations.find(({ opens, closes }) => opens <= at && at < closes) ?? null;
}
