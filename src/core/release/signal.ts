/** What a watch looks at: a number that is read again and again, and how much of it is too much. */

/** A signal. */
export interface Signal {
  readonly name: string;
  readonly unit: "share" | "seconds" | "number";
  readonly limit:
    | { readonly kind: "max"; readonly value: number }
    /** So many times the baseline, and at least so much more than it. */
    | { readonly kind: "factor"; readonly factor: number; readonly atLeast: number };
}

/** One look at all signals; null where a signal could not be read, or has nothing to say yet. */
export interface SignalSample {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly values: Readonly<Record<string, number | null>>;
}

/** What is usual: signal → value. */
export type Baseline = Readonly<Record<string, number>>;

/** Signals that every PostgreSQL has. */
export const databaseSignals: readonly Signal[] = [
  { name: "no answer", unit: "share", limit: { kind: "max", value: 0 } },
  { name: "rolled back", unit: "share", limit: { kind: "factor", factor: 2, atLeast: 0.05 } },
  { name: "deadlocks", unit: "number", limit: { kind: "max", value: 0 } },
  { name: "connections in use", unit: "share", limit: { kind: "max", value: 0.9 } },
  { name: "longest wait for a lock", unit: "seconds", limit: { kind: "max", value: 5 } },
  { name: "longest transaction", unit: "seconds", limit: { kind: "max", value: 300 } },
];

/** More than this is too much; null where the limit hangs on a baseline that is not known. */
export function limitOf({ name, limit }: Signal, baseline: Baseline): number | null {
  if (limit.kind === "max") return limit.value;
  const usual = baseline[name];
  return usual === undefined ? null : Math.max(usual * limit.factor, usual + limit.atLeast);
}

/** The middle of each signal's values: one odd look does not make a baseline. */
export function baselineOf(samples: readonly SignalSample[]): Baseline {
  const names = [...new Set(samples.flatMap(({ values }) => Object.keys(values)))].sort();
  const middles = names.flatMap((name) => {
    const known = samples.flatMap(({ values }) => values[name] ?? []).sort((one, other) => one - other);
    const middle = known[Math.floor((known.length - 1) / 2)];
    return middle === undefined ? [] : [[name, middle] as const];
  });
  return Object.fromEntries(middles);
}

/** The value as people read it. */
export function signalWords({ unit }: Pick<Signal, "unit">, value: number): string {
  if (unit === "share") return `${Math.round(value * 1_000) / 10} %`;
  return `${Math.round(value * 10) / 10}${unit === "seconds" ? " s" : ""}`;
}
