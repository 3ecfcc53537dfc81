/** A run of a job as the ledger knows it. */

import type { KeyColumn, KeyValues } from "./key-order.ts";

/** Where a run stands. `open` says nothing about whether somebody works at it now: leases do. */
export type JobState = "open" | "paused" | "cancelled" | "done";

/** What a run was begun with, and keeps to its end. */
export interface RunDefinition {
  readonly key: readonly KeyColumn[];
  /** The highest key when it began; null: the table was empty. */
  readonly upper: KeyValues | null;
  /** Rows, as estimated by the server. */
  readonly rows: number;
  /** Of the table with its indexes. */
  readonly bytes: number;
  /** WAL position of the server; null where it could not be read. */
  readonly wal: string | null;
}

/** A run. */
export interface JobRun {
  readonly id: string;
  readonly name: string;
  /** `backfill`, `verify` and the like: a name may have one open run of each. */
  readonly kind: string;
  readonly relation: string;
  /** Of what the job does: an edited job does not go on with another's run. */
  readonly checksum: string;
  readonly definition: RunDefinition;
  readonly state: JobState;
  readonly actor: string;
  /** Why it was paused or cancelled. */
  readonly reason: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** What a verification found, and the like. */
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** A range of keys, (lower, upper], and how far it is done. */
export interface JobChunk {
  readonly number: number;
  readonly lower: KeyValues | null;
  readonly upper: KeyValues;
  /** Everything up to and with this key is done; null: nothing. */
  readonly cursor: KeyValues | null;
}

/** A chunk that is ours until its lease ends. */
export interface ClaimedChunk extends JobChunk {
  readonly epoch: string;
}

/** The sums over a run's chunks. */
export interface JobTotals {
  readonly chunks: number;
  readonly chunksDone: number;
  readonly batches: number;
  readonly read: number;
  readonly written: number;
  /** Rows that a verification found wrong. */
  readonly wrong: number;
  /** Sum over the rows that were looked at, in no order; text, as it may be long. */
  readonly digest: string;
  readonly quarantined: number;
  /** Of those, the ones that nobody has accepted. */
  readonly openQuarantine: number;
  /** Workers whose lease has not run out. */
  readonly workers: readonly string[];
}

/** A row that would not go. */
export interface QuarantinedRow {
  readonly key: KeyValues;
  readonly state: string;
  readonly reason: string;
  readonly at: string;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedBecause: string | null;
}
