/** Whether a load was borne as well as before. Without a baseline only errors can be judged, and the verdict says so. */

import type { LoadRecord } from "./load-record.ts";

/** How much worse still passes. */
export interface LoadTolerance {
  /** As a share of the baseline's 95th percentile. */
  readonly p95: number;
  /** Share of errors beyond the baseline's. */
  readonly errors: number;
}

/** The tolerance where nothing else is said. */
export const usualTolerance: LoadTolerance = { p95: 0.25, errors: 0.01 };

/** The verdict on one run. */
export interface LoadVerdict {
  readonly passed: boolean;
  /** What is worse than it may be, one sentence each. */
  readonly worse: readonly string[];
  /** When the run was made that this one is compared with; null: with none, and `why` says why. */
  readonly comparedWith: string | null;
  readonly why: string | null;
}

/** Times differ by so much between two runs of the same thing on the same machine. */
const noiseMs = 5;

/** Compares a run with a baseline of any load; one of another load is not compared with. */
export function compareLoad(
  run: LoadRecord,
  baseline: { readonly at: string; readonly record: LoadRecord } | null,
  { p95, errors }: LoadTolerance,
): LoadVerdict {
  const isSame = baseline !== null && baseline.record.digest === run.digest;
  const before = isSame ? baseline.record : null;
  const allowed = (before?.all.errorRate ?? 0) + errors;
  const worse: string[] = [];
  if (run.all.errorRate > allowed)
    worse.push(`${percent(run.all.errorRate)} of steps failed, and ${percent(allowed)} would still pass`);
  const [now, then] = [run.all.latency, before?.all.latency ?? null];
  if (now !== null && then !== null) {
    const limit = Math.max(then.p95 * (1 + p95), then.p95 + noiseMs);
    if (now.p95 > limit)
      worse.push(
        `95 % of steps end within ${now.p95} ms, ${then.p95} ms in the baseline, and ${Math.round(limit * 10) / 10} ms would still pass`,
      );
  }
  return {
    passed: worse.length === 0,
    worse,
    comparedWith: isSame ? baseline.at : null,
    why: isSame
      ? null
      : baseline === null
        ? "there is no baseline yet, --baseline keeps one"
        : "the baseline is of another load: the mix, the rate or a file has changed",
  };
}

/** `1.5 %`. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 0.1 ? "under 0.1" : Math.round(value * 10) / 10} %`;
}
