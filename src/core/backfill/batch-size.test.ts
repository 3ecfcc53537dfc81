import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costOf, firstSize, halved, limitsAt, nextSize } from "./batch-size.ts";

const limits = { aimMs: 80, least: 1, most: 50_000 };
/** Milliseconds of a batch on a server that does so many rows a second. */
const tookAt = (size: number, rowsPerSecond: number) => (size / rowsPerSecond) * 1_000;

describe("the size of a batch", () => {
  it("comes to what takes the time that is aimed at, from below, and stays there", () => {
    for (const speed of [500, 20_000, 90_000]) {
      let size = firstSize;
      const sizes = Array.from({ length: 30 }, () => {
        size = nextSize(size, tookAt(size, speed), limits);
        return size;
      });
      const wanted = Math.round(speed * 0.08);
      expect(sizes.at(-1)).toBe(wanted);
      expect(sizes.at(-2)).toBe(wanted);
    }
  });

  it("grows twofold at most and falls at once", () => {
    expect(nextSize(1_000, 1, limits)).toBe(2_000);
    expect(nextSize(1_000, 160, limits)).toBe(500);
    // one batch that waited for something else is no reason to begin again from nothing
    expect(nextSize(1_000, 60_000, limits)).toBe(400);
  });

  it("does not grow over rows that need nothing beyond what could all be written", () => {
    const passed = { read: 5_000, written: 3, tookMs: 4 };
    expect(costOf(passed, null)).toBe(null);
    expect(limitsAt(null, limits).most).toBe(5_000);
    const cost = costOf({ read: 2_000, written: 2_000, tookMs: 100 }, null);
    expect(cost).toBe(0.05);
    expect(costOf(passed, cost)).toBe(cost);
    expect(limitsAt(cost, limits).most).toBe(4_800);
    expect(limitsAt(0, limits).most).toBe(50_000);
  });

  it("never leaves its limits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), fc.double({ min: 0, max: 1e6, noNaN: true }), (size, ms) => {
        const next = nextSize(size, ms, limits);
        expect(next).toBeGreaterThanOrEqual(1);
        expect(next).toBeLessThanOrEqual(50_000);
        expect(halved(size)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});
