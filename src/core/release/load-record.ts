/** Evidence of the kind `load`: how an environment bore a load, in percentiles and errors. */

/** Times from the moment at which a step was due to its end, in milliseconds; null where none ended well. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** How one kind of step fared, or all of them. */
export interface LoadFigures {
  /** Steps that were due. */
  readonly due: number;
  /** Steps that ended as they should. */
  readonly good: number;
  /** Refused, answered wrongly, or not answered. */
  readonly failed: number;
  /** Never begun, because everything that could begin one was still waiting. They count as errors. */
  readonly unsent: number;
  /** From 0 to 1. */
  readonly errorRate: number;
  readonly latency: Latency | null;
}

/** Data of the evidence. */
export interface LoadRecord {
  /** Of the load, see load-mix. */
  readonly digest: string;
  readonly rate: number;
  readonly seconds: number;
  readonly sessions: number;
  /** Steps that ended well, per second. */
  readonly throughput: number;
  readonly all: LoadFigures;
  readonly steps: readonly (LoadFigures & { readonly name: string })[];
  /** What went wrong and how often, the most frequent first. */
  readonly errors: readonly { readonly message: string; readonly count: number }[];
  /** Later runs are compared with this one. */
  readonly isBaseline: boolean;
}

/** One step's ending; null for a step that was never begun. */
export interface StepEnding {
  readonly step: number;
  readonly ms: number | null;
  readonly error: string | null;
}

/** Sums up. Latency is of steps that ended well: a refusal is often faster than an answer. */
export function loadFigures(endings: readonly StepEnding[]): LoadFigures {
  const good = endings.filter(({ ms, error }) => ms !== null && error === null);
  const unsent = endings.filter(({ ms }) => ms === null).length;
  const failed = endings.length - good.length - unsent;
  const times = good.map(({ ms }) => ms ?? 0).sort((one, other) => one - other);
  return {
    due: endings.length,
    good: good.length,
    failed,
    unsent,
    errorRate: endings.length === 0 ? 0 : (failed + unsent) / endings.length,
    latency: latencyOf(times),
  };
}

/** Percentiles by nearest rank of ascending times: each is a time that was measured. */
function latencyOf(times: readonly number[]): Latency | null {
  if (times.length === 0) return null;
  const at = (share: number) => rounded(times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** The record in evidence; null for what is none. */
export function loadRecord(data: unknown): LoadRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const {
    digest,
    rate,
    seconds,
    sessions,
    throughput,
    all,
    steps,
    errors,
    isBaseline,
  }: Partial<Record<keyof LoadRecord, unknown>> = data;
  const figures = figuresOf(all);
  if (typeof digest !== "string" || figures === null || !isCount(rate) || !isCount(seconds) || !isCount(sessions)) return null;
  return {
    digest,
    rate,
    seconds,
    sessions,
    throughput: isCount(throughput) ? throughput : 0,
    all: figures,
    steps: Array.isArray(steps) ? steps.flatMap(stepOf) : [],
    errors: Array.isArray(errors) ? errors.flatMap(errorOf) : [],
    isBaseline: isBaseline === true,
  };
}

function stepOf(value: unknown): LoadRecord["steps"] {
  const figures = figuresOf(value);
  if (figures === null || typeof value !== "object" || value === null || !("name" in value)) return [];
  return [{ ...figures, name: String(value.name) }];
}

function errorOf(value: unknown): LoadRecord["errors"] {
  if (typeof value !== "object" || value === null) return [];
  const { message, count }: { message?: unknown; count?: unknown } = value;
  return typeof message === "string" && isCount(count) ? [{ message, count }] : [];
}

function figuresOf(value: unknown): LoadFigures | null {
  if (typeof value !== "object" || value === null) return null;
  const { due, good, failed, unsent, errorRate, latency }: Partial<Record<keyof LoadFigures, unknown>> = value;
  if (!isCount(due) || !isCount(good) || !isCount(failed) || !isCount(unsent) || !isCount(errorRate)) return null;
  return { due, good, failed, unsent, errorRate, latency: readLatency(latency) };
}

function readLatency(value: unknown): Latency | null {
  if (typeof value !== "object" || value === null) return null;
  const { p50, p95, p99, max }: Partial<Record<keyof Latency, unknown>> = value;
  return isCount(p50) && isCount(p95) && isCount(p99) && isCount(max) ? { p50, p95, p99, max } : null;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
