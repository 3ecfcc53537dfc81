import { describe, expect, it } from "vitest";
import { runOpenLoop } from "./open-loop.ts";

/** A clock that goes on only by sleeping and by work that says how long it took; one session, so that nothing runs beside. */
function simulated(workMs: (step: number) => number) {
  let at = 0;
  let count = 0;
  return {
    sessions: 1,
    pick: () => 0,
    now: () => at,
    sleep: async (ms: number) => {
      at += ms;
    },
    work: async () => {
      at += workMs(count++);
      return null;
    },
    onProgress: () => undefined,
  };
}

describe("an open loop", () => {
  it("begins steps when they are due and not when the one before has ended", async () => {
    const { endings, tookMs } = await runOpenLoop({ rate: 10, seconds: 1, ...simulated(() => 20) });
    expect(endings).toHaveLength(10);
    expect(endings.every(({ ms }) => Math.round(ms ?? 0) === 20)).toBe(true);
    expect(Math.round(tookMs)).toBe(920);
  });

  it("counts the wait of all that were due while the server stood still", async () => {
    const { endings } = await runOpenLoop({ rate: 10, seconds: 1, ...simulated((step) => (step === 0 ? 500 : 1)) });
    const slow = endings.filter(({ ms }) => (ms ?? 0) > 50);
    // a loop that waits for its answers would show one slow step of ten
    expect(slow.length).toBeGreaterThanOrEqual(5);
  });

  it("says of what it could not begin in time that it was never begun", async () => {
    const { endings } = await runOpenLoop({ rate: 10, seconds: 1, ...simulated(() => 1_000) });
    expect(endings).toHaveLength(10);
    expect(endings.filter(({ ms }) => ms === null).length).toBe(6);
  });

  it("ends with what ends the whole run", async () => {
    const work = async () => {
      throw new Error("stopped");
    };
    await expect(runOpenLoop({ rate: 10, seconds: 1, ...simulated(() => 1), work })).rejects.toThrow("stopped");
  });
});
