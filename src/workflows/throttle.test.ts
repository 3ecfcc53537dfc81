import { afterEach, describe, expect, it } from "vitest";
import { jobWindows } from "../core/backfill/job-window.ts";
import { type Pressure, type ThrottleVerdict, unseenPressure } from "../core/backfill/throttle.ts";
import { defaultLimits } from "../core/backfill/throttle-limits.ts";
import { startThrottle, type Throttle, type ThrottleOptions } from "./throttle.ts";

/** A clock that only the test moves, and who sleeps until when. */
class Hours {
  now = Date.parse("2026-11-23T12:00:00Z");
  #sleepers: { until: number; wake: () => void }[] = [];

  readonly clock = () => new Date(this.now);

  readonly sleep = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        signal.removeEventListener("abort", wake);
        resolve();
      };
      signal.addEventListener("abort", wake);
      this.#sleepers.push({ until: this.now + ms, wake });
    });

  /** Lets time go by in steps, and everybody react to each. */
  async pass(ms: number, step = 100): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      await settled();
      this.now += Math.min(step, left);
      const awake = this.#sleepers.filter(({ until }) => until <= this.now);
      this.#sleepers = this.#sleepers.filter(({ until }) => until > this.now);
      for (const { wake } of awake) wake();
      await settled();
    }
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const open: Throttle[] = [];

function throttled(options: Partial<ThrottleOptions> = {}) {
  const hours = new Hours();
  const told: ThrottleVerdict[] = [];
  let seen: Pressure = unseenPressure;
  let reads = 0;
  let isClosed = false;
  const gauge = {
    read: async () => {
      reads++;
      return seen;
    },
    close: async () => {
      isClosed = true;
    },
  };
  const throttle = startThrottle({
    gauge,
    limits: defaultLimits,
    windows: null,
    clock: hours.clock,
    sleep: hours.sleep,
    onChange: (verdict) => told.push(verdict),
    signal: undefined,
    ...options,
  });
  open.push(throttle);
  /** Asks, and tells whether it may go now or by now. */
  const ask = (lastMs: number) => {
    const state = { isClear: false };
    const waiting = throttle.waitUntilClear(lastMs);
    if (waiting === null) state.isClear = true;
    else void waiting.then(() => (state.isClear = true));
    return state;
  };
  return {
    throttle,
    hours,
    told,
    ask,
    see: (pressure: Partial<Pressure>) => {
      seen = { ...unseenPressure, ...pressure };
    },
    reads: () => reads,
    isClosed: () => isClosed,
  };
}

afterEach(async () => {
  for (const throttle of open.splice(0)) await throttle.close();
});

describe("startThrottle", () => {
  it("lets batches go at once while all is calm, but not before it has looked", async () => {
    const { throttle, ask, hours, told, reads } = throttled();
    const first = ask(0);
    expect(first.isClear).toBe(false);
    await settled();
    expect(first.isClear).toBe(true);
    expect(throttle.waitUntilClear(80)).toBeNull();
    await hours.pass(5_000);
    expect(reads()).toBe(6);
    expect(told).toEqual([]);
    expect(throttle.spent()).toEqual([]);
  });

  it("pauses for as long as the batch before took while things are slow", async () => {
    const { throttle, ask, hours, see, told } = throttled();
    see({ waiters: 1 });
    await hours.pass(1_000);
    const batch = ask(300);
    await hours.pass(200);
    expect(batch.isClear).toBe(false);
    await hours.pass(100);
    expect(batch.isClear).toBe(true);
    const long = ask(60_000);
    await hours.pass(5_000);
    expect(long.isClear).toBe(true);
    expect(told.map(({ level }) => level)).toEqual(["slow"]);
    expect(throttle.spent()).toEqual([{ cause: "waiters", ms: 5_300 }]);
  });

  it("holds batches back while something says stop, and tells when that changes", async () => {
    const { throttle, ask, hours, see, told } = throttled();
    await hours.pass(1_000);
    see({ replicaLagMs: 20_000 });
    await hours.pass(1_000);
    const batches = [ask(80), ask(80)];
    see({ replicaLagMs: 21_000 });
    await hours.pass(10_000);
    expect(batches.map(({ isClear }) => isClear)).toEqual([false, false]);
    see({ canaryMs: 600 });
    await hours.pass(5_000);
    see({});
    await hours.pass(1_000);
    expect(batches.map(({ isClear }) => isClear)).toEqual([true, true]);
    expect(told.map(({ level, causes }) => [level, ...causes])).toEqual([["stop", "replicaLagMs"], ["stop", "canaryMs"], ["go"]]);
    // two that wait at the same time have not waited twice as long
    const spent = throttle.spent();
    expect(spent.map(({ cause }) => cause)).toEqual(["replicaLagMs", "canaryMs"]);
    expect(spent[0]?.ms).toBeGreaterThan(9_000);
    expect(spent.reduce((sum, { ms }) => sum + ms, 0)).toBeLessThanOrEqual(17_000);
  });

  it("tells again every half minute while batches wait", async () => {
    const { ask, hours, see, told } = throttled();
    see({ archiveBacklog: 300 });
    await hours.pass(1_000);
    ask(80);
    for (let files = 300; files < 400; files++) {
      see({ archiveBacklog: files });
      await hours.pass(1_000, 1_000);
    }
    expect(told).toHaveLength(4);
    expect(told.at(-1)?.reasons[0]).toMatch(/^3[89]\d WAL files wait to be archived \(stop: 200\)$/);
  });

  it("stops outside of its windows, and measures nothing there", async () => {
    const windows = jobWindows({ windows: ["12:01-12:02"] }, "a job");
    const { throttle, ask, hours, reads, told } = throttled({ windows });
    const batch = ask(0);
    await hours.pass(59_000, 1_000);
    expect(batch.isClear).toBe(false);
    expect(reads()).toBe(0);
    expect(told[0]?.reasons).toEqual(["outside of the window 12:01-12:02; the next one opens Mon 23 Nov 12:01 (UTC)"]);
    await hours.pass(2_000, 1_000);
    expect(batch.isClear).toBe(true);
    expect(throttle.verdict().level).toBe("go");
    expect(reads()).toBeGreaterThan(0);
    await hours.pass(60_000, 1_000);
    expect(throttle.verdict()).toMatchObject({ level: "stop", causes: ["window"] });
    expect(throttle.spent()[0]).toMatchObject({ cause: "window" });
  });

  it("lets go of whoever waits when it is interrupted or closed", async () => {
    const interrupt = new AbortController();
    const { ask, hours, see, throttle, isClosed, reads } = throttled({ signal: interrupt.signal });
    see({ slotBytes: 1e11 });
    await hours.pass(1_000);
    const batch = ask(80);
    await hours.pass(3_000);
    expect(batch.isClear).toBe(false);
    interrupt.abort();
    await settled();
    expect(batch.isClear).toBe(true);
    await throttle.close();
    expect(isClosed()).toBe(true);
    const before = reads();
    await hours.pass(5_000);
    expect(reads()).toBe(before);
    expect(throttle.waitUntilClear(80)).toBeNull();
  });

  it("needs no gauge where only the windows count", async () => {
    const { ask } = throttled({ gauge: null });
    const batch = ask(0);
    await settled();
    expect(batch.isClear).toBe(true);
  });
});
