/**
 * When the next database of a fleet may begin: one goes first, then a few, then the rest, and once too many have failed none. What had nothing
 * to do takes no place in a wave, so that a fleet that goes on after a failure begins with one database again.
 */

import { AppError } from "../app-error.ts";

/** One database, 5 %, the rest. */
export const usualWaves = "1,5%";

/** How a fleet is gone through. */
export interface FleetPace {
  /** After how many databases each wave ends, ascending; the last one has no end. */
  readonly bounds: readonly number[];
  /** So many failures stop it. */
  readonly maxFailures: number;
}

/** How far it came. */
export interface FleetProgress {
  /** Databases in which something was done, or failed. */
  readonly worked: number;
  readonly failed: number;
  readonly running: number;
}

/** The ends of waves written as `1,5%,50`: databases or a share of `total`. What they leave is the last wave. @throws AppError USAGE */
export function waveBounds(text: string, total: number): readonly number[] {
  const bounds: number[] = [];
  for (const word of text.split(",").map((part) => part.trim())) {
    const [, digits, percent] = /^([1-9]\d{0,6})(%?)$/.exec(word) ?? [];
    if (digits === undefined || (percent === "%" && Number(digits) > 100))
      throw new AppError({
        code: "USAGE",
        message: `--waves takes numbers of databases and shares of them, not "${word}".`,
        hint: `--waves ${usualWaves} is one database, then 5 %, then the rest; --waves 100% is all at once.`,
      });
    const size = percent === "%" ? Math.ceil((total * Number(digits)) / 100) : Number(digits);
    bounds.push((bounds.at(-1) ?? 0) + size);
  }
  return bounds;
}

/** Whether another one may begin now. A wave begins when all of the one before have ended. */
export function mayBegin({ worked, failed, running }: FleetProgress, { bounds, maxFailures }: FleetPace): boolean {
  if (failed >= maxFailures) return false;
  const bound = bounds.find((end) => end > worked) ?? Number.POSITIVE_INFINITY;
  return worked + running < bound;
}
