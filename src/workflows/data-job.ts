/** A data job, ready to run: what it does, how it runs, what it is given, and what comes of it. */

import type { BatchLimits } from "../core/backfill/batch-size.ts";
import type { BatchWork } from "../core/backfill/batch-work.ts";
import type { JobProgress } from "../core/backfill/job-progress.ts";
import type { JobRun, JobTotals } from "../core/backfill/job-run.ts";
import type { Session } from "../postgres/session.ts";
import type { WorkerEnding } from "./chunk-worker.ts";
import type { JobPace } from "./open-throttle.ts";

/** A job, ready to run. */
export interface DataJob {
  readonly name: string;
  /** `backfill`, `verify` and the like. */
  readonly kind: string;
  /** As written: resolved by the session's search_path. */
  readonly relation: string;
  /** Of what it does: a run that is open goes on only with the same. */
  readonly checksum: string;
  /** Null: chosen. */
  readonly key: readonly string[] | null;
  readonly work: BatchWork;
  /** A row must not be done twice, and nothing shows that it was done: after a run that changed rows, another one has to be asked for. */
  readonly isOnce?: boolean;
  readonly settings: JobSettings;
  /** When and how hard it may press; without it as usual. */
  readonly pace?: JobPace;
}

/** How it runs. */
export interface JobSettings {
  /** Connections of this process that work at once. */
  readonly workers: number;
  readonly batch: BatchLimits;
  /** About; what is shared out between workers. */
  readonly rowsPerChunk: number;
  /** Rows that may be refused before it stops. */
  readonly quarantineLimit: number;
  /** How long a worker that says nothing keeps its chunk. */
  readonly leaseMs: number;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** Triggers of the team are skipped. */
  readonly isReplica: boolean;
}

/** Usual settings. */
export const usualSettings: JobSettings = {
  workers: 1,
  batch: { aimMs: 80, least: 1, most: 50_000 },
  rowsPerChunk: 100_000,
  quarantineLimit: 100,
  leaseMs: 30_000,
  // a batch that waits makes others wait for what it holds; and below deadlock_timeout, so that it is never others who are chosen
  lockTimeoutMs: 100,
  statementTimeoutMs: 30_000,
  isReplica: false,
};

/** Usual ones where Node computes: while one worker waits for the server, another one computes. */
export const computedSettings: JobSettings = {
  ...usualSettings,
  workers: 2,
  // longer, as a part of the time is Node's; and rows of a batch are held in memory
  batch: { ...usualSettings.batch, aimMs: 150, most: 5_000 },
  rowsPerChunk: 20_000,
};

/** What a job is given by whoever runs it. */
export interface JobMeans {
  /** Opens a session that may write, without a statement timeout of its own. */
  readonly open: () => Promise<Session>;
  readonly actor: string;
  /** `host:pid`, shown in the ledger. */
  readonly worker: string;
  /** `lockstep backfill status …`: what shows the rows that were refused, or does something about the run. */
  readonly commandOf: (action: "status" | "resume" | "cancel") => string;
  /** A run that is done is begun anew. */
  readonly again: boolean;
  /** See `ChunkWorker`. */
  readonly clear: (lastMs: number) => Promise<void> | null;
  /** Connections of the workers, once they are known. */
  readonly onWorkers?: (pids: () => readonly number[]) => void;
  /** Has other processes go through the chunks; without it this one does. */
  readonly handOut?: (run: JobRun, session: Session) => Promise<WorkerEnding>;
  readonly onProgress: (progress: JobProgress) => void;
  readonly onTrouble: (what: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds, of a clock that only goes on. */
  readonly now: () => number;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
}

/** What came of a call. */
export interface JobOutcome {
  readonly run: JobRun;
  readonly totals: JobTotals;
  /**
   * `done` · `done-before`: nothing was left to do · `blocked`: rows in the quarantine that nobody accepted · `unsettled`: rows that still ask after
   * two passes · `paused`, `cancelled` by somebody · `interrupted`: Ctrl-C.
   */
  readonly ending: "done" | "done-before" | "blocked" | "unsettled" | "paused" | "cancelled" | "interrupted";
  /** It went on with a run that had been begun before. */
  readonly isResumed: boolean;
  /** Of this call. */
  readonly here: { readonly read: number; readonly written: number; readonly batches: number; readonly seconds: number };
  /** Rows that still ask after all passes; 0 where the work has no condition. */
  readonly stillAsking: number;
}
