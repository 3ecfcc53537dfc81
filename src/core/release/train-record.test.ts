import { describe, expect, it } from "vitest";
import { parseTrainRecord, type TrainRecord, trainName } from "./train-record.ts";

const record: TrainRecord = {
  train: "production 2026-11-20",
  window: { opens: "2026-11-20T17:00:00.000Z", closes: "2026-11-20T18:00:00.000Z" },
  outcome: "done",
  files: ["20261101_a.sql"],
  steps: [{ step: "audit", ms: 12 }],
  head: null,
  startedAt: "2026-11-20T17:00:01.000Z",
  endedAt: "2026-11-20T17:04:00.000Z",
};

describe("parseTrainRecord", () => {
  it("takes what was kept, and nothing else", () => {
    expect(parseTrainRecord(JSON.parse(JSON.stringify({ ...record, more: 1 })))).toEqual(record);
    expect(parseTrainRecord({ ...record, window: null })?.window).toBeNull();
    for (const wrong of [
      null,
      "train",
      {},
      { ...record, outcome: "fine" },
      { ...record, window: { opens: "soon", closes: "later" } },
      { ...record, steps: [{ step: "audit", ms: -1 }] },
      { ...record, steps: [{ step: "audit" }] },
      { ...record, files: [1] },
      { ...record, startedAt: "yesterday" },
    ])
      expect(parseTrainRecord(wrong)).toBeNull();
  });
});

describe("trainName", () => {
  it("is the environment and the day its window opens in the team's zone", () => {
    expect(trainName("production", new Date("2026-11-20T18:00:00Z"), "Pacific/Kiritimati")).toBe("production 2026-11-21");
  });
});
