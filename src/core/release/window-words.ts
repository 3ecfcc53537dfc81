/** Windows and rhythms as a team says them: `Fri 27 Nov 2026 17:00-18:00`, `every Friday 17:00-18:00 (Europe/London)`. */

import type { Cadence } from "./cadence.ts";
import { type MomentParts, momentParts } from "./moment-words.ts";
import type { TrainWindow } from "./train-windows.ts";

/** A window on the clocks of a zone; a closing on another day says that day. */
export function windowWords({ opens, closes }: TrainWindow, zone: string): string {
  const [start, end] = [datedParts(opens, zone, "short"), datedParts(closes, zone, "short")];
  const isSameDay = start.day === end.day;
  return `${start.day} ${start.time}-${isSameDay ? "" : `${end.day} `}${end.time}`;
}

/** The day on which it opens: `Fri 27 Nov 2026`. */
export function windowDay({ opens }: TrainWindow, zone: string): string {
  return datedParts(opens, zone, "short").day;
}

/** A cadence: `every Friday 17:00-18:00 (Europe/London)`. */
export function cadenceWords({ every, on, window, zone }: Cadence): string {
  if (typeof every !== "string") return `cron ${every.expression}, ${every.minutes} minutes (${zone})`;
  const words = on
    .split(" ")
    .map((word, i, all) => (i === all.length - 1 ? `${word.slice(0, 1).toUpperCase()}${word.slice(1)}` : word));
  const days =
    every === "week" ? `every ${words.at(-1)}` : `every ${words.length === 1 ? "last " : ""}${words.join(" ")} of the month`;
  return `${days} ${window} (${zone})`;
}

/** `Friday 27 November 2026, 17:00 to 18:00 (America/New_York)`, for people who do not run migrations. */
export function windowSentence({ opens, closes }: TrainWindow, zone: string): string {
  const [start, end] = [datedParts(opens, zone, "long"), datedParts(closes, zone, "long")];
  return `${start.day}, ${start.time} to ${end.day === start.day ? "" : `${end.day}, `}${end.time} (${zone})`;
}

function datedParts(instant: string, zone: string, names: "short" | "long"): Pick<MomentParts, "day" | "time"> {
  const { day, year, time } = momentParts(instant, zone, names);
  return { day: `${day} ${year}`, time };
}
