/** The part of `status` that looks at the calendar: windows, trains that did not come, freezes. */

import type { Freeze } from "../release/freeze.ts";
import type { TrainStanding } from "../release/missed-trains.ts";
import type { TrainWindow } from "../release/train-windows.ts";
import { windowDay, windowWords } from "../release/window-words.ts";
import { countOf, listOf } from "./count-words.ts";
import { freezeSentence } from "./schedule-words.ts";
import type { StatusNote } from "./status-note.ts";

/** Windows of an environment. */
export interface TrainsReport extends TrainStanding {
  readonly zone: string;
  readonly open: TrainWindow | null;
  readonly next: TrainWindow | null;
}

interface EnvironmentTrains {
  readonly environment: string;
  readonly trains: TrainsReport | null;
  readonly freeze: Freeze | null;
}

/** As sentences, none where there is neither a cadence nor a freeze. */
export function trainNotes({ environment, trains, freeze }: EnvironmentTrains): readonly StatusNote[] {
  const frozen =
    freeze === null ? [] : [{ kind: "caution" as const, text: `${environment} is ${freezeSentence(freeze)}`, fix: null }];
  if (trains === null) return frozen;
  const { open, next, overdue, missed, zone } = trains;
  const when =
    open !== null
      ? `${environment}: the window is open, ${windowWords(open, zone)}`
      : `${environment}: ${next === null ? "no window comes" : `next window ${windowWords(next, zone)}`}`;
  const older = missed.filter((one) => one !== overdue);
  const days = older.slice(-3).map(({ window }) => windowDay(window, zone));
  return [
    { kind: "info", text: `${when} (${zone})`, fix: null },
    ...(overdue === null
      ? []
      : [
          {
            kind: "bad" as const,
            text: `${environment} is overdue: no train came on ${windowDay(overdue.window, zone)}, and ${countOf(overdue.files.length, "migration")} waited`,
            fix: `lockstep sync ${environment}`,
          },
        ]),
    ...(older.length === 0
      ? []
      : [
          {
            kind: "caution" as const,
            text: `${environment}: ${countOf(older.length, "train")} missed before${older.length > 3 ? ", last" : ":"} ${listOf(days)}`,
            fix: null,
          },
        ]),
    ...frozen,
  ];
}
