/**
 * Stop or go, from what was seen. A limit that is passed once is noise and passed again is a reason: a watch that cries wolf is switched
 * off.
 */

import { type Baseline, limitOf, type Signal, type SignalSample, signalWords } from "./signal.ts";

/** How many of the last looks must be beyond a limit. */
export interface StopRule {
  readonly beyond: number;
  readonly of: number;
}

/** Two of the last three. */
export const usualStopRule: StopRule = { beyond: 2, of: 3 };

/** A signal that is too much. */
export interface StopReason {
  readonly signal: string;
  readonly value: number;
  readonly limit: number;
  /** One sentence. */
  readonly message: string;
}

/** What was seen so far amounts to. */
export interface WatchVerdict {
  readonly kind: "go" | "stop";
  readonly reasons: readonly StopReason[];
  /** Signals that said nothing, or have nothing to be compared with. */
  readonly unseen: readonly { readonly signal: string; readonly why: string }[];
}

/** Judges samples, oldest first. */
export function judgeWatch(
  signals: readonly Signal[],
  baseline: Baseline,
  samples: readonly SignalSample[],
  { beyond, of }: StopRule = usualStopRule,
): WatchVerdict {
  const last = samples.slice(-of);
  const reasons = signals.flatMap((signal): readonly StopReason[] => {
    const limit = limitOf(signal, baseline);
    if (limit === null) return [];
    const over = last.flatMap(({ values }) => values[signal.name] ?? []).filter((value) => value > limit);
    const value = over.at(-1);
    if (value === undefined || over.length < beyond) return [];
    const message = `${signal.name}: ${signalWords(signal, value)}, more than ${signalWords(signal, limit)} in ${over.length} of the last ${last.length} looks`;
    return [{ signal: signal.name, value, limit, message }];
  });
  const unseen = signals.flatMap((signal) => {
    if (!samples.some(({ values }) => (values[signal.name] ?? null) !== null))
      return [{ signal: signal.name, why: "no look gave a value" }];
    return limitOf(signal, baseline) === null ? [{ signal: signal.name, why: "nothing is known of what is usual" }] : [];
  });
  return { kind: reasons.length > 0 ? "stop" : "go", reasons, unseen };
}
