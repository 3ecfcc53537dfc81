/**
 * Steers how hard a job presses: looks about once a second at the server and at the clock, and holds batches back while the verdict says so.
 * The job asks before each batch; as long as all is calm that costs it nothing.
 */

import { type JobWindows, judgeWindow, type WindowStanding, windowStanding } from "../core/backfill/job-window.ts";
import { judgePressure } from "../core/backfill/judge-pressure.ts";
import { type Pressure, type ThrottleCause, type ThrottleVerdict, unthrottled } from "../core/backfill/throttle.ts";
import type { ThrottleLimits } from "../core/backfill/throttle-limits.ts";

/** What steers. */
export interface ThrottleOptions {
  /** Null: only the windows count. Closed with the throttle. */
  readonly gauge: { read(): Promise<Pressure>; close(): Promise<void> } | null;
  readonly limits: ThrottleLimits;
  /** Null: always open. */
  readonly windows: JobWindows | null;
  readonly clock: () => Date;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted; never rejects. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told when the level or its causes change, and every half minute while batches wait. */
  readonly onChange: (verdict: ThrottleVerdict) => void;
  /** Whoever waits is let go when it is aborted. */
  readonly signal: AbortSignal | undefined;
}

/** How long batches were held back by what. */
export interface ThrottledTime {
  readonly cause: ThrottleCause;
  readonly ms: number;
}

const lookMs = 1_000;
const heartbeatMs = 30_000;
/** A pause that is much longer than a batch would starve a job whose batches are long for a reason. */
const longestPauseMs = 5_000;

/** Begins to look. Close it in `finally`. */
export function startThrottle(options: ThrottleOptions): Throttle {
  return new Throttle(options);
}

/** See {@link startThrottle}. */
export class Throttle {
  readonly #options: ThrottleOptions;
  readonly #end = new AbortController();
  readonly #done: Promise<void>;
  readonly #spent = new Map<ThrottleCause, number>();
  #verdict: ThrottleVerdict = unthrottled;
  #hasLooked = false;
  #window: WindowStanding | null = null;
  #toldAt = 0;
  /** Batches that are held back now, and until when the time of that is written down. */
  #waiting = 0;
  #countedTo = 0;
  #wake: () => void = () => undefined;
  #nextLook: Promise<void> = Promise.resolve();

  constructor(options: ThrottleOptions) {
    this.#options = options;
    const { signal } = options;
    if (signal?.aborted === true) this.#end.abort();
    signal?.addEventListener("abort", this.#abort, { once: true });
    this.#await();
    this.#done = this.#keepLooking();
  }

  /** The latest. */
  verdict(): ThrottleVerdict {
    return this.#verdict;
  }

  /**
   * To be asked before each batch. Null: it may go. Else it may go when the promise resolves: after a pause as long as the batch before while
   * things are slow, or once nothing says stop any more. Resolves at once when the signal is aborted or the throttle is closed.
   *
   * @param lastMs how long the batch before took; 0 for the first
   */
  waitUntilClear(lastMs: number): Promise<void> | null {
    if (this.#end.signal.aborted || (this.#hasLooked && this.#verdict.level === "go")) return null;
    return this.#wait(lastMs);
  }

  /** How long batches were held back by what until now, the longest first; several at once count once. */
  spent(): readonly ThrottledTime[] {
    this.#count();
    return [...this.#spent].map(([cause, ms]) => ({ cause, ms })).sort((one, other) => other.ms - one.ms);
  }

  /** Stops looking and lets go of whoever waits. May be called twice; never throws. */
  async close(): Promise<void> {
    this.#abort();
    this.#options.signal?.removeEventListener("abort", this.#abort);
    await this.#done;
    await this.#options.gauge?.close();
  }

  readonly #abort = (): void => {
    this.#end.abort();
    this.#wake();
  };

  async #wait(lastMs: number): Promise<void> {
    this.#count();
    this.#waiting++;
    try {
      while (!this.#end.signal.aborted && (!this.#hasLooked || this.#verdict.level === "stop")) await this.#nextLook;
      if (this.#verdict.level === "slow" && lastMs > 0)
        await this.#options.sleep(Math.min(lastMs, longestPauseMs), this.#end.signal);
    } finally {
      this.#count();
      this.#waiting--;
    }
  }

  async #keepLooking(): Promise<void> {
    const { sleep } = this.#options;
    while (!this.#end.signal.aborted) {
      const verdict = await this.#look();
      // while the server was asked, the job may have ended
      if (!this.#end.signal.aborted) this.#take(verdict);
      const wake = this.#wake;
      this.#await();
      wake();
      if (!this.#end.signal.aborted) await sleep(lookMs, this.#end.signal);
    }
    this.#wake();
  }

  #await(): void {
    this.#nextLook = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  // outside of the windows nothing is done that would press, and so nothing has to be measured
  async #look(): Promise<ThrottleVerdict> {
    const { gauge, limits, windows } = this.#options;
    if (windows !== null) {
      const verdict = judgeWindow(windows, this.#windowAt(windows));
      if (verdict.level === "stop") return verdict;
    }
    return gauge === null ? unthrottled : judgePressure(await gauge.read(), limits);
  }

  // a calendar is slow to ask, and says until when its answer holds
  #windowAt(windows: JobWindows): WindowStanding {
    const now = this.#options.clock();
    const known = this.#window;
    if (known?.until != null && now.toISOString() < known.until) return known;
    this.#window = windowStanding(windows, now);
    return this.#window;
  }

  #take(verdict: ThrottleVerdict): void {
    this.#count();
    const before = this.#verdict;
    this.#verdict = verdict;
    this.#hasLooked = true;
    const now = this.#options.clock().getTime();
    const isOther = verdict.level !== before.level || verdict.causes.join() !== before.causes.join();
    const isHeartbeat = verdict.level !== "go" && this.#waiting > 0 && now - this.#toldAt >= heartbeatMs;
    if (!isOther && !isHeartbeat) return;
    this.#toldAt = now;
    this.#options.onChange(verdict);
  }

  /** Writes down the time since the last call under what holds batches back. */
  #count(): void {
    const now = this.#options.clock().getTime();
    const [cause] = this.#verdict.causes;
    if (this.#waiting > 0 && cause !== undefined)
      this.#spent.set(cause, (this.#spent.get(cause) ?? 0) + Math.max(0, now - this.#countedTo));
    this.#countedTo = now;
  }
}
