/** Windows as a team says them: `Fri 27 Nov 2026 17:00-18:00`. The parts are put together here, as Node's versions join them differently. */

import type { Cadence } from "./cadence.ts";
import type { TrainWindow } from "./train-windows.ts";

/** A window on the clocks of a zone; a closing on another day says that day. */
export function windowWords({ opens, closes }: TrainWindow, zone: string): string {
  const [start, end] = [momentParts(opens, zone), momentParts(closes, zone)];
  const isSameDay = start.day === end.day;
  return `${start.day} ${start.time}-${isSameDay ? "" : `${end.day} `}${end.time}`;
}

/** The day on which it opens: `Fri 27 Nov 2026`. */
export function windowDay({ opens }: TrainWindow, zone: string): string {
  return momentParts(opens, zone).day;
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

function momentParts(instant: string, zone: string): { readonly day: string; readonly time: string } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(instant));
  const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? "";
  const month = part("month").slice(0, 3); // "Sept" where others have three letters
  return {
    day: `${part("weekday")} ${part("day")} ${month} ${part("year")}`,
    time: `${part("hour")}:${part("minute")}`,
  };
}
