import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarDay, daysBetween } from "./calendar-day.ts";
import { launchItemIds, launchPlan, stationAt } from "./launch-plan.ts";

describe("launchPlan", () => {
  it("counts weeks on the team's calendar across a change of the clocks", () => {
    const { stations } = launchPlan("2026-03-15", "America/New_York");
    expect(stations.map(({ id, from, until, opens, closes }) => [id, from, until, opens, closes])).toEqual([
      ["week-4", "2026-02-15", "2026-02-21", "2026-02-15T05:00:00.000Z", "2026-02-22T05:00:00.000Z"],
      ["week-3", "2026-02-22", "2026-02-28", "2026-02-22T05:00:00.000Z", "2026-03-01T05:00:00.000Z"],
      ["week-2", "2026-03-01", "2026-03-07", "2026-03-01T05:00:00.000Z", "2026-03-08T05:00:00.000Z"],
      // the night of the change is in it: one hour less
      ["week-1", "2026-03-08", "2026-03-14", "2026-03-08T05:00:00.000Z", "2026-03-15T04:00:00.000Z"],
      ["launch-day", "2026-03-15", "2026-03-15", "2026-03-15T04:00:00.000Z", "2026-03-16T04:00:00.000Z"],
    ]);
  });

  it("goes over the ends of months and years, and a day that has no midnight", () => {
    expect(launchPlan("2028-03-01", "UTC").stations[3]).toMatchObject({ from: "2028-02-23", until: "2028-02-29" });
    expect(launchPlan("2027-01-10", "Asia/Tokyo").stations[0]).toMatchObject({
      from: "2026-12-13",
      opens: "2026-12-12T15:00:00.000Z",
    });
    // in Beirut clocks go from 00:00 to 01:00 on 28 March 2027
    expect(launchPlan("2027-03-28", "Asia/Beirut").stations[4]).toMatchObject({
      opens: "2027-03-27T22:00:00.000Z",
      closes: "2027-03-28T21:00:00.000Z",
    });
  });

  it("dates every item by the last day of its station", () => {
    const { items } = launchPlan("2026-03-15", "America/New_York");
    expect(items.map(({ id }) => id)).toEqual(launchItemIds);
    expect(items).toHaveLength(14);
    expect(items.find(({ id }) => id === "parity")).toMatchObject({ dueDay: "2026-02-28", due: "2026-03-01T05:00:00.000Z" });
  });

  it("refuses a day that no calendar has", () => {
    expect(() => launchPlan("2026-02-30", "UTC")).toThrow("2026-02-30");
  });

  it("covers four weeks and a day without a gap, in order, in every zone", () => {
    const zones = [
      "UTC",
      "America/New_York",
      "Europe/London",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "Asia/Beirut",
      "America/Havana",
      "Pacific/Apia",
    ];
    const moments = fc.date({ min: new Date("2010-01-01"), max: new Date("2035-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(
        moments,
        fc.constantFrom(...zones),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (moment, zone, share) => {
          const plan = launchPlan(calendarDay(moment, zone), zone);
          const { stations } = plan;
          for (const [i, { opens, closes, from, until }] of stations.entries()) {
            expect(opens < closes).toBe(true);
            if (i > 0) expect(stations[i - 1]?.closes).toBe(opens);
            expect(daysBetween(from, until)).toBe(i === 4 ? 0 : 6);
            const inside = new Date(Math.floor(Date.parse(opens) + share * (Date.parse(closes) - Date.parse(opens))));
            expect(stationAt(plan, inside)?.id).toBe(stations[i]?.id);
            const day = calendarDay(inside, zone);
            expect(from <= day && day <= until).toBe(true);
          }
          expect(stationAt(plan, new Date(Date.parse(stations[0]?.opens ?? "") - 1))).toBeNull();
          expect(stationAt(plan, new Date(stations[4]?.closes ?? ""))).toBeNull();
        },
      ),
    );
  });
});
