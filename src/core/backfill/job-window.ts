/**
 * The hours in which a job may work. They are hours on the clocks of a zone and may run over midnight; a day of the blackout is free of jobs
 * from its first minute to its last, whichever window reaches into it. The calendar is the trains'.
 */

import { AppError } from "../app-error.ts";
import type { Cadence } from "../release/cadence.ts";
import { inWordsOf } from "../release/moment-words.ts";
import { windowsBetween } from "../release/train-windows.ts";
import type { ThrottleVerdict } from "./throttle.ts";
import { unthrottled } from "./throttle.ts";

/** When a job may work. */
export interface JobWindows {
  /** As they were written: `22:00-06:00`, `saturday, sunday 00:00-24:00`, `monday-friday 20:00-06:00`; at least one. */
  readonly windows: readonly string[];
  /** An IANA time zone. */
  readonly zone: string;
  /** Days in `zone`, `2026-12-18` or `2026-12-18/2027-01-04` (both included). */
  readonly blackout: readonly string[];
}

/** Whether a job may work now. */
export interface WindowStanding {
  readonly isOpen: boolean;
  /** When that changes, ISO 8601; null: not within a year. */
  readonly until: string | null;
}

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const pattern = /^(?:([a-z, -]+?) +)?((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
const dayPattern = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:\/\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?$/;

/** Checks what a definition says. @param origin what to call it, as in `db/jobs/tokens.ts` @throws AppError JOB_INVALID */
export function jobWindows(
  written: { readonly windows: readonly string[]; readonly zone?: string; readonly blackout?: readonly string[] },
  origin: string,
): JobWindows {
  const { windows, zone = "UTC", blackout = [] } = written;
  if (windows.length === 0) throw invalid(`${origin}: windows holds none.`, "Leave it out for a job that may always work.");
  if (!isTimeZone(zone)) throw invalid(`${origin}: zone must be an IANA time zone such as Europe/London, not "${zone}".`);
  for (const range of blackout)
    if (!dayPattern.test(range) || range.slice(0, 10) > range.slice(-10))
      throw invalid(`${origin}: blackout must hold days such as "2026-12-18" or "2026-12-18/2027-01-04", not "${range}".`);
  for (const window of windows) spansOf(window, origin);
  return { windows, zone, blackout };
}

/** Whether a window is open. @throws AppError JOB_INVALID for windows that {@link jobWindows} has not checked */
export function windowStanding(windows: JobWindows, now: Date): WindowStanding {
  const at = now.toISOString();
  // a window opens within the week that it is of, except where a blackout lasts
  for (const days of [8, 40, 400]) {
    const open = joined(openTimes(windows, new Date(now.getTime() - 2 * msPerDay), new Date(now.getTime() + days * msPerDay)));
    const current = open.find(({ opens, closes }) => opens <= at && at < closes);
    // what is known ends with the days that were looked at
    if (current !== undefined) return { isOpen: true, until: current.closes };
    const next = open.find(({ opens }) => opens > at);
    if (next !== undefined) return { isOpen: false, until: next.opens };
  }
  return { isOpen: false, until: null };
}

/** Stop outside of the windows, with the moment at which the next one opens. */
export function judgeWindow({ windows, zone }: JobWindows, { isOpen, until }: WindowStanding): ThrottleVerdict {
  if (isOpen) return unthrottled;
  const opens = until === null ? "none opens within a year" : `the next one opens ${inWordsOf(zone)(until)}`;
  const hours = windows.length === 1 ? `the window ${windows[0]}` : `the windows ${windows.join(" and ")}`;
  return { level: "stop", reasons: [`outside of ${hours}; ${opens}`], causes: ["window"] };
}

const msPerDay = 86_400_000;

/** A stretch of one weekday's clocks. */
interface Span {
  readonly on: string;
  readonly hours: string;
}

function openTimes({ windows, zone, blackout }: JobWindows, from: Date, until: Date) {
  const cadence = ({ on, hours }: Span): Cadence => ({
    every: "week",
    on,
    window: hours,
    zone,
    batch: { tables: null, migrations: null },
    blackout,
  });
  return windows.flatMap((window) => spansOf(window, "windows").flatMap((span) => windowsBetween(cadence(span), from, until)));
}

// what touches is one: a job does not stop at midnight
function joined(open: readonly { readonly opens: string; readonly closes: string }[]) {
  const sorted = [...open].sort((one, other) => (one.opens < other.opens ? -1 : one.opens > other.opens ? 1 : 0));
  const result: { opens: string; closes: string }[] = [];
  for (const { opens, closes } of sorted) {
    const last = result.at(-1);
    if (last === undefined || last.closes < opens) result.push({ opens, closes });
    else if (last.closes < closes) last.closes = closes;
  }
  return result;
}

/** A window as stretches within a day; what runs over midnight goes on with the next day. */
function spansOf(window: string, origin: string): readonly Span[] {
  const [, days, start = "", end = ""] = pattern.exec(window.trim().toLowerCase()) ?? [];
  const wanted = days === undefined ? weekdays : daysOf(days);
  if (start === "" || wanted === null)
    throw invalid(
      `${origin}: "${window}" is no window.`,
      'Two times, with weekdays or without: "22:00-06:00", "saturday, sunday 00:00-24:00", "monday-friday 20:00-06:00".',
    );
  if (start === end) throw invalid(`${origin}: "${window}" is empty.`, 'The whole day is "00:00-24:00".');
  if (start < end) return wanted.map((on) => ({ on, hours: `${start}-${end}` }));
  const evening = wanted.map((on) => ({ on, hours: `${start}-24:00` }));
  if (end === "00:00") return evening;
  return [...evening, ...wanted.map((on) => ({ on: weekdays[(weekdays.indexOf(on) + 1) % 7] ?? on, hours: `00:00-${end}` }))];
}

/** `monday-friday, sunday`; null where a word is no weekday. */
function daysOf(words: string): readonly string[] | null {
  const found: string[] = [];
  for (const part of words.split(",")) {
    const [first = -1, last = first] = part.split("-").map((word) => weekdays.indexOf(word.trim()));
    if (first < 0 || last < 0) return null;
    // from friday to monday is four days
    for (let i = first; ; i = (i + 1) % 7) {
      found.push(weekdays[i] ?? "");
      if (i === last) break;
    }
  }
  return [...new Set(found)];
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // Intl throws a RangeError for a name that it does not know
  }
}

function invalid(message: string, hint = "docs/data.md shows a job with windows."): AppError {
  return new AppError({ code: "JOB_INVALID", message, hint });
}
