/**
 * How much a database had done at some moments: counters that only grow, so that two of them tell how much was done between. A day's
 * samples stand in one file, as they are many and none of them is worth a file of its own.
 */

/** Counters at a moment, since the statistics were last reset. */
export interface TrafficSample {
  /** ISO 8601, UTC; the server's clock. */
  readonly at: string;
  /** Transactions, committed or rolled back. */
  readonly transactions: number;
  /** Rows that were inserted, updated or deleted. */
  readonly rowsWritten: number;
  /** When the counters began; null where the server does not know. */
  readonly since: string | null;
}

/** The `data` of evidence of the kind `sample`. */
export interface SampleRecord {
  /** By time. */
  readonly samples: readonly TrafficSample[];
}

/** Reads `data`; null when it is something else. */
export function parseSampleRecord(data: unknown): SampleRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const { samples }: { samples?: unknown } = data;
  return Array.isArray(samples) && samples.every(isSample) ? { samples } : null;
}

function isSample(sample: unknown): sample is TrafficSample {
  if (typeof sample !== "object" || sample === null) return false;
  const { at, transactions, rowsWritten, since }: Partial<Record<keyof TrafficSample, unknown>> = sample;
  return (
    typeof at === "string" &&
    !Number.isNaN(Date.parse(at)) &&
    typeof transactions === "number" &&
    typeof rowsWritten === "number" &&
    (since === null || typeof since === "string")
  );
}
