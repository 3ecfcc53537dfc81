import { describe, expect, it } from "vitest";
import { compareLoad, usualTolerance } from "./load-comparison.ts";
import { loadDigest, stepPicker } from "./load-mix.ts";
import { type LoadRecord, loadFigures, loadRecord } from "./load-record.ts";

const good = (ms: number) => ({ step: 0, ms, error: null });
const record = (p95: number, errorRate = 0, digest = "sha256:a"): LoadRecord => ({
  digest,
  rate: 10,
  seconds: 10,
  sessions: 2,
  throughput: 10,
  all: { due: 100, good: 100, failed: 0, unsent: 0, errorRate, latency: { p50: 1, p95, p99: p95, max: p95 } },
  steps: [],
  errors: [],
  isBaseline: false,
});
const earlier = (then: LoadRecord) => ({ at: "2026-11-01T00:00:00.000Z", record: then });

describe("figures of a load", () => {
  it("are percentiles that were measured", () => {
    const { latency } = loadFigures(Array.from({ length: 100 }, (_, i) => good(i + 1)));
    expect(latency).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  });

  it("count what was never begun as errors, and take no time from what failed", () => {
    const figures = loadFigures([
      good(10),
      { step: 0, ms: 1, error: "503" },
      { step: 0, ms: null, error: "never begun" },
      good(20),
    ]);
    expect(figures).toMatchObject({ due: 4, good: 2, failed: 1, unsent: 1, errorRate: 0.5, latency: { max: 20 } });
    expect(loadFigures([]).latency).toBeNull();
  });

  it("are read back from evidence, and nothing else is", () => {
    expect(loadRecord(JSON.parse(JSON.stringify(record(5))))).toEqual(record(5));
    expect(loadRecord({ ...record(5), rate: "ten" })).toBeNull();
    expect(loadRecord(null)).toBeNull();
  });
});

describe("a mix", () => {
  it("comes by weight and evenly mixed", () => {
    const pick = stepPicker([3, 1]);
    expect(Array.from({ length: 8 }, pick)).toEqual([0, 0, 1, 0, 0, 0, 1, 0]);
  });

  it("is another one with another rate or wording", () => {
    const step = { name: "a.sql", kind: "sql", weight: 1, writes: false, checksum: "sha256:a" } as const;
    const plan = { rate: 10, seconds: 10, sessions: 2, mix: [step] };
    expect(loadDigest(plan)).toBe(loadDigest({ ...plan }));
    expect(loadDigest(plan)).not.toBe(loadDigest({ ...plan, rate: 11 }));
    expect(loadDigest(plan)).not.toBe(loadDigest({ ...plan, mix: [{ ...step, checksum: "sha256:b" }] }));
  });
});

describe("a comparison", () => {
  it("takes a quarter more, and a few milliseconds, for the same", () => {
    expect(compareLoad(record(125), earlier(record(100)), usualTolerance)).toMatchObject({ passed: true, worse: [] });
    expect(compareLoad(record(7), earlier(record(2)), usualTolerance).passed).toBe(true);
    expect(compareLoad(record(126), earlier(record(100)), usualTolerance)).toMatchObject({ passed: false });
  });

  it("counts errors beyond the baseline's, and without one beyond none", () => {
    expect(compareLoad(record(1, 0.05), earlier(record(1, 0.045)), usualTolerance).passed).toBe(true);
    expect(compareLoad(record(1, 0.05), null, usualTolerance).worse).toEqual(["5 % of steps failed, and 1 % would still pass"]);
  });

  it("says that times were not compared where the baseline is of another load", () => {
    const verdict = compareLoad(record(900), earlier(record(1, 0, "sha256:other")), usualTolerance);
    expect(verdict).toMatchObject({ passed: true, comparedWith: null, why: expect.stringContaining("of another load") });
  });
});
