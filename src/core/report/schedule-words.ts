/** The sentences that all reports of the schedule share. */

import type { RhythmEstimate } from "../release/cadence-advice.ts";
import type { Freeze } from "../release/freeze.ts";
import type { Timeline } from "../release/timeline.ts";
import type { PartDuration } from "../release/train-durations.ts";
import { countOf } from "./count-words.ts";
import type { MeasuredWeekReport } from "./schedule-report.ts";

/** `40 min`, `1 h 50 min`, `12 s`. */
export function minutesText(minutes: number): string {
  const seconds = Math.round(minutes * 60);
  if (seconds < 60) return `${seconds} s`;
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  return whole % 60 === 0 ? `${whole / 60} h` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

/** `8 h`, `4.3 - 8.3 h`, `12 h or more`; hours, as nobody plans a quarter in minutes. */
export function totalText({ least, most }: RhythmEstimate["totalMinutes"]): string {
  if (most === null) return `${minutesText(least)} or more`;
  const [from, to] = [least, most].map((minutes) => String(Math.round(minutes / 6) / 10));
  return from === to ? `${from} h` : `${from} - ${to} h`;
}

/** A part of a train and what its duration rests on. */
export function basisText({ part, minutes, measured }: PartDuration): string {
  const basis =
    measured === null ? "estimate" : `measured, ${countOf(measured.count, measured.of === "trains" ? "train" : "batch")}`;
  return `${part} ${minutesText(minutes)} (${basis})`;
}

/** A freeze, with who lifts it. */
export function freezeSentence({ since, until, why, liftedBy }: Freeze): string {
  return `frozen since ${since.slice(0, 10)}${until === null ? "" : ` until ${until}`}: ${why}. ${liftedBy}`;
}

/** What finds no window. */
export function unplacedText({ batch, why }: Timeline["unplaced"][number]): string {
  const what = batch.files.length > 0 ? batch.files.join(", ") : batch.tables.join(", ");
  return `${what}: ${why}`;
}

/** Whether the window is quiet. */
export function quietText(quiet: MeasuredWeekReport | null): string {
  if (quiet === null) return "quiet hours: not measured; lockstep schedule sample, every hour for seven days, finds them";
  const { days, window, quietest } = quiet;
  const measured = `measured for ${countOf(days, "day")}`;
  if (window === null) return `quiet hours (${measured}): ${quietest.map(({ hour }) => hour).join(", ")}`;
  const rank = `${window.rank} of ${window.of} hours are quieter (${measured})`;
  return window.isQuiet
    ? `the window lies in the quiet third of the week: ${rank}`
    : `the window does not lie in the quiet third of the week: ${rank}; quietest: ${quietest.map(({ hour }) => hour).join(", ")}`;
}
