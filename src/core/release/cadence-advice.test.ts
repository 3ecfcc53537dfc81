import { describe, expect, it } from "vitest";
import { cadenceAdvice } from "./cadence-advice.ts";
import { trainDurations } from "./train-durations.ts";
import type { TrainRecord } from "./train-record.ts";

const durations = trainDurations([], []);
const advise = (days: number | null, own: { files?: number; batches?: number } = {}) =>
  cadenceAdvice({
    daysUntilLaunch: days,
    trains: { weekly: Math.floor((days ?? 84) / 7), monthly: Math.floor((days ?? 84) / 30.4) },
    files: own.files ?? 0,
    batches: own.batches ?? 0,
    durations,
  });
const of = (days: number | null, rhythm: string, own = {}) => {
  const found = advise(days, own).rhythms.find((one) => one.rhythm === rhythm);
  if (found === undefined) throw new Error(`no ${rhythm}`);
  return found;
};

describe("cadenceAdvice", () => {
  it("recommends by the months until the launch, as the document does", () => {
    expect([10, 40, 61, 120, 182].map((days) => advise(days).recommended)).toEqual(Array(5).fill("weekly"));
    expect([184, 300, 365, 600].map((days) => advise(days).recommended)).toEqual(Array(4).fill("monthly"));
    expect(advise(null).recommended).toBe("weekly");
  });

  it("has the document's own sums: 40 minutes for twelve weeks are eight hours, and an hour on the day", () => {
    const weekly = of(84, "weekly", { batches: 12 });
    expect(weekly).toMatchObject({ trains: 12, minutesPerTrain: 40, launchDayMinutes: { least: 60, most: 60 }, risk: "low" });
    expect(weekly.totalMinutes).toEqual({ least: 12 * 40 + 60, most: 12 * 40 + 60 });
    expect(of(84, "monthly")).toMatchObject({
      minutesPerTrain: 120,
      launchDayMinutes: { least: 120, most: 240 },
      risk: "medium",
    });
    expect(of(84, "launch-day")).toMatchObject({ totalMinutes: { least: 720, most: null }, risk: "high" });
  });

  it("counts trains with nothing on board as an audit", () => {
    expect(of(84, "weekly", { batches: 2 }).totalMinutes).toEqual({ least: 2 * 40 + 10 * 5 + 60, most: 12 * 40 + 60 });
  });

  it("rates a rhythm higher whose trains do not carry the backlog", () => {
    expect(of(21, "weekly", { batches: 5 })).toMatchObject({ risk: "medium", trains: 3 });
    expect(of(21, "monthly").risk).toBe("high");
    expect(of(84, "launch-day", { files: 100 }).totalMinutes.least).toBe(24 * 60);
  });
});

describe("trainDurations", () => {
  const train = (outcome: TrainRecord["outcome"], steps: TrainRecord["steps"]): TrainRecord => ({
    train: "production 2026-11-20",
    window: null,
    outcome,
    files: [],
    steps,
    head: null,
    startedAt: "2026-11-20T17:00:00Z",
    endedAt: "2026-11-20T17:05:00Z",
  });

  it("is the document's estimate where nothing was measured", () => {
    expect(durations.map(({ minutes, measured }) => [minutes, measured])).toEqual([
      [5, null],
      [10, null],
      [15, null],
      [10, null],
    ]);
  });

  it("takes the median of the trains that came through, steps joined to their part", () => {
    const trains = [
      train("done", [
        { step: "audit", ms: 6_000 },
        { step: "backup", ms: 30_000 },
        { step: "apply", ms: 30_000 },
      ]),
      train("done", [
        { step: "audit", ms: 12_000 },
        { step: "apply", ms: 120_000 },
      ]),
      train("done", [{ step: "audit", ms: 600_000 }]),
      train("failed", [{ step: "smoke", ms: 1 }]),
      train("empty", [{ step: "audit", ms: 1 }]),
    ];
    expect(trainDurations(trains, [])).toEqual([
      { part: "audit", minutes: 0.2, measured: { of: "trains", count: 3 } },
      { part: "review", minutes: 10, measured: null },
      { part: "apply", minutes: 1.5, measured: { of: "trains", count: 2 } },
      { part: "smoke", minutes: 10, measured: null },
    ]);
  });

  it("takes the journal's batches for apply until a train was measured", () => {
    expect(trainDurations([], [3_000, 6_000, 60_000])[2]).toEqual({
      part: "apply",
      minutes: 0.1,
      measured: { of: "batches", count: 3 },
    });
  });
});
