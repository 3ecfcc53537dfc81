/** `schedule ics`: the windows until the launch, with what is planned for each, as a file that calendars read. */

import { basename } from "node:path";
import { AppError } from "../core/app-error.ts";
import { calendarDay } from "../core/release/calendar-day.ts";
import { type Freeze, launchFreeze } from "../core/release/freeze.ts";
import { calendarText } from "../core/release/train-calendar.ts";
import { type Turn, turnsBetween } from "../core/release/train-windows.ts";
import { openProject } from "./open-project.ts";
import { type ScheduleOutcome, type ScheduleRequest, schedule } from "./schedule.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** The calendar. */
export interface CalendarOutcome {
  readonly environment: string;
  /** RFC 5545. */
  readonly text: string;
  readonly windows: readonly Turn[];
}

const day = 86_400_000;
/** Without a launch, so far ahead is written. */
const ahead = 26 * 7;

/** Makes it. Reads only. @throws AppError CONFIG_INVALID where no cadence is configured, as `schedule` */
export async function scheduleCalendar(request: ScheduleRequest, context: WorkflowContext): Promise<CalendarOutcome> {
  const { now } = request;
  const { config } = await openProject({ ...context, progress: () => {} });
  const { cadence, launch } = config;
  if (cadence === null)
    throw new AppError({
      code: "CONFIG_INVALID",
      message: "There are no windows: no cadence is configured.",
      hint: 'cadence: { every: "week", on: "friday", window: "17:00-18:00", zone: "Europe/London" } in lockstep.config.ts',
    });
  const outcome = await schedule(request, context);
  const days = launch === null ? ahead : Math.max(0, (Date.parse(`${launch.date}T00:00:00Z`) - now.getTime()) / day) + 2;
  // from a week ago: what is gone stays in calendars for a while
  const turns = turnsBetween(cadence, new Date(now.getTime() - 7 * day), new Date(now.getTime() + days * day)).filter(
    (turn) => turn.window !== null && (launch === null || turn.day < launch.date),
  );
  const last = turns.at(-1)?.day ?? calendarDay(now, cadence.zone);
  const text = calendarText({
    project: basename(config.directory),
    environment: outcome.environment,
    zone: cadence.zone,
    windows: turns.flatMap(({ day: own, window }) =>
      window === null ? [] : [{ ...window, day: own, plan: planOf(window.opens, outcome) }],
    ),
    launch,
    freezes: [...(launch === null ? [] : [launchFreeze(launch.date)]), ...standing(outcome.freeze)].map(
      ({ since, until, why }) => ({
        since: since.length === 10 ? since : calendarDay(new Date(since), cadence.zone),
        until: until ?? last,
        why,
      }),
    ),
    now,
  });
  return { environment: outcome.environment, text, windows: turns };
}

// That of the launch is there already, whether or not it has begun.
function standing(freeze: Freeze | null): readonly Freeze[] {
  return freeze === null || freeze.source === "launch" ? [] : [freeze];
}

function planOf(opens: string, { timeline }: ScheduleOutcome): string | null {
  const entry = timeline.entries.find(({ window }) => window.opens === opens);
  if (entry === undefined) return null;
  const { tables, files, command } = entry.batch;
  return [`Train ${entry.train}: ${tables.join(", ") || "no table"}`, ...files, ...(command === null ? [] : [command])].join(
    "\n",
  );
}
