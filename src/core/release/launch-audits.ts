/** The daily audit of the freeze: one audit with dev on each day since it began, on the calendar of the team's zone. */

import { auditRecord } from "./audit-record.ts";
import { calendarDay, daysBetween } from "./calendar-day.ts";
import { isKnown, type LaunchVerdict, openVerdict, provenVerdict, someOf } from "./launch-verdict.ts";
import type { DatedData } from "./smoke-standing.ts";

/** Which days. */
export interface AuditDays {
  /** First and last day, YYYY-MM-DD; days that are still to come are not asked for. */
  readonly from: string;
  readonly until: string;
  readonly zone: string;
  readonly now: Date;
  /** The database's own identity. */
  readonly database: string | null;
}

/** What there is and what is missing. */
export interface DailyAudits {
  readonly days: number;
  /** Without an audit, oldest first; today's may be among them. */
  readonly missing: readonly string[];
}

/** Counts; `audits` are those of the environment. One of another database, or dated after now, is none. */
export function dailyAudits(audits: readonly DatedData[], { from, until, zone, now, database }: AuditDays): DailyAudits {
  const today = calendarDay(now, zone);
  const days = daysFrom(from, today < until ? today : until);
  const seen = new Set(
    audits.flatMap(({ at, data }) => {
      const record = auditRecord(data);
      const isOther = record?.database !== undefined && record.database !== database;
      // one that was compared with nothing has not seen how far dev is
      if (record === null || record.source === null || isOther || !isKnown(at, now)) return [];
      return [calendarDay(new Date(at), zone)];
    }),
  );
  return { days: days.length, missing: days.filter((day) => !seen.has(day)) };
}

/** The item. */
export function auditedDaily({ days, missing }: DailyAudits, today: string): LaunchVerdict {
  if (missing.length === 0) return provenVerdict(`${days} of ${days} ${days === 1 ? "day" : "days"} since the freeze began`);
  const isOnlyToday = missing.length === 1 && missing[0] === today;
  const why = isOnlyToday ? `there is no audit of today` : `no audit on ${someOf(missing)}`;
  // what was not looked at on a day cannot be looked at later
  return openVerdict(why, isOnlyToday ? "lockstep launch check daily-audit" : null);
}

function daysFrom(from: string, until: string): readonly string[] {
  const start = Date.parse(`${from}T00:00:00Z`);
  return Array.from({ length: Math.max(0, daysBetween(from, until) + 1) }, (_, i) =>
    new Date(start + i * 86_400_000).toISOString().slice(0, 10),
  );
}
