/**
 * Which hours of the week are quiet, by what the database did between two samples. Seven days have to be known: less may have missed
 * the busy one.
 */

import type { TrafficSample } from "./sample-record.ts";
import type { TrainWindow } from "./train-windows.ts";

/** An hour of the week on the clocks of the zone. */
export interface HourOfWeek {
  /** `Fri 17:00`. */
  readonly hour: string;
  /** Transactions per second, on average. */
  readonly perSecond: number;
}

/** A week as it was measured. */
export interface QuietHours {
  /** The quietest first. */
  readonly hours: readonly HourOfWeek[];
  /** The busiest of the quiet third, in transactions per second. */
  readonly quietBelow: number;
  /** Days that the samples cover, rounded down. */
  readonly days: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Samples that are further apart do not tell one hour from the next. */
const longestGap = 2 * 60 * minute;
/** Older ones tell of another season. */
const horizon = 28 * day;
/** Of 168: a job that did not run now and then has still seen the week. */
const enoughHours = 150;

/** Works it out; null where less than seven days were measured. Samples of the future are left out. */
export function quietHours(samples: readonly TrafficSample[], zone: string, now: Date): QuietHours | null {
  const wanted = samples
    .map((sample) => ({ ...sample, time: Date.parse(sample.at) }))
    .filter(({ time }) => time <= now.getTime() && time > now.getTime() - horizon)
    .sort((one, other) => one.time - other.time);
  const nameHour = hourNames(zone);
  const done = new Map<string, { transactions: number; ms: number }>();
  let covered = 0;
  for (const [i, after] of wanted.entries()) {
    const before = wanted[i - 1];
    if (before === undefined) continue;
    const ms = after.time - before.time;
    const transactions = after.transactions - before.transactions;
    if (ms <= 0 || ms > longestGap || after.since !== before.since || transactions < 0) continue;
    covered += ms;
    for (const [from, until] of pieces(before.time, after.time)) {
      const hour = nameHour(from);
      const known = done.get(hour) ?? { transactions: 0, ms: 0 };
      done.set(hour, { transactions: known.transactions + (transactions * (until - from)) / ms, ms: known.ms + until - from });
    }
  }
  // a job that runs every hour covers seven days with an hour's grace
  if (covered < 7 * day - longestGap || done.size < enoughHours) return null;
  const hours = [...done]
    .map(([hour, { transactions, ms }]) => ({ hour, perSecond: (transactions / ms) * 1000 }))
    .sort((one, other) => one.perSecond - other.perSecond || (one.hour < other.hour ? -1 : 1));
  return {
    hours,
    quietBelow: hours[Math.ceil(hours.length / 3) - 1]?.perSecond ?? 0,
    days: Math.floor((covered + longestGap) / day),
  };
}

/** How busy the hours of a window are. */
export interface WindowTraffic {
  /** All of its hours are of the quiet third. */
  readonly isQuiet: boolean;
  readonly perSecond: number;
  /** Hours of the week that are quieter, of all that were measured. */
  readonly rank: number;
  readonly of: number;
}

/** Where a window lies among the hours; null where an hour of it was never measured. */
export function windowTraffic(
  { hours, quietBelow }: QuietHours,
  { opens, closes }: TrainWindow,
  zone: string,
): WindowTraffic | null {
  const nameHour = hourNames(zone);
  const own = new Set([...pieces(Date.parse(opens), Date.parse(closes))].map(([from]) => nameHour(from)));
  const known = hours.filter(({ hour }) => own.has(hour));
  const busiest = Math.max(...known.map(({ perSecond }) => perSecond));
  if (known.length < own.size || known.length === 0) return null;
  const rank = hours.filter(({ perSecond }) => perSecond < busiest).length;
  return { isQuiet: busiest <= quietBelow, perSecond: busiest, rank, of: hours.length };
}

// Every zone's hours begin at a quarter of some UTC hour.
function* pieces(from: number, until: number): Generator<readonly [from: number, until: number]> {
  for (let start = from; start < until; ) {
    const end = Math.min(until, (Math.floor(start / (15 * minute)) + 1) * 15 * minute);
    yield [start, end];
    start = end;
  }
}

function hourNames(zone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", hour: "2-digit", hourCycle: "h23" });
  const known = new Map<number, string>();
  return (at) => {
    const quarter = Math.floor(at / (15 * minute));
    const name = known.get(quarter) ?? `${format.format(at).replace(/,? +/, " ")}:00`;
    known.set(quarter, name);
    return name;
  };
}
