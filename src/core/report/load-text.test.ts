import { describe, expect, it } from "vitest";
import { type LoadReport, loadMarkdown, loadText } from "./load-text.ts";
import { plainStyle } from "./text-style.ts";

const latency = { p50: 2.8, p95: 25.1, p99: 104.8, max: 115.1 };
const report: LoadReport = {
  environment: "staging",
  digest: "sha256:a",
  rate: 100,
  seconds: 2,
  sessions: 10,
  throughput: 80.3,
  all: { due: 200, good: 160, failed: 40, unsent: 0, errorRate: 0.2, latency },
  steps: [
    { name: "load/orders.sql", due: 160, good: 160, failed: 0, unsent: 0, errorRate: 0, latency },
    {
      name: "GET https://example.com/a/long/path/of/an/api",
      due: 40,
      good: 0,
      failed: 40,
      unsent: 0,
      errorRate: 1,
      latency: null,
    },
  ],
  errors: [{ message: "answered 502, expected a status below 400", count: 40 }],
  isBaseline: false,
  verdict: {
    passed: false,
    worse: ["20 % of steps failed, and 1 % would still pass"],
    comparedWith: "2026-11-13T10:00:00.000Z",
    why: null,
  },
  evidence: "db/migrations/evidence/a.json",
};

describe("the report of a load", () => {
  it("has a row to a step where there is room", () => {
    expect(loadText(report, plainStyle).split("\n")).toEqual([
      "staging: worse than it may be (100/s for 2 s, 80.3/s ended well).",
      "",
      "step                                           due  errors  p50   p95    p99    max",
      "load/orders.sql                                160       0  2.8  25.1  104.8  115.1",
      "GET https://example.com/a/long/path/of/an/api   40   100 %    -     -      -      -",
      "all                                            200    20 %  2.8  25.1  104.8  115.1",
      "times in ms, from when a step was due",
      "",
      "40 times: answered 502, expected a status below 400",
      "✗ 20 % of steps failed, and 1 % would still pass",
      "Compared with the baseline of 2026-11-13.",
      "evidence: db/migrations/evidence/a.json",
      "",
    ]);
  });

  it("fits into 60 cells, and says less when it is to be quiet", () => {
    const narrow = loadText(report, { ...plainStyle, width: 60 });
    expect(narrow.split("\n").filter((line) => line.length > 60)).toEqual([]);
    expect(narrow).toContain("load/orders.sql\n  160       0");
    expect(loadText(report, { ...plainStyle, isQuiet: true }).split("\n")).toHaveLength(3);
  });

  it("is a table in Markdown", () => {
    expect(loadMarkdown(report)).toContain("| load/orders.sql | 160 | 0 | 2.8 | 25.1 | 104.8 | 115.1 |");
  });
});
