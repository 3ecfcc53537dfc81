/**
 * From where on a job slows down or stops, for each signal. The defaults leave a healthy run alone and react before users notice; a job's
 * definition may say otherwise for any of them.
 */

import { AppError } from "../app-error.ts";
import type { PressureSignal } from "./throttle.ts";

/** Both in the signal's own unit, reached or passed; null: never. */
export interface Limit {
  readonly slow: number | null;
  readonly stop: number | null;
}

/** The limit of every signal; null: the signal does not count. */
export type ThrottleLimits = Readonly<Record<PressureSignal, Limit | null>> & {
  /** What an autovacuum against wraparound does to a job on its table. */
  readonly wraparound: "slow" | "stop" | null;
};

/** What a definition may write: what it leaves out stays as it is, null switches a limit or a whole signal off. */
export type ThrottleOverrides = {
  readonly [S in PressureSignal]?: { readonly slow?: number | null; readonly stop?: number | null } | null;
} & {
  readonly wraparound?: "slow" | "stop" | null;
  /** The statement that `canaryMs` measures, in place of a small write of Lockstep's own; null: none. */
  readonly canary?: string | null;
};

const second = 1_000;
const minute = 60 * second;
const mebibyte = 1_048_576;
const gibibyte = 1_024 * mebibyte;

/** What holds where a definition says nothing. */
export const defaultLimits: ThrottleLimits = {
  // reads that are sent to a replica are stale by so much
  replicaLagMs: { slow: 5 * second, stop: 15 * second },
  // a replica that has stopped answering keeps the last lag that it told, while the bytes go on growing
  replicaLagBytes: { slow: 512 * mebibyte, stop: 2 * gibibyte },
  // a slot that nobody reads fills the disk, and a full disk stops the server
  slotBytes: { slow: gibibyte, stop: 8 * gibibyte },
  // what a server and its network take is known to nobody but its owner
  walBytesPerSecond: null,
  // at 16 MB a file: 0.7 GB that a point-in-time recovery does not reach yet, then 3 GB
  archiveBacklog: { slow: 42, stop: 200 },
  // one update of every row ends at a half, so that only what comes on top of it is too much
  deadShare: { slow: 0.6, stop: null },
  // rows of a batch are locked for moments: one writer that waits is chance, five are a queue
  waiters: { slow: 1, stop: 5 },
  // what it still may see cannot be cleaned up, and our dead rows pile up meanwhile
  oldestTransactionMs: { slow: 10 * minute, stop: 60 * minute },
  // a write of one row takes some milliseconds; users feel a tenth of a second
  canaryMs: { slow: 100, stop: 500 },
  // it cannot be put off, and what it has to freeze is what we write
  wraparound: "stop",
};

/** The limits with what a definition says over them. @param origin what to call it, as in `db/jobs/tokens.ts` @throws AppError JOB_INVALID */
export function throttleLimits(overrides: ThrottleOverrides, origin: string): ThrottleLimits {
  const limits: Record<string, unknown> = { ...defaultLimits };
  for (const [name, value] of Object.entries(overrides)) {
    const at = `${origin}: throttle.${name}`;
    if (name === "canary") {
      if (value !== null && value !== undefined && (typeof value !== "string" || value.trim() === ""))
        throw invalid(`${at} must be a statement, or null.`, 'canary: "update app.health set at = now()"');
      continue;
    }
    if (!(name in defaultLimits))
      throw invalid(
        `${at} is no signal.`,
        `The signals are ${Object.keys(defaultLimits).join(", ")}; beside them there is canary.`,
      );
    if (value === undefined) continue;
    limits[name] = name === "wraparound" ? wraparoundOf(value, at) : limitOf(value, name as PressureSignal, at); // the only other names
  }
  return limits as ThrottleLimits; // every entry is a default, or has just been read
}

function wraparoundOf(value: unknown, at: string): ThrottleLimits["wraparound"] {
  if (value === null || value === "slow" || value === "stop") return value;
  throw invalid(`${at} must be "slow", "stop" or null.`);
}

function limitOf(value: unknown, signal: PressureSignal, at: string): Limit | null {
  if (value === null) return null;
  if (typeof value !== "object") throw invalid(`${at} must be { slow, stop } or null.`);
  const unknown = Object.keys(value).find((key) => key !== "slow" && key !== "stop");
  if (unknown !== undefined) throw invalid(`${at}.${unknown} is not known.`, "A limit is { slow, stop }.");
  const usual = defaultLimits[signal];
  const slow = "slow" in value ? amountOf(value.slow, `${at}.slow`) : undefined;
  const stop = "stop" in value ? amountOf(value.stop, `${at}.stop`) : undefined;
  const limit = {
    slow: slow === undefined ? (usual?.slow ?? null) : slow,
    stop: stop === undefined ? (usual?.stop ?? null) : stop,
  };
  // one of the two is enough where it goes past the usual other one
  if (limit.slow === null || limit.stop === null || limit.slow <= limit.stop) return limit;
  if (slow === undefined) return { slow: limit.stop, stop: limit.stop };
  throw invalid(
    `${at} slows down at ${limit.slow} and stops at ${limit.stop}.`,
    "What slows a job down must come before what stops it; give both.",
  );
}

function amountOf(value: unknown, at: string): number | null | undefined {
  if (value === null || value === undefined) return value;
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw invalid(`${at} must be a number above 0, or null.`);
}

function invalid(
  message: string,
  hint = "Milliseconds, bytes, files, sessions, or a share from 0 to 1, by the signal's name.",
): AppError {
  return new AppError({ code: "JOB_INVALID", message, hint });
}
