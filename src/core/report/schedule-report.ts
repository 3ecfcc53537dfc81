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
  readonly zone: string;
  readonly quietest: readonly { readonly hour: string; readonly perSecond: number }[];
  readonly busiest: readonly { readonly hour: string; readonly perSecond: number }[];
  readonly window: { readonly isQuiet: boolean; readonly rank: number; readonly of: number } | null;
}

/** The schedule. */
export interface ScheduleReport {
  readonly environment: string;
  readonly cadence: Cadence;
  readonly isConfigured: boolean;
  readonly launch: { readonly date: string; readonly daysLeft: number; readonly freezeFrom: string } | null;
  readonly advice: CadenceAdvice;
  readonly durations: readonly PartDuration[];
  readonly open: TrainWindow | null;
  readonly next: readonly TrainWindow[];
  readonly skipped: readonly Turn[];
  readonly freeze: Freeze | null;
  readonly trains: TrainStanding | null;
  readonly batches: readonly ProposedBatch[];
  readonly timeline: Timeline;
  readonly quiet: MeasuredWeekReport | null;
  readonly notSeen: readonly string[];
}
