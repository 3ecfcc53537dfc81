/**
 * The windows of a cadence as instants. The rhythm is one of wall clocks: 17:00 stays 17:00 when the clocks change, a start that the change
 * leaves out moves to the moment of the change, and a window that contains an hour twice contains both of them.
 */

import { Cron } from "croner";
import { Temporal } from "temporal-polyfill";
import { AppError } from "../app-error.ts";
import { messageOf } from "../message-of.ts";
import { isBlackout } from "./blackout.ts";
import type { Cadence, CronReference } from "./cadence.ts";
import { calendarDay } from "./calendar-day.ts";
import { instantOf, isoOf } from "./wall-clock.ts";

/** When a train may run: from `opens` (included) to `closes` (not included). ISO 8601, UTC. */
export interface TrainWindow {
  readonly opens: string;
  readonly closes: string;
}

/** One turn of the rhythm; what keeps its window from being one is said. */
export interface Turn {
  /** YYYY-MM-DD in the cadence's zone. */
  readonly day: string;
  readonly window: TrainWindow | null;
  /** `clock-change`: the clocks jump over the whole window. */
  readonly skipped: "blackout" | "clock-change" | null;
}

/** The windows that open in [from, until), in order. @throws AppError CONFIG_INVALID for a cron expression that is none */
export function windowsBetween(cadence: Cadence, from: Date, until: Date): readonly TrainWindow[] {
  return turnsBetween(cadence, from, until).flatMap(({ window }) => (window === null ? [] : [window]));
}

/** The same with the turns that have no window; those count by the beginning of their day. @throws as `windowsBetween` */
export function turnsBetween(cadence: Cadence, from: Date, until: Date): readonly Turn[] {
  const { zone, blackout } = cadence;
  if (!(from < until)) return [];
  const [since, end] = [from.toISOString(), until.toISOString()];
  // a day to either side: a gap may move an opening, and offsets differ by up to a day
  const first = Temporal.PlainDate.from(calendarDay(from, zone)).subtract({ days: 1 });
  const last = Temporal.PlainDate.from(calendarDay(until, zone)).add({ days: 1 });
  const spans = typeof cadence.every === "string" ? daySpans(cadence, first, last) : cronSpans(cadence.every, zone, first, last);
  return spans.flatMap(({ day, opens, closes }): readonly Turn[] => {
    const window = { opens: isoOf(opens), closes: isoOf(closes) };
    if (window.opens < since || window.opens >= end) return [];
    const skipped = isBlackout(day, blackout) ? "blackout" : window.opens === window.closes ? "clock-change" : null;
    return [{ day, window: skipped === null ? window : null, skipped }];
  });
}

/** The window that is open, the one after `now`, and the last that has closed; null where there is none within six years. @throws as `windowsBetween` */
export function windowAt(
  cadence: Cadence,
  now: Date,
): { open: TrainWindow | null; next: TrainWindow | null; last: TrainWindow | null } {
  const at = now.toISOString();
  const before = (span: number) => windowsBetween(cadence, shifted(now, -span), shifted(now, 1 / msPerDay));
  const past = widening((span) => before(span).filter(({ closes }) => closes <= at));
  return {
    open: before(longestWindowDays(cadence)).findLast(({ closes }) => closes > at) ?? null,
    next: widening((span) => windowsBetween(cadence, shifted(now, 1 / msPerDay), shifted(now, span)))[0] ?? null,
    last: past.at(-1) ?? null,
  };
}

const msPerDay = 86_400_000;

// A day's window ends with the day, which a clock change may make an hour longer.
function longestWindowDays({ every }: Cadence): number {
  return typeof every === "string" ? 2 : every.minutes / 1_440 + 1 / 24;
}

function shifted(now: Date, days: number): Date {
  return new Date(now.getTime() + days * msPerDay);
}

// A rhythm of minutes must not be spelled out for years, and a blackout may last.
function widening(look: (days: number) => readonly TrainWindow[]): readonly TrainWindow[] {
  for (const days of [1 / 12, 1, 8, 40, 400, 2200]) {
    const found = look(days);
    if (found.length > 0) return found;
  }
  return [];
}

interface Span {
  readonly day: string;
  readonly opens: Temporal.Instant;
  readonly closes: Temporal.Instant;
}

function daySpans({ every, on, window, zone }: Cadence, first: Temporal.PlainDate, last: Temporal.PlainDate): readonly Span[] {
  const [start = "", end = ""] = window.split("-");
  const days = every === "month" ? monthDays(on, first, last) : weekDays(on, first, last);
  return days.map((day) => ({
    day: day.toString(),
    opens: instantOf(day.toPlainDateTime(start), zone, "opens"),
    closes: instantOf(end === "24:00" ? day.add({ days: 1 }).toPlainDateTime() : day.toPlainDateTime(end), zone, "closes"),
  }));
}

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const ordinals = ["first", "second", "third", "fourth"];

function weekDays(on: string, first: Temporal.PlainDate, last: Temporal.PlainDate): readonly Temporal.PlainDate[] {
  const wanted = weekdays.indexOf(on.split(" ").at(-1) ?? "") + 1;
  const days: Temporal.PlainDate[] = [];
  let day = first.add({ days: (wanted - first.dayOfWeek + 7) % 7 });
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 7 })) days.push(day);
  return days;
}

function monthDays(on: string, first: Temporal.PlainDate, last: Temporal.PlainDate): readonly Temporal.PlainDate[] {
  const [ordinal = "last"] = on.includes(" ") ? on.split(" ") : [];
  const days: Temporal.PlainDate[] = [];
  let month = first.with({ day: 1 });
  for (; Temporal.PlainDate.compare(month, last) <= 0; month = month.add({ months: 1 })) {
    const own = weekDays(on, month, month.add({ months: 1 }).subtract({ days: 1 }));
    const day = ordinal === "last" ? own.at(-1) : own[ordinals.indexOf(ordinal)];
    if (day !== undefined && Temporal.PlainDate.compare(day, first) >= 0 && Temporal.PlainDate.compare(day, last) <= 0)
      days.push(day);
  }
  return days;
}

// Cron's fields are read as a calendar without zones, so that both kinds of rhythm meet clock changes in the same way.
function cronSpans(
  { expression, minutes }: CronReference,
  zone: string,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): readonly Span[] {
  const cron = parseCron(expression);
  const end = `${last.toString()}T23:59:59Z`;
  const spans: Span[] = [];
  let before: Date | null = null;
  let at = cron.nextRun(new Date(`${first.subtract({ days: 1 }).toString()}T23:59:59Z`));
  for (; at !== null && at <= new Date(end); at = cron.nextRun(at)) {
    if (before !== null) refuseCrowded(expression, minutes, (at.getTime() - before.getTime()) / 60_000);
    before = at;
    const wall = Temporal.PlainDateTime.from(at.toISOString().slice(0, 19));
    const opens = instantOf(wall, zone, "opens");
    // two times that the clocks jump over are one moment
    if (spans.at(-1)?.opens.equals(opens)) continue;
    spans.push({ day: wall.toPlainDate().toString(), opens, closes: opens.add({ minutes }) });
  }
  return spans;
}

/** Nobody runs trains by the minute, and windows that overlap are one window. */
const closestMinutes = 60;

function refuseCrowded(expression: string, minutes: number, gap: number): void {
  if (gap >= closestMinutes && gap >= minutes) return;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `cadence.every: "${expression}" opens a window again after ${gap} minutes${gap < minutes ? `, while the one before is open for ${minutes}` : ""}.`,
    hint: `Windows are at least ${closestMinutes} minutes apart and do not overlap, as in cron("0 17 * * 5", { minutes: 60 }).`,
  });
}

function parseCron(expression: string): Cron {
  try {
    return new Cron(expression.trim(), { timezone: "UTC", mode: "5-part", paused: true });
  } catch (cause) {
    const reason = messageOf(cause);
    throw new AppError({
      code: "CONFIG_INVALID",
      message: `cadence.every: "${expression}" is no cron expression: ${reason}`,
      hint: 'Five fields: minute hour day month weekday, as in cron("0 17 * * 5").',
      cause,
    });
  }
}
