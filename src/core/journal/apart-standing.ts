/** Where a file that runs statement by statement stands, by the journal: which of its steps are done, and which may have been. */

import type { ApartStep } from "./apart-steps.ts";
import type { EventSummary } from "./journal-event.ts";
import type { VersionState } from "./journal-state.ts";

/** Where it stands. */
export interface ApartStanding {
  /** Number of the last statement that took effect; 0: none. */
  readonly done: number;
  /** A statement that was about to run. */
  readonly intent: EventSummary | null;
  readonly steps: readonly EventSummary[];
}

/** Where a version stands in one direction. */
export function apartStanding(state: VersionState | undefined, direction: "up" | "down"): ApartStanding {
  if (state?.kind !== "under-way" || state.direction !== direction) return { done: 0, intent: null, steps: [] };
  const numbers = state.done.map(({ payload }) => payload.statement ?? 0);
  return { done: Math.max(0, ...numbers), intent: state.intent, steps: state.done };
}

/** The first statement that took effect and reads otherwise now, or is gone; null: all are as they were. What comes after may be corrected. */
export function changedStep(standing: ApartStanding, steps: readonly ApartStep[]): EventSummary | null {
  const changed = standing.steps.filter(({ payload }) => {
    const step = steps[(payload.statement ?? 0) - 1];
    return step === undefined || (payload.meaning !== undefined && step.meaning !== payload.meaning);
  });
  return changed[0] ?? null;
}

/** What comes next; null: nothing. */
export function nextStep(steps: readonly ApartStep[], done: number): ApartStep | null {
  return steps.find(({ number, runs }) => number > done && runs !== "setting") ?? null;
}
