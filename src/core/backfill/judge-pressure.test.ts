import { describe, expect, it } from "vitest";
import { judgePressure } from "./judge-pressure.ts";
import { type Pressure, unseenPressure, unthrottled } from "./throttle.ts";
import { defaultLimits, throttleLimits } from "./throttle-limits.ts";

const calm: Pressure = {
  replicaLagMs: 40,
  replicaLagBytes: 9_000,
  slotBytes: 16_000_000,
  walBytesPerSecond: 90_000_000,
  archiveBacklog: 1,
  autovacuum: "running",
  deadShare: 0.2,
  isVacuumMissing: false,
  waiters: 0,
  oldestTransactionMs: 2_000,
  canaryMs: 4,
};
const judge = (seen: Partial<Pressure>) => judgePressure({ ...calm, ...seen }, defaultLimits);

describe("judgePressure", () => {
  it("lets a job go where all is calm, and where nothing could be seen", () => {
    expect(judge({})).toEqual(unthrottled);
    expect(judgePressure(unseenPressure, defaultLimits)).toEqual(unthrottled);
  });

  it.each<readonly [Partial<Pressure>, "go" | "slow" | "stop", string | null]>([
    [{ replicaLagMs: 4_999 }, "go", null],
    [{ replicaLagMs: 5_000 }, "slow", "a replica is 5 s behind (slow: 5 s)"],
    [{ replicaLagMs: 15_200 }, "stop", "a replica is 15 s behind (stop: 15 s)"],
    [{ replicaLagBytes: 700 * 1_048_576 }, "slow", "a replica is 700 MB of WAL behind (slow: 512 MB)"],
    [{ slotBytes: 1_073_741_824 }, "slow", "a replication slot keeps 1 GB of WAL (slow: 1 GB)"],
    [{ slotBytes: 9_500_000_000 }, "stop", "a replication slot keeps 8.8 GB of WAL (stop: 8 GB)"],
    [{ walBytesPerSecond: 1e12 }, "go", null],
    [{ archiveBacklog: 41 }, "go", null],
    [{ archiveBacklog: 42 }, "slow", "42 WAL files wait to be archived (slow: 42)"],
    [{ archiveBacklog: 200 }, "stop", "200 WAL files wait to be archived (stop: 200)"],
    [{ waiters: 1 }, "slow", "1 session waits for rows of a batch (slow: 1)"],
    [{ waiters: 5 }, "stop", "5 sessions wait for rows of a batch (stop: 5)"],
    [
      { oldestTransactionMs: 600_000 },
      "slow",
      "a transaction has kept dead rows from being cleaned up for 10 min (slow: 10 min)",
    ],
    [
      { oldestTransactionMs: 9_000_000 },
      "stop",
      "a transaction has kept dead rows from being cleaned up for 2.5 h (stop: 60 min)",
    ],
    [{ canaryMs: 120.4 }, "slow", "a small write of our own takes 120 ms (slow: 100 ms)"],
    [{ canaryMs: 2_000 }, "stop", "a small write of our own takes 2 s (stop: 500 ms)"],
    [{ autovacuum: "wraparound" }, "stop", "an autovacuum against wraparound works at the table"],
    // every row updated once, and autovacuum comes or will: as it must be
    [{ deadShare: 0.9, isVacuumMissing: false }, "go", null],
    [{ deadShare: 0.9, isVacuumMissing: null }, "go", null],
    [{ deadShare: 0.5, isVacuumMissing: true }, "go", null],
    [
      { deadShare: 0.66, isVacuumMissing: true },
      "slow",
      "66 % of the table's rows are dead, and no autovacuum comes (slow: 60 %)",
    ],
  ])("judges %j as %s", (seen, level, reason) => {
    const verdict = judge(seen);
    expect(verdict.level).toBe(level);
    expect(verdict.reasons).toEqual(reason === null ? [] : [reason]);
  });

  it("stops where any signal says so, and tells that first", () => {
    const verdict = judge({ waiters: 2, canaryMs: 150, replicaLagMs: 20_000, autovacuum: "wraparound" });
    expect(verdict.level).toBe("stop");
    expect(verdict.causes).toEqual(["wraparound", "replicaLagMs", "waiters", "canaryMs"]);
    expect(verdict.reasons).toHaveLength(4);
  });
});

describe("throttleLimits", () => {
  const read = (overrides: object) => throttleLimits(overrides, "db/jobs/tokens.ts");

  it("replaces what a definition says and leaves the rest", () => {
    const limits = read({
      replicaLagMs: { slow: 500 },
      archiveBacklog: null,
      walBytesPerSecond: { stop: 2e7 },
      wraparound: "slow",
    });
    expect(limits).toEqual({
      ...defaultLimits,
      replicaLagMs: { slow: 500, stop: 15_000 },
      archiveBacklog: null,
      walBytesPerSecond: { slow: null, stop: 2e7 },
      wraparound: "slow",
    });
    // a stop below the usual slow one moves both
    expect(read({ replicaLagMs: { stop: 1_000 } }).replicaLagMs).toEqual({ slow: 1_000, stop: 1_000 });
    expect(read({ waiters: { slow: null } }).waiters).toEqual({ slow: null, stop: 5 });
    expect(judgePressure({ ...calm, waiters: 3 }, read({ waiters: { slow: null } })).level).toBe("go");
  });

  it.each([
    [{ lag: { slow: 1 } }, "db/jobs/tokens.ts: throttle.lag is no signal."],
    [{ replicaLagMs: 5 }, "throttle.replicaLagMs must be { slow, stop } or null."],
    [{ replicaLagMs: { max: 5 } }, "throttle.replicaLagMs.max is not known."],
    [{ replicaLagMs: { stop: "5s" } }, "throttle.replicaLagMs.stop must be a number above 0, or null."],
    [{ replicaLagMs: { stop: -1 } }, "throttle.replicaLagMs.stop must be a number above 0, or null."],
    [{ replicaLagMs: { slow: 30_000 } }, "throttle.replicaLagMs slows down at 30000 and stops at 15000."],
    [{ canary: 5 }, "throttle.canary must be a statement, or null."],
    [{ wraparound: "wait" }, 'throttle.wraparound must be "slow", "stop" or null.'],
  ])("refuses %j", (overrides, words) => {
    expect(() => read(overrides)).toThrow(words);
  });
});
