/**
 * From readings to pressure. Some of it takes two looks: a rate of WAL, whether an autovacuum that is due comes, and since when a transaction
 * has held back what can be cleaned up, which a role without rights is not told.
 */

import type { Pressure } from "./throttle.ts";

/** What a server tells in one look. A part that it does not tell is null. */
export interface PressureReading {
  /** The server's clock, in milliseconds. */
  readonly atMs: number;
  readonly replicas: { readonly lagMs: number | null; readonly lagBytes: number | null } | null;
  readonly wal: WalReading | null;
  readonly tables: readonly TableReading[] | null;
  /** Sessions that wait for a lock, each with those that it waits for. */
  readonly waits: readonly (readonly [pid: number, blockers: readonly number[]])[] | null;
  readonly holders: readonly HorizonHolder[] | null;
}

/** WAL and what waits for it. */
export interface WalReading {
  /** Position, in bytes since the beginning; null on a standby. */
  readonly position: number | null;
  readonly slotBytes: number | null;
  readonly segmentBytes: number;
  /** Null: nothing is archived. Names of WAL files, the last that was archived and the last that could not be. */
  readonly archive: { readonly archived: string | null; readonly failed: string | null } | null;
}

/** A table of the job, or a partition of it. */
export interface TableReading {
  readonly id: string;
  readonly live: number;
  readonly dead: number;
  readonly vacuum: "none" | "running" | "wraparound";
  /** False: switched off for the server or the table. */
  readonly hasAutovacuum: boolean;
  /** It has more dead rows than autovacuum lets pass. */
  readonly isDue: boolean;
  readonly vacuumedAtMs: number | null;
}

/** Whoever keeps dead rows from being cleaned up: a session, a prepared transaction, a replication slot. */
export interface HorizonHolder {
  readonly name: string;
  /** What it holds on to; null: a transaction that holds nothing at the moment. */
  readonly xmin: string | null;
  /** Null: the role is not told. */
  readonly sinceMs: number | null;
}

/** Autovacuum looks every minute, and its workers may be busy elsewhere. */
const vacuumPatienceMs = 5 * 60_000;

/** Turns the readings of one job into pressure, in their order. */
export class PressureMemory {
  #wal: { readonly atMs: number; readonly position: number } | null = null;
  readonly #dueSince = new Map<string, number>();
  #held: ReadonlyMap<string, { readonly xmin: string | null; readonly sinceMs: number }> = new Map();

  /** @param workers backends of the job itself @param canaryMs what a small write took */
  pressureOf(reading: PressureReading, workers: readonly number[], canaryMs: number | null): Pressure {
    const { atMs, replicas, wal, tables, waits, holders } = reading;
    return {
      replicaLagMs: replicas?.lagMs ?? null,
      replicaLagBytes: replicas?.lagBytes ?? null,
      slotBytes: wal?.slotBytes ?? null,
      walBytesPerSecond: this.#walRate(atMs, wal?.position ?? null),
      archiveBacklog: wal === null ? null : archiveBacklog(wal),
      autovacuum: tables === null ? null : strongest(tables),
      deadShare: tables === null ? null : deadShare(tables),
      isVacuumMissing: tables === null ? null : this.#isVacuumMissing(atMs, tables),
      waiters: waits === null ? null : waitersFor(workers, waits),
      oldestTransactionMs: holders === null ? null : this.#oldest(atMs, holders),
      canaryMs,
    };
  }

  #walRate(atMs: number, position: number | null): number | null {
    const before = this.#wal;
    this.#wal = position === null ? null : { atMs, position };
    // after a failover the position may be an earlier one
    if (before === null || position === null || position < before.position || atMs <= before.atMs) return null;
    return ((position - before.position) / (atMs - before.atMs)) * 1_000;
  }

  #isVacuumMissing(atMs: number, tables: readonly TableReading[]): boolean {
    let missing = 0;
    for (const { id, dead, vacuum, hasAutovacuum, isDue, vacuumedAtMs } of tables) {
      const since = this.#dueSince.get(id) ?? atMs;
      const hasCome = vacuum !== "none" || (vacuumedAtMs !== null && vacuumedAtMs >= since);
      if (!isDue) this.#dueSince.delete(id);
      else this.#dueSince.set(id, hasCome ? atMs : since);
      if (!hasAutovacuum || (isDue && !hasCome && atMs - since >= vacuumPatienceMs)) missing += dead;
    }
    // one neglected partition among many does not make a neglected table
    return missing > 0 && missing * 2 >= sum(tables, ({ dead }) => dead);
  }

  // a transaction that takes a new snapshot for each statement is old without holding anything back
  #oldest(atMs: number, holders: readonly HorizonHolder[]): number {
    const held = new Map<string, { readonly xmin: string | null; readonly sinceMs: number }>();
    let oldest = 0;
    for (const { name, xmin, sinceMs } of holders) {
      const id = `${name} ${sinceMs ?? ""}`;
      const before = this.#held.get(id);
      const since = before === undefined ? (sinceMs ?? atMs) : before.xmin === xmin ? before.sinceMs : atMs;
      held.set(id, { xmin, sinceMs: since });
      if (xmin !== null) oldest = Math.max(oldest, atMs - since);
    }
    this.#held = held;
    return oldest;
  }
}

function strongest(tables: readonly TableReading[]): Pressure["autovacuum"] {
  if (tables.some(({ vacuum }) => vacuum === "wraparound")) return "wraparound";
  return tables.some(({ vacuum }) => vacuum === "running") ? "running" : "none";
}

function deadShare(tables: readonly TableReading[]): number | null {
  const all = sum(tables, ({ live, dead }) => live + dead);
  return all === 0 ? null : sum(tables, ({ dead }) => dead) / all;
}

/** Who waits for one of us, or for somebody who waits for one of us: the second in a queue for a row is blocked by the first. */
function waitersFor(workers: readonly number[], waits: readonly (readonly [pid: number, blockers: readonly number[]])[]): number {
  const ours = new Set(workers);
  const counted = new Set<number>();
  for (let found = -1; found !== counted.size; ) {
    found = counted.size;
    for (const [pid, blockers] of waits)
      if (!ours.has(pid) && blockers.some((one) => ours.has(one) || counted.has(one))) counted.add(pid);
  }
  return counted.size;
}

/** Files between the last that was archived and the one that is being written; null: not known. */
function archiveBacklog({ position, segmentBytes, archive }: WalReading): number | null {
  if (archive === null || position === null) return null;
  const archived = segmentOf(archive.archived, segmentBytes);
  // nothing was ever archived: from the first that failed on
  const failed = segmentOf(archive.failed, segmentBytes);
  const next = archived === null ? failed : archived + 1;
  return next === null ? null : Math.max(0, Math.floor(position / segmentBytes) - next);
}

/** Number of a WAL file, counted over all timelines: `<timeline><log><segment>`, each of eight hexadecimal digits. */
function segmentOf(file: string | null, segmentBytes: number): number | null {
  const match = /^[0-9A-F]{8}([0-9A-F]{8})([0-9A-F]{8})/.exec(file ?? "");
  if (match === null) return null; // a timeline's history, or none
  return Number.parseInt(match[1] ?? "", 16) * (2 ** 32 / segmentBytes) + Number.parseInt(match[2] ?? "", 16);
}

function sum(tables: readonly TableReading[], of: (table: TableReading) => number): number {
  return tables.reduce((total, table) => total + of(table), 0);
}
