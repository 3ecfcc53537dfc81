/** Windows against a truth that is found without calendars: every five minutes around a day, as Intl reads the clocks of the zone. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cadence } from "./cadence.ts";
import { turnsBetween, windowAt, windowsBetween } from "./train-windows.ts";

const zones = [
  "UTC",
  "America/New_York",
  "America/Santiago",
  "America/Havana",
  "America/St_Johns",
  "Europe/London",
  "Europe/Berlin",
  "Africa/Casablanca",
  "Africa/Cairo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Beirut",
  "Australia/Sydney",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "Pacific/Chatham",
];

const base: Cadence = {
  every: "week",
  on: "friday",
  window: "17:00-18:00",
  zone: "UTC",
  batch: { tables: null, migrations: null },
  blackout: [],
};
const names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const day = 86_400_000;
const step = 300_000;

const readers = new Map<string, Intl.DateTimeFormat>();
/** `2026-11-27 17:00` on the clocks of a zone. */
function reading(zone: string, at: number): string {
  let reader = readers.get(zone);
  if (reader === undefined) {
    // sv-SE writes dates as ISO does
    reader = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
    readers.set(zone, reader);
  }
  return reader.format(at);
}

/** The window of a calendar day by looking at clocks only; null where they jump over all of it. */
function truth(zone: string, date: string, start: string, end: string): { opens: string; closes: string } | null {
  const noon = Date.parse(`${date}T12:00:00Z`);
  const closing = end === "24:00" ? `${new Date(noon + day).toISOString().slice(0, 10)} 00:00` : `${date} ${end}`;
  let opens: number | null = null;
  let closes: number | null = null;
  for (let at = noon - 2 * day; at <= noon + 2 * day; at += step) {
    const now = reading(zone, at);
    if (opens === null && now >= `${date} ${start}`) opens = at;
    if (now < closing) closes = null;
    else closes ??= at;
  }
  if (opens === null || closes === null) throw new Error("the day is longer than the look at it");
  return opens === closes ? null : { opens: new Date(opens).toISOString(), closes: new Date(closes).toISOString() };
}

/** Days on which some clock changes, found by reading them; a property that never meets one proves little. */
const changes = zones.flatMap((zone) => {
  const offsets = Array.from({ length: 366 * 3 }, (_, i) => Date.UTC(2024, 0, 1) + i * day).map((at) => ({
    at,
    hour: reading(zone, at).slice(11),
  }));
  return offsets.flatMap(({ at, hour }, i) => (hour === (offsets[i + 1]?.hour ?? hour) ? [] : [{ zone, at }]));
});

const time = fc
  .tuple(fc.integer({ min: 0, max: 287 }), fc.integer({ min: 1, max: 288 }))
  .filter(([from, to]) => from < to)
  .map(([from, to]) =>
    [from, to].map((n) => `${String(Math.floor(n / 12)).padStart(2, "0")}:${String((n % 12) * 5).padStart(2, "0")}`),
  )
  .map(([from = "", to = ""]) => ({ from, to }));
const night = fc.constantFrom(
  { from: "00:00", to: "00:30" },
  { from: "00:30", to: "01:00" },
  { from: "01:30", to: "02:30" },
  { from: "02:00", to: "03:00" },
  { from: "02:05", to: "02:25" },
  { from: "23:00", to: "24:00" },
  { from: "00:00", to: "24:00" },
);
const moment = fc.oneof(
  fc.constantFrom(...changes).map(({ zone, at }) => ({ zone, at })),
  fc.record({
    zone: fc.constantFrom(...zones),
    at: fc.integer({ min: 0, max: 5000 }).map((n) => Date.UTC(2019, 0, 1) + n * day),
  }),
);

describe("windowsBetween", () => {
  it("is right across zones, clock changes and month ends", () => {
    expect(changes.length).toBeGreaterThan(40);
    fc.assert(
      fc.property(moment, fc.oneof(time, night), fc.integer({ min: -1, max: 1 }), ({ zone, at }, { from, to }, shift) => {
        const date = reading(zone, at + shift * day).slice(0, 10);
        const on = names[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "";
        const noon = Date.parse(`${date}T12:00:00Z`);
        const around = windowsBetween(
          { ...base, on, zone, window: `${from}-${to}` },
          new Date(noon - 3 * day),
          new Date(noon + 3 * day),
        );
        const expected = truth(zone, date, from, to);
        expect(around).toEqual(expected === null ? [] : [expected]);
      }),
      { numRuns: 250 },
    );
  });

  it("finds the first, second, third, fourth and last weekday of each month", () => {
    const ordinals = ["first", "second", "third", "fourth", "last"];
    fc.assert(
      fc.property(
        fc.constantFrom(...ordinals),
        fc.constantFrom(...names),
        fc.integer({ min: 2020, max: 2035 }),
        fc.integer({ min: 0, max: 11 }),
        (ordinal, on, year, month) => {
          const days = Array.from({ length: 31 }, (_, i) => new Date(Date.UTC(year, month, i + 1)))
            .filter((one) => one.getUTCMonth() === month && one.getUTCDay() === names.indexOf(on))
            .map((one) => one.toISOString().slice(0, 10));
          const wanted = ordinal === "last" ? days.at(-1) : days[ordinals.indexOf(ordinal)];
          const cadence: Cadence = { ...base, every: "month", on: `${ordinal} ${on}` };
          const found = windowsBetween(cadence, new Date(Date.UTC(year, month, 1)), new Date(Date.UTC(year, month + 1, 1)));
          expect(found).toEqual([{ opens: `${wanted}T17:00:00.000Z`, closes: `${wanted}T18:00:00.000Z` }]);
        },
      ),
    );
  });

  it("takes the last weekday of a month where only the weekday is named", () => {
    const cadence: Cadence = { ...base, every: "month" };
    expect(windowsBetween(cadence, new Date("2026-11-01"), new Date("2027-01-01")).map(({ opens }) => opens)).toEqual([
      "2026-11-27T17:00:00.000Z",
      "2026-12-25T17:00:00.000Z",
    ]);
  });

  it("cuts anywhere without losing or doubling a window", () => {
    const start = Date.UTC(2026, 0, 1);
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.array(fc.integer({ min: 0, max: 365 * 288 }), { maxLength: 6 }), (zone, cuts) => {
        const cadence = { ...base, zone, window: "00:00-24:00" };
        const edges = [0, ...cuts.toSorted((one, other) => one - other), 365 * 288].map((n) => new Date(start + n * step));
        const pieces = edges.slice(1).flatMap((until, i) => windowsBetween(cadence, edges[i] ?? until, until));
        expect(pieces).toEqual(windowsBetween(cadence, new Date(start), new Date(start + 365 * day)));
        expect(pieces.length).toBeGreaterThan(50);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps wall-clock times when the clocks change", () => {
    const cadence = { ...base, zone: "America/New_York" };
    expect(windowsBetween(cadence, new Date("2026-10-30"), new Date("2026-11-08"))).toEqual([
      { opens: "2026-10-30T21:00:00.000Z", closes: "2026-10-30T22:00:00.000Z" },
      { opens: "2026-11-06T22:00:00.000Z", closes: "2026-11-06T23:00:00.000Z" },
    ]);
  });

  it("moves a start that the clocks leave out to the change, and says when they leave out the window", () => {
    const sunday = { ...base, on: "sunday", zone: "Europe/Berlin" };
    const [from, until] = [new Date("2026-03-28"), new Date("2026-03-30")];
    expect(windowsBetween({ ...sunday, window: "02:30-04:00" }, from, until)).toEqual([
      { opens: "2026-03-29T01:00:00.000Z", closes: "2026-03-29T02:00:00.000Z" },
    ]);
    expect(turnsBetween({ ...sunday, window: "02:15-02:45" }, from, until)).toEqual([
      { day: "2026-03-29", window: null, skipped: "clock-change" },
    ]);
  });

  it("holds both hours that the clocks show twice", () => {
    const cadence = { ...base, on: "sunday", zone: "Europe/Berlin", window: "02:00-02:30" };
    expect(windowsBetween(cadence, new Date("2026-10-24"), new Date("2026-10-26"))).toEqual([
      { opens: "2026-10-25T00:00:00.000Z", closes: "2026-10-25T01:30:00.000Z" },
    ]);
  });

  it("skips a day that a zone left out, and says so", () => {
    // Samoa went over the date line: there was no 30 December 2011
    const cadence = { ...base, zone: "Pacific/Apia" };
    expect(turnsBetween(cadence, new Date("2011-12-28"), new Date("2012-01-02"))).toEqual([
      { day: "2011-12-30", window: null, skipped: "clock-change" },
    ]);
  });

  it("leaves out blackout days as the calendars of the zone show them", () => {
    const cadence = {
      ...base,
      zone: "Pacific/Kiritimati",
      window: "08:00-09:00",
      blackout: ["2026-12-18/2026-12-25", "2027-01-08"],
    };
    const turns = turnsBetween(cadence, new Date("2026-12-10"), new Date("2027-01-12"));
    expect(turns.map(({ day: one, skipped }) => [one, skipped])).toEqual([
      ["2026-12-11", null],
      ["2026-12-18", "blackout"],
      ["2026-12-25", "blackout"],
      ["2027-01-01", null],
      ["2027-01-08", "blackout"],
    ]);
    // Kiritimati is 14 hours ahead: its Friday morning is UTC's Thursday
    expect(turns[0]?.window?.opens).toBe("2026-12-10T18:00:00.000Z");
  });

  it("reads cron's five fields on the clocks of the zone", () => {
    const cadence: Cadence = {
      ...base,
      every: { kind: "cron", expression: "30 2 * * 0,3", minutes: 90 },
      zone: "America/New_York",
    };
    expect(windowsBetween(cadence, new Date("2026-03-05"), new Date("2026-03-12"))).toEqual([
      // 2:30 is left out on 8 March
      { opens: "2026-03-08T07:00:00.000Z", closes: "2026-03-08T08:30:00.000Z" },
      { opens: "2026-03-11T06:30:00.000Z", closes: "2026-03-11T08:00:00.000Z" },
    ]);
  });

  it("says which cron expression is none", () => {
    const cadence: Cadence = { ...base, every: { kind: "cron", expression: "0 17 * * 9", minutes: 60 } };
    expect(() => windowsBetween(cadence, new Date("2026-03-05"), new Date("2026-03-12"))).toThrow(
      /"0 17 \* \* 9" is no cron expression/,
    );
  });

  it.each<[string, number, RegExp]>([
    ["*/10 * * * *", 5, /opens a window again after 10 minutes\.$/],
    ["0 */2 * * *", 180, /after 120 minutes, while the one before is open for 180\.$/],
  ])("refuses windows that crowd: %s for %i minutes", (expression, minutes, message) => {
    const cadence: Cadence = { ...base, every: { kind: "cron", expression, minutes } };
    expect(() => windowsBetween(cadence, new Date("2026-03-05"), new Date("2026-03-06"))).toThrow(message);
  });
});

describe("windowAt", () => {
  const at = (text: string, cadence: Cadence = base) => windowAt(cadence, new Date(text));
  const [before, own, after] = ["2026-11-20", "2026-11-27", "2026-12-04"].map((date) => ({
    opens: `${date}T17:00:00.000Z`,
    closes: `${date}T18:00:00.000Z`,
  }));

  it("is open from its first moment to before its last", () => {
    expect(at("2026-11-27T16:59:59.999Z")).toEqual({ open: null, next: own, last: before });
    expect(at("2026-11-27T17:00:00.000Z")).toEqual({ open: own, next: after, last: before });
    expect(at("2026-11-27T17:59:59.999Z")).toEqual({ open: own, next: after, last: before });
    expect(at("2026-11-27T18:00:00.000Z")).toEqual({ open: null, next: after, last: own });
  });

  it("looks past long blackouts, and gives up on a cadence that never comes", () => {
    const long = { ...base, blackout: ["2026-11-01/2027-12-31"] };
    expect(at("2026-11-27T17:30:00Z", long)).toEqual({
      open: null,
      next: { opens: "2028-01-07T17:00:00.000Z", closes: "2028-01-07T18:00:00.000Z" },
      last: { opens: "2026-10-30T17:00:00.000Z", closes: "2026-10-30T18:00:00.000Z" },
    });
    const never: Cadence = { ...base, every: { kind: "cron", expression: "0 0 30 2 *", minutes: 60 } };
    expect(at("2026-11-27T17:30:00Z", never)).toEqual({ open: null, next: null, last: null });
  });
});
