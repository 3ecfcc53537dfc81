import { describe, expect, it } from "vitest";
import { baselineOf, type Signal, type SignalSample } from "./signal.ts";
import { vitalValues } from "./vital-values.ts";
import { usualOf } from "./watch-record.ts";
import { judgeWatch } from "./watch-verdict.ts";

const errors: Signal = { name: "errors", unit: "share", limit: { kind: "max", value: 0.1 } };
const orders: Signal = { name: "failed orders", unit: "number", limit: { kind: "factor", factor: 2, atLeast: 1 } };
const samples = (...values: readonly (number | null)[]): readonly SignalSample[] =>
  values.map((value, i) => ({ at: `2026-11-20T17:00:0${i}.000Z`, values: { errors: value } }));

describe("a watch", () => {
  it("stops at the second look beyond a limit, and not at the first", () => {
    expect(judgeWatch([errors], {}, samples(0, 0.5)).kind).toBe("go");
    const stopped = judgeWatch([errors], {}, samples(0, 0.5, 0.4));
    expect(stopped).toMatchObject({ kind: "stop", reasons: [{ signal: "errors", value: 0.4, limit: 0.1 }] });
    expect(stopped.reasons[0]?.message).toBe("errors: 40 %, more than 10 % in 2 of the last 3 looks");
  });

  it("forgets what is longer ago than three looks", () => {
    expect(judgeWatch([errors], {}, samples(0.5, 0, 0, 0.5)).kind).toBe("go");
  });

  it("takes what could not be read neither for good nor for bad, and names it", () => {
    expect(judgeWatch([errors], {}, samples(null, 0.5, null))).toMatchObject({ kind: "go", unseen: [] });
    expect(judgeWatch([errors], {}, samples(null, null)).unseen).toEqual([{ signal: "errors", why: "no look gave a value" }]);
    const unknown = judgeWatch([orders], {}, [{ at: "", values: { "failed orders": 99 } }]);
    expect(unknown).toMatchObject({ kind: "go", unseen: [{ signal: "failed orders" }] });
  });

  it("measures against what is usual, and a little more than nothing is nothing", () => {
    const looks = (value: number) => Array.from({ length: 3 }, () => ({ at: "", values: { "failed orders": value } }));
    expect(judgeWatch([orders], { "failed orders": 10 }, looks(20)).kind).toBe("go");
    expect(judgeWatch([orders], { "failed orders": 10 }, looks(21)).kind).toBe("stop");
    expect(judgeWatch([orders], { "failed orders": 0 }, looks(1)).kind).toBe("go");
    expect(judgeWatch([orders], { "failed orders": 0 }, looks(2)).kind).toBe("stop");
  });
});

describe("a baseline", () => {
  it("is the middle of what was seen, so that one odd look does not count", () => {
    expect(baselineOf(samples(0.1, 0.9, 0.2))).toEqual({ errors: 0.2 });
    expect(baselineOf(samples(null))).toEqual({});
  });

  it("is taken from a stored watch only where that ended with a go", () => {
    const signals = [
      { name: "errors", unit: "share", limit: 0.1, middle: 0.02, worst: 0.05 },
      { name: "x", middle: null },
    ];
    expect(usualOf({ kind: "go", signals })).toEqual({ errors: 0.02 });
    expect(usualOf({ kind: "stop", signals })).toBeNull();
    expect(usualOf("go")).toBeNull();
  });
});

describe("counters of a database", () => {
  const then = {
    committed: 100,
    rolledBack: 10,
    deadlocks: 3,
    connectionsInUse: 0.1,
    longestWait: 0,
    longestTransaction: 0,
    seesAll: true,
  };

  it("become shares of what came since the look before", () => {
    const now = { ...then, committed: 190, rolledBack: 20, deadlocks: 4 };
    expect(vitalValues(now, then)).toMatchObject({ "rolled back": 0.1, deadlocks: 1, "no answer": 0 });
    expect(vitalValues(now, null)).toMatchObject({ "rolled back": null, deadlocks: null });
  });

  it("say nothing of few transactions, after a reset, or of what the role may not see", () => {
    expect(vitalValues({ ...then, committed: 105 }, then)["rolled back"]).toBeNull();
    expect(vitalValues({ ...then, committed: 0, rolledBack: 0, deadlocks: 0 }, then)).toMatchObject({
      "rolled back": null,
      deadlocks: null,
    });
    expect(vitalValues({ ...then, seesAll: false, longestTransaction: 900 }, then)["longest transaction"]).toBeNull();
  });
});
