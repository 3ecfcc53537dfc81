/** The sentences that all reports of the launch share. */

import type { Freeze } from "../release/freeze.ts";
import type { LaunchItem, LaunchStanding, LaunchState } from "../release/launch-standing.ts";
import { countOf } from "./count-words.ts";
import { freezeSentence } from "./schedule-words.ts";

/** What is shown. */
export interface LaunchReport extends LaunchStanding {
  readonly environment: string;
  readonly date: string;
  readonly zone: string;
  readonly freeze: Freeze | null;
  readonly evidence: readonly string[];
  readonly notSeen: readonly string[];
}

/** A state as people read it. */
export const launchStateWords: Readonly<Record<LaunchState, string>> = {
  proven: "proven",
  attested: "attested",
  waived: "waived",
  open: "open",
  waits: "waits",
  "not-applicable": "does not apply",
};

/** `late` where it is. */
export function stateWord({ state, isLate }: LaunchItem): string {
  return isLate ? "late" : launchStateWords[state];
}

/** Where the road is now. */
export function stationSentence({ station, next, daysLeft, isDone }: LaunchReport): string {
  if (station !== null) {
    const until = station.id === "launch-day" ? "" : `, until ${station.until}`;
    return `now: ${station.title}${until}`;
  }
  if (next !== null) return `the road begins on ${next.from}, in week -4`;
  return isDone ? "the launch is over, and nothing is open" : `the launch is over since ${countOf(-daysLeft, "day")}`;
}

/** What comes next; none after launch day. */
export function nextSentence({ next, items }: LaunchReport): string | null {
  if (next === null) return null;
  const own = items.filter(({ station }) => station === next.id);
  return `next: ${next.title}, from ${next.from}: ${own.map(({ id }) => id).join(", ")}`;
}

/** On launch day, when all is done. */
export const celebration = "Everything is done. Celebrate: the boring launch is the successful launch.";

/** The freeze, on the road a matter of course. */
export function freezeNote({ freeze }: LaunchReport): string | null {
  return freeze === null ? null : freezeSentence(freeze);
}
