import { describe, expect, it } from "vitest";
import { ProgressMeter } from "./job-progress.ts";

const batch = { read: 1_000, written: 900, faults: 0 };

describe("the progress of a job", () => {
  it("tells rate and time left from the last minute, not from the beginning", () => {
    const meter = new ProgressMeter(1_000_000, 0, 0);
    for (let second = 1; second <= 100; second++) meter.add(batch, second * 1_000);
    // ten times as fast from now on
    for (let tick = 1; tick <= 700; tick++) meter.add(batch, 100_000 + tick * 100);
    const { rate, secondsLeft, read, batches } = meter.at(170_000);
    expect(read).toBe(800_000);
    expect(batches).toBe(800);
    expect(rate).toBeGreaterThan(9_000);
    expect(rate).toBeLessThan(11_000);
    expect(secondsLeft).toBeGreaterThan(17);
    expect(secondsLeft).toBeLessThan(23);
  });

  it("counts what an earlier call has done, and says nothing before anything is known", () => {
    const meter = new ProgressMeter(2_000, 1_000, 0);
    expect(meter.at(10)).toMatchObject({ rate: null, secondsLeft: null, fraction: 0.5 });
    expect(new ProgressMeter(0, 0, 0).at(10).fraction).toBeNull();
  });
});
