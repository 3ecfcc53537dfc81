import { describe, expect, it } from "vitest";
import { plainStyle } from "./text-style.ts";
import { type WatchReport, watchMarkdown, watchText } from "./watch-text.ts";

const report: WatchReport = {
  environment: "production",
  kind: "stop",
  reasons: [
    { signal: "rolled back", value: 0.4, limit: 0.06, message: "rolled back: 40 %, more than 6 % in 2 of the last 3 looks" },
  ],
  unseen: [{ signal: "failed orders", why: "no look gave a value" }],
  from: "2026-11-20T17:00:00.000Z",
  until: "2026-11-20T17:01:30.000Z",
  looks: 10,
  baseline: { "rolled back": 0.01 },
  signals: [
    { name: "rolled back", unit: "share", limit: 0.06, middle: 0.01, worst: 0.4 },
    { name: "failed orders", unit: "number", limit: null, middle: null, worst: null },
  ],
  blindTo: ["transactions of other roles: grant pg_read_all_stats to the role"],
  evidence: "db/migrations/evidence/a.json",
};

describe("the report of a watch", () => {
  it("says stop first and why, then each signal, then what it could not see", () => {
    expect(watchText(report, plainStyle).split("\n")).toEqual([
      "✗ production: stop, after 10 looks in 1.5 min.",
      "  rolled back: 40 %, more than 6 % in 2 of the last 3 looks",
      "",
      "signal         middle  worst  limit",
      "rolled back       1 %   40 %    6 %",
      "failed orders       ?      ?      ?",
      "",
      "not judged: failed orders (no look gave a value)",
      "cannot see transactions of other roles: grant pg_read_all_stats to the role",
      "evidence: db/migrations/evidence/a.json",
      "",
    ]);
  });

  it("fits into 60 cells", () => {
    const lines = watchText(report, { ...plainStyle, width: 60 }).split("\n");
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
  });

  it("is a table in Markdown", () => {
    expect(watchMarkdown(report)).toContain("| rolled back | 1 % | 40 % | 6 % |");
  });
});
