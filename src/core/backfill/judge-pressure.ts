/** The verdict on what was measured. What could not be measured holds nothing back: a role without rights must still be able to work. */

import type { Pressure, PressureSignal, ThrottleCause, ThrottleVerdict } from "./throttle.ts";
import { unthrottled } from "./throttle.ts";
import type { ThrottleLimits } from "./throttle-limits.ts";

/** How a signal is told. */
interface Wording {
  readonly says: (amount: number) => string;
  readonly unit: (amount: number) => string;
}

/** In the order in which reasons of the same level are told: what hurts others first. */
const wordings: Readonly<Record<PressureSignal, Wording>> = {
  waiters: {
    says: (n) => `${n} ${n === 1 ? "session waits" : "sessions wait"} for rows of a batch`,
    unit: (n) => String(n),
  },
  canaryMs: { says: (ms) => `a small write of our own takes ${durationWords(ms)}`, unit: durationWords },
  replicaLagMs: { says: (ms) => `a replica is ${durationWords(ms)} behind`, unit: durationWords },
  replicaLagBytes: { says: (bytes) => `a replica is ${sizeWords(bytes)} of WAL behind`, unit: sizeWords },
  slotBytes: { says: (bytes) => `a replication slot keeps ${sizeWords(bytes)} of WAL`, unit: sizeWords },
  archiveBacklog: {
    says: (n) => `${n} WAL ${n === 1 ? "file waits" : "files wait"} to be archived`,
    unit: (n) => String(n),
  },
  walBytesPerSecond: {
    says: (bytes) => `the server writes ${sizeWords(bytes)} of WAL a second`,
    unit: (bytes) => `${sizeWords(bytes)}/s`,
  },
  oldestTransactionMs: {
    says: (ms) => `a transaction has kept dead rows from being cleaned up for ${durationWords(ms)}`,
    unit: durationWords,
  },
  deadShare: {
    says: (share) => `${shareWords(share)} of the table's rows are dead, and no autovacuum comes`,
    unit: shareWords,
  },
};

interface Complaint {
  readonly level: "slow" | "stop";
  readonly cause: ThrottleCause;
  readonly reason: string;
}

/** What a job is to do under that pressure. */
export function judgePressure(pressure: Pressure, limits: ThrottleLimits): ThrottleVerdict {
  const complaints: Complaint[] = [];
  if (pressure.autovacuum === "wraparound" && limits.wraparound !== null)
    complaints.push({
      level: limits.wraparound,
      cause: "wraparound",
      reason: "an autovacuum against wraparound works at the table",
    });
  // the keys of a Record of signals are signals
  for (const signal of Object.keys(wordings) as readonly PressureSignal[]) {
    const amount = pressure[signal];
    const limit = limits[signal];
    if (amount === null || limit === null || !counts(signal, pressure)) continue;
    const { says, unit } = wordings[signal];
    const level = reached(amount, limit.stop) ? "stop" : reached(amount, limit.slow) ? "slow" : null;
    if (level === null) continue;
    const bound = limit[level];
    complaints.push({ level, cause: signal, reason: `${says(amount)} (${level}: ${bound === null ? "" : unit(bound)})` });
  }
  return verdictOf(complaints);
}

// one update of every row leaves as many dead rows as there are, and an autovacuum that looks after the table takes them away
function counts(signal: PressureSignal, { isVacuumMissing }: Pressure): boolean {
  return signal !== "deadShare" || isVacuumMissing === true;
}

function reached(amount: number, bound: number | null): boolean {
  return bound !== null && amount >= bound;
}

function verdictOf(complaints: readonly Complaint[]): ThrottleVerdict {
  const stops = complaints.filter(({ level }) => level === "stop");
  const sorted = [...stops, ...complaints.filter(({ level }) => level === "slow")];
  if (sorted.length === 0) return unthrottled;
  return {
    level: stops.length > 0 ? "stop" : "slow",
    reasons: sorted.map(({ reason }) => reason),
    causes: sorted.map(({ cause }) => cause),
  };
}

function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 10) return `${plain(seconds)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${plain(minutes / 60)} h`;
}

// as the server writes sizes: powers of 1024
function sizeWords(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let amount = bytes;
  let at = 0;
  for (; amount >= 1_000 && at < units.length - 1; at++) amount /= 1_024;
  return `${amount < 10 ? plain(amount) : Math.round(amount)} ${units[at]}`;
}

function shareWords(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function plain(amount: number): string {
  return String(Math.round(amount * 10) / 10);
}
