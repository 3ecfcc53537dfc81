import { describe, expect, it } from "vitest";
import { mayBegin, usualWaves, waveBounds } from "./fleet-waves.ts";

describe("waveBounds", () => {
  it("is one database, a twentieth of them, and the rest", () => {
    expect(waveBounds(usualWaves, 100)).toEqual([1, 6]);
    expect(waveBounds(usualWaves, 3)).toEqual([1, 2]);
  });

  it("takes numbers and shares", () => expect(waveBounds("2, 10%,20", 50)).toEqual([2, 7, 27]));

  it.each(["", "0", "x", "101%", "1,,2", "-1", "1.5"])("refuses %j", (text) => {
    expect(() => waveBounds(text, 10)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
});

describe("mayBegin", () => {
  const pace = { bounds: [1, 6], maxFailures: 2 };
  const may = (worked: number, running: number, failed = 0) => mayBegin({ worked, running, failed }, pace);

  it("lets the first go alone", () => expect([may(0, 0), may(0, 1)]).toEqual([true, false]));

  it("begins a wave when all of the one before have ended", () => {
    expect([may(1, 0), may(1, 4), may(1, 5), may(5, 1), may(6, 0)]).toEqual([true, true, false, false, true]);
  });

  it("has no bound in the last wave", () => expect(may(6, 500)).toBe(true));

  it("gives the place of one that had nothing to do to the next", () => {
    // the first has ended without work: it is counted nowhere
    expect(may(0, 0)).toBe(true);
  });

  it("stops when the failures are spent, and not before", () => expect([may(7, 0, 1), may(7, 0, 2)]).toEqual([true, false]));
});
