/**
 * The windows as a calendar file (RFC 5545) that calendars subscribe to. An event is known by its day, so that a window that is moved within
 * its day moves in everybody's calendar instead of appearing twice; SEQUENCE grows with the time of writing, which makes the newest file win.
 */

import ical, { ICalCalendarMethod, ICalEventTransparency } from "ical-generator";
import type { Freeze } from "./freeze.ts";
import type { TrainWindow } from "./train-windows.ts";

/** What the calendar holds. */
export interface TrainCalendar {
  /** Tells this team's events from another's; a word or two. */
  readonly project: string;
  readonly environment: string;
  readonly zone: string;
  readonly windows: readonly (TrainWindow & {
    /** YYYY-MM-DD in the zone. */
    readonly day: string;
    /** What is planned for it; null: nothing yet. */
    readonly plan: string | null;
  })[];
  readonly launch: { readonly date: string } | null;
  /** Days of a freeze, both included; YYYY-MM-DD. */
  readonly freezes: readonly (Pick<Freeze, "why"> & { readonly since: string; readonly until: string })[];
  readonly now: Date;
}

/** The file's text, lines ended by CR LF. Times are in UTC, which every calendar shows on its own clocks. */
export function calendarText({ project, environment, zone, windows, launch, freezes, now }: TrainCalendar): string {
  const calendar = ical({
    name: `${project}: ${environment} trains`,
    prodId: { company: "Lockstep", product: "schedule", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 60 * 60 * 12,
  });
  const host = `${slug(project)}.lockstep`;
  const common = { stamp: now, sequence: sequenceAt(now) };
  const perDay = new Map<string, number>();
  for (const { day, opens, closes, plan } of windows) {
    const place = (perDay.get(day) ?? 0) + 1;
    perDay.set(day, place);
    calendar.createEvent({
      ...common,
      id: `${slug(environment)}-train-${day}${place === 1 ? "" : `-${place}`}@${host}`,
      start: new Date(opens),
      end: new Date(closes),
      summary: `Train to ${environment}`,
      description: `${plan ?? "Nothing is planned for it yet."}\nWindow in ${zone}. lockstep sync ${environment}`,
    });
  }
  const wholeDays = (id: string, since: string, until: string, summary: string, description: string) =>
    calendar.createEvent({
      ...common,
      id: `${slug(environment)}-${id}@${host}`,
      start: utcDay(since, 0),
      // an all-day event ends before its last date
      end: utcDay(until, 1),
      allDay: true,
      transparency: ICalEventTransparency.TRANSPARENT,
      summary,
      description,
    });
  for (const { since, until, why } of freezes) wholeDays(`freeze-${since}`, since, until, `Schema freeze: ${environment}`, why);
  if (launch !== null) wholeDays("launch", launch.date, launch.date, `Launch: ${project}`, "lockstep launch status");
  return `${calendar.toString().replace(/(?:\r\n)+$/, "")}\r\n`;
}

function utcDay(date: string, days: number): Date {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000);
}

// minutes since 2020: grows with each writing, and is small enough for every reader
function sequenceAt(now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.UTC(2020, 0, 1)) / 60_000));
}

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "project"
  );
}
