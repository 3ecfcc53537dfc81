/** What reports of the schedule show. */

import type { ProposedBatch } from "../release/batches.ts";
import type { Cadence } from "../release/cadence.ts";
import type { CadenceAdvice } from "../release/cadence-advice.ts";
import type { Freeze } from "../release/freeze.ts";
import type { TrainStanding } from "../release/missed-trains.ts";
import type { Timeline } from "../release/timeline.ts";
import type { PartDuration } from "../release/train-durations.ts";
import type { TrainWindow, Turn } from "../release/train-windows.ts";

/** The week as it was measured, beside a window. */
export interface MeasuredWeekReport {
  readonly days: number;
  /** Whose clocks the hours are on. */
  readonly zone: string;
  /** Quietest and busiest hours of the week, at most five each, in transactions per second. */
  readonly quietest: readonly { readonly hour: string; readonly perSecond: number }[];
  readonly busiest: readonly { readonly hour: string; readonly perSecond: number }[];
  /** Null without a window, or where one of its hours was not measured. */
  readonly window: { readonly isQuiet: boolean; readonly rank: number; readonly of: number } | null;
}

/** The schedule. */
export interface ScheduleReport {
  readonly environment: string;
  /** As configured, or a proposal. */
  readonly cadence: Cadence;
  readonly isConfigured: boolean;
  /** With the first day of its freeze. */
  readonly launch: { readonly date: string; readonly daysLeft: number; readonly freezeFrom: string } | null;
  readonly advice: CadenceAdvice;
  /** The parts of a train, each with what its duration rests on. */
  readonly durations: readonly PartDuration[];
  readonly open: TrainWindow | null;
  /** The next five, without the open one. */
  readonly next: readonly TrainWindow[];
  /** Turns of the next twelve weeks that have no window. */
  readonly skipped: readonly Turn[];
  readonly freeze: Freeze | null;
  /** Null where no cadence is configured: then nothing is ever overdue. */
  readonly trains: TrainStanding | null;
  readonly batches: readonly ProposedBatch[];
  readonly timeline: Timeline;
  /** Null: traffic was not measured for seven days. */
  readonly quiet: MeasuredWeekReport | null;
  /** What could not be looked at or planned, a sentence each. */
  readonly notSeen: readonly string[];
}
