/**
 * How long the four parts of a train take: as it was measured where there is anything to measure, else as the strategy document estimates
 * it. Each part says which.
 */

import type { TrainRecord } from "./train-record.ts";

/** The document's estimates for a weekly train, in minutes. */
export const estimatedMinutes = { audit: 5, review: 10, apply: 15, smoke: 10 } as const;
export type TrainPart = keyof typeof estimatedMinutes;

/** Steps of `sync` → the part that they belong to. A watch belongs to none: it lasts as long as it was told to, and nobody sits beside it. */
const partOf: { readonly [step: string]: TrainPart | undefined } = {
  audit: "audit",
  review: "review",
  staging: "review",
  checklist: "review",
  backup: "apply",
  apply: "apply",
  verify: "apply",
  smoke: "smoke",
  log: "smoke",
  report: "smoke",
};

/** One part. */
export interface PartDuration {
  readonly part: TrainPart;
  readonly minutes: number;
  /** What it rests on: how many trains were measured, or batches of the journal; null: the document's estimate. */
  readonly measured: { readonly of: "trains" | "batches"; readonly count: number } | null;
}

/** Works it out, in the order of a train. `batchMs`: what each batch of the journal took on the server. Medians: one bad day is no rule. */
export function trainDurations(trains: readonly TrainRecord[], batchMs: readonly number[]): readonly PartDuration[] {
  const done = trains.filter(({ outcome }) => outcome === "done");
  return (["audit", "review", "apply", "smoke"] as const).map((part): PartDuration => {
    const measured = done.flatMap(({ steps }) => {
      const own = steps.filter(({ step }) => partOf[step] === part);
      return own.length === 0 ? [] : [own.reduce((sum, { ms }) => sum + ms, 0)];
    });
    if (measured.length > 0)
      return { part, minutes: inMinutes(median(measured)), measured: { of: "trains", count: measured.length } };
    if (part === "apply" && batchMs.length > 0)
      return { part, minutes: inMinutes(median(batchMs)), measured: { of: "batches", count: batchMs.length } };
    return { part, minutes: estimatedMinutes[part], measured: null };
  });
}

function inMinutes(ms: number): number {
  return Math.round((ms / 60_000) * 100) / 100;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = low] = sorted.length % 2 === 1 ? [sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}
