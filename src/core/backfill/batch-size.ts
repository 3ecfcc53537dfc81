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

/** Rows at once as long as nobody knows what writing one costs: those before them may have needed nothing. */
const untriedSize = 5_000;

/** What the size may be where a row costs `costMs` when it is written (null: not known), so that a batch whose rows all ask is no long one. */
export function limitsAt(costMs: number | null, limits: BatchLimits): BatchLimits {
  const most = costMs === null ? untriedSize : Math.floor((3 * limits.aimMs) / Math.max(costMs, 0.001));
  return { ...limits, most: clamp(most, limits) };
}

/** What writing a row costs, where most rows of a batch were written; else what was known before. */
export function costOf(
  { read, written, tookMs }: { readonly read: number; readonly written: number; readonly tookMs: number },
  before: number | null,
): number | null {
  return written > 0 && written >= read / 2 ? tookMs / written : before;
}

/** After a refusal that may be one row's fault: half of it. */
export function halved(size: number): number {
  return Math.max(1, Math.floor(size / 2));
}

function clamp(size: number, { least, most }: BatchLimits): number {
  return Math.min(Math.max(size, least), most);
}
