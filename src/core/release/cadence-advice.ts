/**
 * Which rhythm fits the time until the launch, and what each would cost for what is pending now: the table of the strategy document, with
 * its estimates replaced by what was measured.
 */

import type { RiskLevel } from "../risk/risk-level.ts";
import { estimatedMinutes, type PartDuration } from "./train-durations.ts";

/** The rhythms of the document. */
export const rhythms = ["weekly", "monthly", "launch-day"] as const;
export type Rhythm = (typeof rhythms)[number];

/** What one rhythm would take. */
export interface RhythmEstimate {
  readonly rhythm: Rhythm;
  /** Trains until the launch; without a launch, in twelve weeks. */
  readonly trains: number;
  readonly minutesPerTrain: number;
  /** Of the launch day alone; null without a launch. */
  readonly launchDayMinutes: { readonly least: number; readonly most: number } | null;
  /** `least`: for what is pending now, the other trains being empty. `most`: every train is a full one. `most` null: there is no telling. */
  readonly totalMinutes: { readonly least: number; readonly most: number | null };
  readonly risk: RiskLevel;
  /** One sentence. */
  readonly why: string;
}

/** The advice. */
export interface CadenceAdvice {
  readonly recommended: Rhythm;
  /** One sentence. */
  readonly why: string;
  readonly rhythms: readonly RhythmEstimate[];
}

/** What it depends on. */
export interface Backlog {
  /** Until the launch; null: no launch is configured. */
  readonly daysUntilLaunch: number | null;
  /** Windows until the launch, or in twelve weeks, at either rhythm. */
  readonly trains: { readonly weekly: number; readonly monthly: number };
  readonly files: number;
  /** Batches that the backlog makes, at the size that is configured. */
  readonly batches: number;
  readonly durations: readonly PartDuration[];
}

const daysPerMonth = 365.25 / 12;
const monthlyMinutes = 120;
const launchOnly = { minutes: 12 * 60, files: 50 };

/** Advises. */
export function cadenceAdvice(backlog: Backlog): CadenceAdvice {
  return { ...recommended(backlog.daysUntilLaunch), rhythms: [weekly(backlog), monthly(backlog), launchDay(backlog)] };
}

function recommended(days: number | null): Pick<CadenceAdvice, "recommended" | "why"> {
  if (days === null) return { recommended: "weekly", why: "no launch date is configured, and small batches are easy to debug" };
  const months = days / daysPerMonth;
  const told = months < 1 ? `${days} days` : `${(Math.floor(months * 10) / 10).toFixed(1)} months`;
  if (months <= 6)
    return { recommended: "weekly", why: `${told} until the launch: up to six, small weekly batches are the safest` };
  return { recommended: "monthly", why: `${told} until the launch: above six, once a month is enough` };
}

function weekly({ daysUntilLaunch, trains: { weekly: trains }, batches, durations }: Backlog): RhythmEstimate {
  const perTrain = durations.reduce((sum, { minutes }) => sum + minutes, 0);
  const launchDayMinutes = daysUntilLaunch === null ? null : { least: 60, most: 60 };
  const isEnough = batches <= trains;
  return {
    rhythm: "weekly",
    trains,
    minutesPerTrain: perTrain,
    launchDayMinutes,
    totalMinutes: total({ trains, batches, perTrain, durations, launchDayMinutes }),
    risk: isEnough ? "low" : "medium",
    why: isEnough
      ? "a few tables at a time: what breaks is found at once, and production stays warm"
      : `${batches} batches are pending, and only ${trains} trains come until then: the rest has to ride in larger ones`,
  };
}

function monthly({ daysUntilLaunch, trains: { monthly: trains }, batches, durations }: Backlog): RhythmEstimate {
  // nobody measures a month's regression test: it is taken to go as the weekly train goes
  const pace = durations.reduce((sum, { minutes }) => sum + minutes, 0) / sumOf(Object.values(estimatedMinutes));
  const perTrain = monthlyMinutes * pace;
  const launchDayMinutes = daysUntilLaunch === null ? null : { least: 120, most: 240 };
  return {
    rhythm: "monthly",
    trains,
    minutesPerTrain: perTrain,
    launchDayMinutes,
    totalMinutes: total({ trains, batches: Math.ceil(batches / 4), perTrain, durations, launchDayMinutes }),
    risk: trains === 0 ? "high" : "medium",
    why:
      trains === 0
        ? "no month is left until the launch: everything would come on the day"
        : "a month's migrations at once: staging first, a maintenance window and a full regression test",
  };
}

function launchDay({ daysUntilLaunch, files }: Backlog): RhythmEstimate {
  const minutes = launchOnly.minutes * Math.max(1, files / launchOnly.files);
  return {
    rhythm: "launch-day",
    trains: daysUntilLaunch === null ? 0 : 1,
    minutesPerTrain: minutes,
    launchDayMinutes: daysUntilLaunch === null ? null : { least: minutes, most: minutes },
    totalMinutes: { least: minutes, most: null },
    risk: "high",
    why: "everything at once, debugged under pressure, and the launch waits for it",
  };
}

interface Total {
  readonly trains: number;
  readonly batches: number;
  readonly perTrain: number;
  readonly durations: readonly PartDuration[];
  readonly launchDayMinutes: RhythmEstimate["launchDayMinutes"];
}

// A train without changes is an audit that finds nothing.
function total({ trains, batches, perTrain, durations, launchDayMinutes }: Total): RhythmEstimate["totalMinutes"] {
  const audit = durations.find(({ part }) => part === "audit")?.minutes ?? 0;
  const full = Math.min(trains, batches);
  const [least, most] = [launchDayMinutes?.least ?? 0, launchDayMinutes?.most ?? 0];
  return { least: full * perTrain + (trains - full) * audit + least, most: trains * perTrain + most };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
