/** Scheduled in a period of low traffic: the window is open by the server's clock, and lies in quiet hours as far as they were measured. */

import type { ItemVerdict } from "../checklist.ts";
import type { TrainWindow } from "../train-windows.ts";

/** The windows around the moment, and what samples say about the hours. */
export interface TrafficFacts {
  /** Null where no cadence is configured. */
  readonly windows: { readonly open: TrainWindow | null; readonly next: TrainWindow | null } | null;
  /** Null: not measured for seven days. */
  readonly quiet: { readonly isQuiet: boolean; readonly why: string } | null;
  /** A moment in the team's words. */
  readonly inWords: (instant: string) => string;
}

/** Judges. */
export function lowTraffic({ windows, quiet, inWords }: TrafficFacts): ItemVerdict {
  if (windows === null)
    return {
      state: "not-set-up",
      why: "no cadence is configured, so there is no window",
      doesNotProve: "",
      fix: 'cadence: { every: "week", on: "friday", window: "17:00-18:00", zone: "…" } in lockstep.config.ts',
    };
  const measured = quiet === null ? "traffic was not measured for seven days, the window alone says so" : quiet.why;
  const doesNotProve = quiet === null ? "that there is little traffic" : "that today is like the days that were measured";
  const { open, next } = windows;
  if (open === null)
    return {
      state: "waits",
      why: next === null ? "no window is open, and none comes" : `no window is open; the next opens ${inWords(next.opens)}`,
      doesNotProve,
      fix: next === null ? "look at cadence.blackout and launch.date" : "wait for it, or --break-glass --reason WHY --only FILE",
    };
  if (quiet !== null && !quiet.isQuiet)
    return { state: "open", why: measured, doesNotProve, fix: "move cadence.window to a quiet hour: lockstep schedule" };
  return { state: "proven", why: `the window is open until ${inWords(open.closes)}; ${measured}`, doesNotProve, fix: null };
}
