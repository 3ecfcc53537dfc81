import { describe, expect, it } from "vitest";
import { trainDurations } from "./train-durations.ts";
import type { TrainRecord } from "./train-record.ts";

const minute = 60_000;
const train = (minutes: Readonly<Record<string, number>>, outcome: TrainRecord["outcome"] = "done"): TrainRecord => ({
  train: "production 2026-11-20",
  window: null,
  outcome,
  files: [],
  steps: Object.entries(minutes).map(([step, own]) => ({ step, ms: own * minute })),
  head: null,
  startedAt: "2026-11-20T17:00:00Z",
  endedAt: "2026-11-20T17:30:00Z",
});
const partsOf = (...given: Parameters<typeof trainDurations>) =>
  Object.fromEntries(trainDurations(...given).map(({ part, minutes, measured }) => [part, [minutes, measured?.of ?? null]]));

describe("the parts of a train", () => {
  it("take as long as the document says until something was measured", () => {
    expect(partsOf([], [])).toEqual({ audit: [5, null], review: [10, null], apply: [15, null], smoke: [10, null] });
    expect(partsOf([train({ audit: 1 }, "failed")], [2 * minute, 4 * minute]).apply).toEqual([3, "batches"]);
  });

  it("take the median of the trains that came to their end, each with all of its steps", () => {
    const trains = [train({ backup: 1, apply: 2, smoke: 1 }), train({ apply: 9, smoke: 1 }), train({ apply: 4, smoke: 2 })];
    expect(partsOf(trains, [minute])).toMatchObject({ apply: [4, "trains"], smoke: [1, "trains"], audit: [5, null] });
  });

  it("do not count the watch: nobody sits beside it", () => {
    expect(partsOf([train({ smoke: 1, watch: 60 })], []).smoke).toEqual([1, "trains"]);
  });
});
