/** The steps of a train, in their order, and what became of each. */

/** In running order. */
export const trainSteps = [
  "audit",
  "review",
  "staging",
  "checklist",
  "backup",
  "apply",
  "verify",
  "smoke",
  "watch",
  "log",
  "report",
] as const;
export type TrainStep = (typeof trainSteps)[number];

/** What became of a step. */
export interface StepOutcome {
  readonly step: TrainStep;
  /** `skipped`: there was nothing to do, and `detail` says why. */
  readonly state: "done" | "skipped" | "failed";
  /** One sentence without a full stop. */
  readonly detail: string;
  readonly ms: number;
}

/** How a train ended. */
export type TrainOutcome =
  /** Everything that rode is applied, verified and smoked. */
  | "done"
  /** Nothing was on board. */
  | "empty"
  /** A step failed; what was committed before it stays. */
  | "failed"
  /** It was asked to stop there. */
  | "stopped"
  /** Nothing was done, as asked. */
  | "dry-run";
