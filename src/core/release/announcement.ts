/** The announcement of a window of high risk, in words for people who do not run migrations: when, for how long, and why. */

import type { BatchFile } from "./checklist.ts";
import type { Notice } from "./notice.ts";
import type { TrainWindow } from "./train-windows.ts";

/** What is announced. */
export interface Announcement {
  readonly environment: string;
  readonly window: TrainWindow;
  /** The batch, in running order. */
  readonly files: readonly Pick<BatchFile, "file" | "checksum" | "risk">[];
  readonly reason: string;
  /** Who announces it. */
  readonly by: string;
}

/** The message; times are on the clocks of `zone` (an IANA name). */
export function announcementNotice({ environment, window, files, reason, by }: Announcement, zone: string): Notice {
  const risky = files.filter(({ risk }) => risk === "high");
  return {
    kind: "announcement",
    environment,
    level: "warning",
    title: `Maintenance on ${environment}: ${spanOf(window, zone)}`,
    lines: [
      reason,
      `Migrations of high risk run on ${environment} in this window; what writes to it may wait or fail meanwhile.`,
    ],
    facts: [
      { label: "window", value: `${window.opens} to ${window.closes}` },
      { label: "migrations", value: files.map(({ file }) => file).join(", ") },
      ...(risky.length === 0 ? [] : [{ label: "of high risk", value: risky.map(({ file }) => file).join(", ") }]),
      { label: "announced by", value: by },
    ],
    actions: [{ label: "what is proven so far", text: `lockstep checklist show ${environment}` }],
  };
}

/** `Friday 27 November 2026, 17:00 to 18:00 (America/New_York)`; the second day only where it is another one. */
function spanOf({ opens, closes }: TrainWindow, zone: string): string {
  const [first, last] = [momentIn(opens, zone), momentIn(closes, zone)];
  return `${first.day}, ${first.time} to ${last.day === first.day ? "" : `${last.day}, `}${last.time} (${zone})`;
}

function momentIn(instant: string, zone: string): { readonly day: string; readonly time: string } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  // built from parts: the commas between them differ from one ICU to the next
  return {
    day: `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}`,
    time: `${part("hour")}:${part("minute")}`,
  };
}
