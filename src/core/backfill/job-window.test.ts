import { describe, expect, it } from "vitest";
import { type JobWindows, jobWindows, judgeWindow, windowStanding } from "./job-window.ts";

const at = (text: string) => new Date(text);
const of = (windows: readonly string[], zone = "UTC", blackout: readonly string[] = []): JobWindows =>
  jobWindows({ windows, zone, blackout }, "a job");

describe("windowStanding", () => {
  it("follows a window over midnight on the clocks of its zone", () => {
    const nights = of(["22:00-06:00"], "Europe/London");
    // Monday 23 November: London keeps UTC
    expect(windowStanding(nights, at("2026-11-23T21:59:59.999Z"))).toEqual({ isOpen: false, until: "2026-11-23T22:00:00.000Z" });
    expect(windowStanding(nights, at("2026-11-23T22:00:00Z"))).toEqual({ isOpen: true, until: "2026-11-24T06:00:00.000Z" });
    expect(windowStanding(nights, at("2026-11-24T03:00:00Z"))).toEqual({ isOpen: true, until: "2026-11-24T06:00:00.000Z" });
    expect(windowStanding(nights, at("2026-11-24T06:00:00Z"))).toEqual({ isOpen: false, until: "2026-11-24T22:00:00.000Z" });
    // in summer an hour earlier by UTC
    expect(windowStanding(nights, at("2026-07-01T12:00:00Z")).until).toBe("2026-07-01T21:00:00.000Z");
  });

  it("closes by the clocks in the night in which they change", () => {
    // 25 October: back from 02:00 to 01:00 in London, so that the night has an hour more
    const nights = of(["22:00-06:00"], "Europe/London");
    expect(windowStanding(nights, at("2026-10-24T23:00:00Z"))).toEqual({ isOpen: true, until: "2026-10-25T06:00:00.000Z" });
    expect(windowStanding(nights, at("2026-10-24T20:59:00Z")).until).toBe("2026-10-24T21:00:00.000Z");
  });

  it("takes weekdays, ranges of them, and joins what touches", () => {
    const weekend = of(["saturday, sunday 00:00-24:00", "monday-friday 20:00-06:00"]);
    // Friday evening to Monday 00:00 without a break; Sunday is nobody's evening
    expect(windowStanding(weekend, at("2026-11-27T20:00:00Z"))).toEqual({ isOpen: true, until: "2026-11-30T00:00:00.000Z" });
    expect(windowStanding(weekend, at("2026-11-30T01:00:00Z"))).toEqual({ isOpen: false, until: "2026-11-30T20:00:00.000Z" });
    const overSunday = of(["friday-monday 12:00-13:00"]);
    expect(windowStanding(overSunday, at("2026-11-29T12:30:00Z")).isOpen).toBe(true);
    expect(windowStanding(overSunday, at("2026-12-01T12:30:00Z"))).toEqual({ isOpen: false, until: "2026-12-04T12:00:00.000Z" });
  });

  it("keeps the whole of a blackout's days free, also the morning that a window reaches into", () => {
    const nights = of(["22:00-06:00"], "UTC", ["2026-12-24/2026-12-26"]);
    expect(windowStanding(nights, at("2026-12-23T23:00:00Z"))).toEqual({ isOpen: true, until: "2026-12-24T00:00:00.000Z" });
    expect(windowStanding(nights, at("2026-12-24T01:00:00Z"))).toEqual({ isOpen: false, until: "2026-12-27T00:00:00.000Z" });
    const frozen = of(["22:00-06:00"], "UTC", ["2026-12-01/2027-02-01"]);
    expect(windowStanding(frozen, at("2026-12-24T01:00:00Z")).until).toBe("2027-02-02T00:00:00.000Z");
    const never = of(["22:00-06:00"], "UTC", ["2026-12-01/2029-02-01"]);
    expect(windowStanding(never, at("2026-12-24T01:00:00Z"))).toEqual({ isOpen: false, until: null });
  });
});

describe("judgeWindow", () => {
  it("stops with the moment at which the next window opens", () => {
    const nights = of(["22:00-06:00"], "Europe/Berlin");
    const now = at("2026-11-23T12:00:00Z");
    expect(judgeWindow(nights, windowStanding(nights, now))).toEqual({
      level: "stop",
      reasons: ["outside of the window 22:00-06:00; the next one opens Mon 23 Nov 22:00 (Europe/Berlin)"],
      causes: ["window"],
    });
    expect(judgeWindow(nights, windowStanding(nights, at("2026-11-23T23:00:00Z"))).level).toBe("go");
    expect(judgeWindow(nights, { isOpen: false, until: null }).reasons).toEqual([
      "outside of the window 22:00-06:00; none opens within a year",
    ]);
  });
});

describe("jobWindows", () => {
  it.each([
    [{ windows: [] }, "windows holds none"],
    [{ windows: ["10pm-6am"] }, '"10pm-6am" is no window'],
    [{ windows: ["22:00-25:00"] }, "is no window"],
    [{ windows: ["caturday 22:00-23:00"] }, "is no window"],
    [{ windows: ["monday-sun 22:00-23:00"] }, "is no window"],
    [{ windows: ["22:00-22:00"] }, "is empty"],
    [{ windows: ["22:00-23:00"], zone: "Mars/Base" }, "must be an IANA time zone"],
    [{ windows: ["22:00-23:00"], blackout: ["2026-13-01"] }, "blackout must hold days"],
    [{ windows: ["22:00-23:00"], blackout: ["2027-01-04/2026-12-18"] }, "blackout must hold days"],
  ])("refuses %j", (written, words) => {
    expect(() => jobWindows(written, "db/jobs/tokens.ts")).toThrow(`db/jobs/tokens.ts: `);
    expect(() => jobWindows(written, "db/jobs/tokens.ts")).toThrow(words);
  });
});
