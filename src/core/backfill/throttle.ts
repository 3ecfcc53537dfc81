/** How hard a job may press: what was measured on the server, what the team allows, and the verdict. Any signal that says stop wins. */

/** What a gauge saw; null: could not be seen (no rights, no such thing here). */
export interface Pressure {
  /** Of the slowest replica. */
  readonly replicaLagMs: number | null;
  readonly replicaLagBytes: number | null;
  /** WAL that the most backward slot keeps. */
  readonly slotBytes: number | null;
  readonly walBytesPerSecond: number | null;
  /** WAL files that wait to be archived. */
  readonly archiveBacklog: number | null;
  /** An autovacuum that works at the table now. */
  readonly autovacuum: "none" | "running" | "wraparound" | null;
  /** Dead rows as a share of all, 0 to 1. */
  readonly deadShare: number | null;
  /** No autovacuum can be expected to clean the table up: it is off there, or was due a while ago and has not come. */
  readonly isVacuumMissing: boolean | null;
  /** Sessions that wait for us. */
  readonly waiters: number | null;
  /** Age of the oldest transaction that keeps rows from being cleaned up. */
  readonly oldestTransactionMs: number | null;
  /** How long a small write of our own took. */
  readonly canaryMs: number | null;
}

/** Nothing could be measured. */
export const unseenPressure: Pressure = {
  replicaLagMs: null,
  replicaLagBytes: null,
  slotBytes: null,
  walBytesPerSecond: null,
  archiveBacklog: null,
  autovacuum: null,
  deadShare: null,
  isVacuumMissing: null,
  waiters: null,
  oldestTransactionMs: null,
  canaryMs: null,
};

/** What a limit can be set for; an amount of {@link Pressure}. */
export type PressureSignal = Exclude<keyof Pressure, "autovacuum" | "isVacuumMissing">;

/** What holds a job back, for sums over a whole run. */
export type ThrottleCause = PressureSignal | "wraparound" | "window";

/** What is to be done now. */
export interface ThrottleVerdict {
  readonly level: "go" | "slow" | "stop";
  /** Sentences without a full stop, worst first: `a replica is 12 s behind (stop: 10 s)`. */
  readonly reasons: readonly string[];
  /** In the order of the reasons; they stay the same while the amounts in the reasons change. */
  readonly causes: readonly ThrottleCause[];
}

/** Nothing stands in the way. */
export const unthrottled: ThrottleVerdict = { level: "go", reasons: [], causes: [] };
