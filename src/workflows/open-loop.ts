/**
 * Steps at a rate, whatever becomes of those before: as users come, who do not wait for each other. A step's time counts from the moment
 * at which it was due, so that a server that stands still for a second shows in every step of that second and not in one.
 */

import type { StepEnding } from "../core/release/load-record.ts";

/** How fast, how long, how many at once. */
export interface OpenLoop {
  /** Steps per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly sessions: number;
  /** The index of the next kind of step. */
  readonly pick: () => number;
  /** Does one step; null, or why it failed. Throws only what ends the whole run. */
  readonly work: (step: number, session: number) => Promise<string | null>;
  /** Milliseconds, of a clock that only goes on. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onProgress: (done: number, due: number) => void;
}

/** How long steps that are late are still begun after the end: half of the whole, within these bounds in milliseconds. */
const lateShare = 0.5;
const late = { least: 2_000, most: 10_000 };

/** Runs to the end; the endings of all steps that were due. @throws what `work` throws */
export async function runOpenLoop(loop: OpenLoop): Promise<{ readonly endings: readonly StepEnding[]; readonly tookMs: number }> {
  const { rate, seconds, sessions, pick, work, now, sleep, onProgress } = loop;
  const due = Math.max(1, Math.round(rate * seconds));
  const interval = 1_000 / rate;
  const start = now();
  const end = start + seconds * 1_000 + Math.max(late.least, Math.min(late.most, seconds * 1_000 * lateShare));
  const endings: StepEnding[] = [];
  let next = 0;
  let hasFailed = false;
  const one = async (session: number) => {
    while (next < due && !hasFailed) {
      const at = start + next * interval;
      next++;
      const step = pick();
      const early = at - now();
      if (early > 0) await sleep(early);
      if (now() > end) {
        endings.push({ step, ms: null, error: "never begun" });
        continue;
      }
      const error = await work(step, session);
      endings.push({ step, ms: now() - at, error });
      onProgress(endings.length, due);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(sessions, due) }, (_, session) => one(session)));
  } catch (error) {
    hasFailed = true; // the others end with the step in hand
    throw error;
  }
  return { endings, tookMs: now() - start };
}
