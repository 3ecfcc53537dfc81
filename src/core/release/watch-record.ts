/** Evidence of the kind `watch`: what was looked at, for how long, and what the verdict was. A watch that ended well is the next one's baseline. */

import type { Baseline } from "./signal.ts";
import type { WatchVerdict } from "./watch-verdict.ts";

/** How one signal fared. */
export interface WatchedSignal {
  readonly name: string;
  readonly unit: "share" | "seconds" | "number";
  /** Null where nothing was too much, for want of a baseline. */
  readonly limit: number | null;
  /** The middle and the worst of what was seen; null where nothing was. */
  readonly middle: number | null;
  readonly worst: number | null;
}

/** Data of the evidence. */
export interface WatchRecord extends WatchVerdict {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly until: string;
  readonly looks: number;
  /** What the limits were taken from. */
  readonly baseline: Baseline;
  readonly signals: readonly WatchedSignal[];
  /** Limits of sight that hold for every watch of this kind here. */
  readonly blindTo: readonly string[];
}

/** What a later watch takes from a stored one: what was usual; null for what is none, or did not end with a go. */
export function usualOf(data: unknown): Baseline | null {
  if (typeof data !== "object" || data === null) return null;
  const { kind, signals }: Partial<Record<keyof WatchRecord, unknown>> = data;
  if (kind !== "go" || !Array.isArray(signals)) return null;
  const middles = signals.flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null) return [];
    const { name, middle }: Partial<Record<keyof WatchedSignal, unknown>> = one;
    return typeof name === "string" && typeof middle === "number" && Number.isFinite(middle) ? [[name, middle] as const] : [];
  });
  return middles.length === 0 ? null : Object.fromEntries(middles);
}
