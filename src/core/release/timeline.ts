/** The document's timeline: one batch to a window, week by week, until the launch. What finds no window before it is said. */

import type { ProposedBatch } from "./batches.ts";
import type { TrainWindow } from "./train-windows.ts";

/** A window with what rides in it. */
export interface TimelineEntry {
  /** From 1: the window's place among those that are left. */
  readonly train: number;
  readonly window: TrainWindow;
  readonly batch: ProposedBatch;
}

/** The plan. */
export interface Timeline {
  readonly entries: readonly TimelineEntry[];
  /** Windows that are left for what comes. */
  readonly free: number;
  /** What finds no window, with the reason. */
  readonly unplaced: readonly { readonly batch: ProposedBatch; readonly why: string }[];
}

/** Dates the batches. `freezeFrom`: when new migrations are refused; null: never. `windows` are those before the launch, in order. */
export function datedTimeline(
  batches: readonly ProposedBatch[],
  windows: readonly TrainWindow[],
  freezeFrom: string | null,
): Timeline {
  const entries: TimelineEntry[] = [];
  const unplaced: { batch: ProposedBatch; why: string }[] = [];
  for (const batch of batches) {
    const window = windows[entries.length];
    // what is not written before the freeze is not written in it
    const isTooLate = batch.command !== null && freezeFrom !== null && window !== undefined && window.opens >= freezeFrom;
    if (window === undefined) unplaced.push({ batch, why: "there is no window left before the launch" });
    else if (isTooLate) unplaced.push({ batch, why: "its turn comes when new migrations are frozen already" });
    else entries.push({ train: entries.length + 1, window, batch });
  }
  return { entries, free: windows.length - entries.length, unplaced };
}
