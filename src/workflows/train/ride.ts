/** One run of a train: what was asked for, where it goes, and what all of its steps share. */

import type { TrainStep } from "../../core/release/train-steps.ts";
import type { TrainWindow } from "../../core/release/train-windows.ts";
import type { Patience } from "../apply-migration.ts";
import type { NextTrain } from "../checklist.ts";
import type { Consent } from "../consent.ts";
import type { WorkflowContext } from "../workflow-context.ts";
import type { TrainLog } from "./train-log.ts";

/** Which train, and how. */
export interface SyncRequest extends Patience {
  readonly environment: string;
  readonly isDryRun: boolean;
  /** The last step that is wanted; null: all. */
  readonly until: TrainStep | null;
  readonly consent: Consent;
  /** When something fails after migrations were committed, undo them where nothing would be lost. */
  readonly rollsBackOnFailure: boolean;
  /** How long signals are watched at the end; null: as configured. */
  readonly watchMs: number | null;
  readonly waitMs: number;
  readonly tool: string;
  /** In place of the server's clock, for whoever plays through weeks in minutes. */
  readonly clock?: () => Date;
}

/** Everything that the steps share. */
export interface Ride {
  readonly request: SyncRequest;
  readonly place: NextTrain;
  readonly context: WorkflowContext;
  readonly log: TrainLog;
  readonly clock: () => Date;
  readonly start: Date;
  /** The window that is open; null outside of every window. */
  readonly window: TrainWindow | null;
  readonly name: string | null;
}
