/** What a load consists of, and in which order its steps come: the same order in every run, so that two runs can be compared. */

import { sha256Of } from "../sha256-of.ts";

/** One kind of step, in one wording. */
export interface LoadStep {
  /** A file, or method and address. */
  readonly name: string;
  readonly kind: "sql" | "http";
  readonly weight: number;
  readonly writes: boolean;
  /** `sha256:…` of the file's text or the request's definition. */
  readonly checksum: string;
}

/** A load. */
export interface LoadPlan {
  /** Steps per second. */
  readonly rate: number;
  readonly seconds: number;
  /** Most steps at the same time. */
  readonly sessions: number;
  readonly mix: readonly LoadStep[];
}

/** One hash over what decides how hard it is: only runs of the same one can be compared. */
export function loadDigest({ rate, seconds, sessions, mix }: LoadPlan): string {
  const steps = mix.map(({ checksum, weight, writes }) => `${checksum} ${weight} ${writes}`);
  const text = [`${rate}/s for ${seconds}s in ${sessions}`, ...steps].join("\n");
  return sha256Of(text);
}

/** Gives the index of the next step with each call: by weight, and as evenly mixed as weights allow. */
export function stepPicker(weights: readonly number[]): () => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const due = weights.map(() => 0);
  return () => {
    let next = 0;
    for (const [i, weight] of weights.entries()) {
      due[i] = (due[i] ?? 0) + weight;
      if ((due[i] ?? 0) > (due[next] ?? 0)) next = i;
    }
    due[next] = (due[next] ?? 0) - total;
    return next;
  };
}
