/** Has a job's own transform go through the rows of a batch, and goes past a row from which it never comes back. */

import { watchedCall } from "./watched-call.ts";

/** What is watched over. */
export interface TransformLimits {
  /** Longer than this no row may take. */
  readonly rowMs: number;
  /** Ctrl-C came while a row took long; it is given by its place in the batch. */
  readonly onInterrupt: (row: number, tookMs: number) => void;
}

/** A row that took too long. */
export const isEndless = Symbol("endless");

/**
 * What `transform` returns for each row, in their order. It may be called twice for a row. A row that still runs when its time is over, and did for half
 * of it, is endless; others were only waiting behind slow ones.
 */
export function transformRows<R, T>(
  rows: readonly R[],
  transform: (row: R) => T,
  { rowMs, onInterrupt }: TransformLimits,
): readonly (T | typeof isEndless)[] {
  const made: (T | typeof isEndless)[] = [];
  let began = 0;
  // of the row in hand, with what it took before somebody interrupted it
  let spent = 0;
  while (made.length < rows.length) {
    const end = watchedCall(() => {
      for (const row of rows.slice(made.length)) {
        began = performance.now();
        made.push(transform(row));
        spent = 0;
      }
    }, rowMs - spent);
    if (end.kind === "returned") break;
    const took = performance.now() - began;
    if (end.kind === "interrupted") {
      spent = Math.min(spent + took, rowMs - 1);
      onInterrupt(made.length, took);
    } else {
      if (spent + took >= rowMs / 2) made.push(isEndless);
      spent = 0;
    }
  }
  return made;
}
