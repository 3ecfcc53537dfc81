/**
 * How many rows the next batch takes. Rows differ, so what is steered is the time that a batch keeps its rows locked: it grows carefully, and
 * falls at once.
 */

/** What the size may be. */
export interface BatchLimits {
  /** Time that a batch should take, in milliseconds. */
  readonly aimMs: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Rows of the first batch of a chunk that nothing is known about. Small: a batch that takes too long is felt by every writer that meets it, one
 * that is too short costs nothing.
 */
export const firstSize = 500;

/** The size after a batch of `size` rows that took `tookMs`. */
export function nextSize(size: number, tookMs: number, limits: BatchLimits): number {
  const wanted = size * (limits.aimMs / Math.max(tookMs, 0.5));
  // one slow batch may have been an accident, one fast batch may have met nobody
  return clamp(Math.round(Math.min(Math.max(wanted, size * 0.4), size * 2)), limits);
}

/** After a refusal that may be one row's fault: half of it. */
export function halved(size: number): number {
  return Math.max(1, Math.floor(size / 2));
}

function clamp(size: number, { least, most }: BatchLimits): number {
  return Math.min(Math.max(size, least), most);
}
