import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quietHours, windowTraffic } from "./quiet-hours.ts";
import type { TrafficSample } from "./sample-record.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 2); // a Monday

/** One sample an hour; `load` gives the transactions of the hour that begins at a time. */
function sampled(hours: number, load: (at: number) => number, since: string | null = "2026-01-01"): readonly TrafficSample[] {
  const samples: TrafficSample[] = [];
  let transactions = 1000;
  for (let i = 0; i <= hours; i++) {
    const at = start + i * hour;
    samples.push({ at: new Date(at).toISOString(), transactions, rowsWritten: 0, since });
    transactions += load(at);
  }
  return samples;
}
const now = (hours: number) => new Date(start + hours * hour);
const busyByDay = (at: number) => (new Date(at).getUTCHours() >= 6 && new Date(at).getUTCHours() < 22 ? 36_000 : 360);

describe("quietHours", () => {
  it("finds the hours of the week and their traffic per second", () => {
    const quiet = quietHours(sampled(7 * 24, busyByDay), "UTC", now(7 * 24));
    expect(quiet?.hours).toHaveLength(168);
    expect(quiet?.hours.find((one) => one.hour === "Fri 17:00")?.perSecond).toBeCloseTo(10);
    expect(quiet?.hours[0]?.perSecond).toBeCloseTo(0.1);
    expect(quiet?.days).toBe(7);
  });

  it("says whether a window lies in the quiet third", () => {
    const quiet = quietHours(sampled(7 * 24, busyByDay), "UTC", now(7 * 24));
    if (quiet === null) throw new Error("a week was measured");
    const traffic = (opens: string, closes: string) => windowTraffic(quiet, { opens, closes }, "UTC");
    expect(traffic("2026-11-27T23:00:00Z", "2026-11-28T00:00:00Z")).toMatchObject({ isQuiet: true, rank: 0, of: 168 });
    expect(traffic("2026-11-27T17:00:00Z", "2026-11-27T18:00:00Z")).toMatchObject({ isQuiet: false, rank: 56 });
    // one busy hour is enough
    expect(traffic("2026-11-27T21:30:00Z", "2026-11-27T23:00:00Z")?.isQuiet).toBe(false);
  });

  it("names hours on the clocks of the zone, also where those are not UTC's hours", () => {
    const only = (at: number) => (new Date(at).getUTCHours() === 3 ? 3600 : 0);
    const quiet = quietHours(sampled(8 * 24, only), "Asia/Kathmandu", now(8 * 24));
    // 03:00 UTC is 08:45 there: a quarter of it belongs to eight, the rest to nine
    expect(quiet?.hours.find((one) => one.hour === "Wed 09:00")?.perSecond).toBeCloseTo(0.75);
    expect(quiet?.hours.find((one) => one.hour === "Wed 08:00")?.perSecond).toBeCloseTo(0.25);
  });

  it("does not say anything before seven days were measured", () => {
    expect(quietHours([], "UTC", now(0))).toBeNull();
    expect(quietHours(sampled(6 * 24, busyByDay), "UTC", now(6 * 24))).toBeNull();
    // once a day tells no hour from another
    const daily = sampled(20 * 24, busyByDay).filter((_, i) => i % 24 === 0);
    expect(quietHours(daily, "UTC", now(20 * 24))).toBeNull();
  });

  it("leaves out samples of the future and of another season", () => {
    expect(quietHours(sampled(7 * 24, busyByDay), "UTC", now(48))).toBeNull();
    expect(quietHours(sampled(7 * 24, busyByDay), "UTC", now(60 * 24))).toBeNull();
  });

  it("never counts across a reset of the statistics", () => {
    const whole = sampled(10 * 24, () => 3600);
    const reset = whole.map((sample, i) =>
      i < 100 ? sample : { ...sample, since: "2026-11-06", transactions: sample.transactions - 350_000 },
    );
    const quiet = quietHours(reset, "UTC", now(10 * 24));
    expect(quiet?.hours.every(({ perSecond }) => Math.abs(perSecond - 1) < 1e-6)).toBe(true);
  });

  it("loses and invents no traffic", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 168, maxLength: 168 }),
        fc.constantFrom("UTC", "Asia/Kathmandu", "Australia/Lord_Howe"),
        (loads, zone) => {
          const quiet = quietHours(
            sampled(168, (at) => loads[(at - start) / hour] ?? 0),
            zone,
            now(168),
          );
          const total = quiet?.hours.reduce((sum, { perSecond }) => sum + perSecond * 3600, 0) ?? Number.NaN;
          expect(total).toBeCloseTo(
            loads.reduce((sum, load) => sum + load, 0),
            3,
          );
        },
      ),
      { numRuns: 20 },
    );
  });
});
