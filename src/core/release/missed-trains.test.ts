import { describe, expect, it } from "vitest";
import type { StoredFreeze } from "./freeze-record.ts";
import { type TrainHistory, trainStanding, writtenAt } from "./missed-trains.ts";
import type { TrainRecord } from "./train-record.ts";

const window = (day: string) => ({ opens: `${day}T17:00:00.000Z`, closes: `${day}T18:00:00.000Z` });
const [first, second, third] = [window("2026-11-06"), window("2026-11-13"), window("2026-11-20")];
const base: TrainHistory = {
  windows: [first, second, third],
  next: "2026-11-27T17:00:00.000Z",
  trains: [],
  appliedAt: [],
  migrations: [],
  freezes: [],
  zone: "UTC",
};
const waiting = (since: string, appliedAt: string | null = null) => ({ file: `${since.slice(0, 10)}.sql`, since, appliedAt });
const train = (own: typeof first, outcome: TrainRecord["outcome"]): TrainRecord => ({
  train: "production",
  window: own,
  outcome,
  files: [],
  steps: [],
  head: null,
  startedAt: own.opens,
  endedAt: own.closes,
});
const missedDays = (history: Partial<TrainHistory>) =>
  trainStanding({ ...base, ...history }).missed.map(({ window: own }) => own.opens.slice(0, 10));

describe("trainStanding", () => {
  it("misses nothing where nothing waited", () => {
    expect(trainStanding(base)).toEqual({ overdue: null, missed: [] });
    expect(missedDays({ migrations: [waiting("2026-11-20T17:30:00.000Z")] })).toEqual([]);
  });

  it("is overdue when the last window passed and what waited for it waits still", () => {
    const migrations = [waiting("2026-11-10T00:00:00.000Z")];
    expect(trainStanding({ ...base, migrations }).overdue).toEqual({ window: third, files: ["2026-11-10.sql"] });
    expect(missedDays({ migrations })).toEqual(["2026-11-13", "2026-11-20"]);
  });

  it("counts an empty train, a failed one and a late one as having come", () => {
    const migrations = [waiting("2026-11-01T00:00:00.000Z")];
    const trains = [train(first, "empty"), train(second, "failed")];
    expect(missedDays({ migrations, trains })).toEqual(["2026-11-20"]);
    expect(missedDays({ migrations, trains, appliedAt: ["2026-11-23T09:00:00.123456Z"] })).toEqual([]);
  });

  it("does not take what was applied before a window opened for its train", () => {
    const migrations = [waiting("2026-11-19T00:00:00.000Z")];
    expect(missedDays({ migrations, appliedAt: ["2026-11-20T16:59:59.999999Z"] })).toEqual(["2026-11-20"]);
  });

  it("remembers a missed train after what waited was applied, and is not overdue any more", () => {
    const migrations = [waiting("2026-11-01T00:00:00.000Z", "2026-11-20T17:10:00.000000Z")];
    const standing = trainStanding({ ...base, migrations, appliedAt: ["2026-11-20T17:10:00.000000Z"] });
    expect(standing.overdue).toBeNull();
    expect(standing.missed).toHaveLength(2);
  });

  it("forgives windows of a freeze, and no others", () => {
    const freeze = (at: string, act: "freeze" | "unfreeze"): StoredFreeze => ({
      at,
      by: null,
      source: "journal",
      record: act === "freeze" ? { act, reason: "", until: null } : { act, reason: "" },
    });
    const freezes = [freeze("2026-11-10T00:00:00.000000Z", "freeze"), freeze("2026-11-15T00:00:00.000000Z", "unfreeze")];
    expect(missedDays({ migrations: [waiting("2026-11-01T00:00:00.000Z")], freezes })).toEqual(["2026-11-06", "2026-11-20"]);
  });
});

describe("writtenAt", () => {
  it("reads moments and days, and else takes the time of the file before", () => {
    expect(writtenAt("20261009103000", "b")).toBe("2026-10-09T10:30:00.000Z");
    expect(writtenAt("20261009_add", "b")).toBe("2026-10-09T00:00:00.000Z");
    for (const version of ["0003_add", "20269999_x", "V2", "20261009103000123"]) expect(writtenAt(version, "b")).toBe("b");
  });
});
