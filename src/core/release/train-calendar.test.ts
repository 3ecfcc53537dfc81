/** The calendar, read by code that knows RFC 5545 and nothing of the library that wrote it. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cadence } from "./cadence.ts";
import { calendarText, type TrainCalendar } from "./train-calendar.ts";
import { turnsBetween } from "./train-windows.ts";

interface Component {
  readonly name: string;
  readonly properties: Map<string, { readonly parameters: string; readonly value: string }>;
  readonly children: Component[];
}

/** Unfolds and nests; refuses what the RFC does. */
function parseCalendar(text: string): Component {
  expect(text.endsWith("\r\n")).toBe(true);
  const physical = text.slice(0, -2).split("\r\n");
  for (const line of physical) {
    expect(line).not.toMatch(/[\r\n]/);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(line).not.toBe("");
  }
  const root: Component = { name: "", properties: new Map(), children: [] };
  const stack = [root];
  for (const line of text.slice(0, -2).replaceAll("\r\n ", "").split("\r\n")) {
    const [, name = "", parameters = "", value = ""] = /^([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^;:"]*))*):(.*)$/s.exec(line) ?? [];
    expect(name, line).not.toBe("");
    const open = stack.at(-1);
    if (open === undefined) throw new Error("an END without its BEGIN");
    if (name === "BEGIN") {
      const child: Component = { name: value, properties: new Map(), children: [] };
      open.children.push(child);
      stack.push(child);
    } else if (name === "END") expect(stack.pop()?.name).toBe(value);
    else open.properties.set(name, { parameters, value });
  }
  expect(stack).toEqual([root]);
  expect(root.children.map((child) => child.name)).toEqual(["VCALENDAR"]);
  return root.children[0] ?? root;
}

const textOf = (component: Component, name: string) => component.properties.get(name)?.value ?? null;
const instant = (text: string | null) =>
  new Date(String(text).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z")).toISOString();
const unescaped = (text: string | null) =>
  String(text).replaceAll(/\\([\\;,nN])/g, (_, one: string) => (one.toLowerCase() === "n" ? "\n" : one));

const cadence: Cadence = {
  every: "week",
  on: "friday",
  window: "17:00-18:00",
  zone: "Europe/Berlin",
  batch: { tables: null, migrations: null },
  blackout: ["2026-12-25"],
};
function calendar(own: Partial<TrainCalendar> = {}): TrainCalendar {
  const turns = turnsBetween(cadence, new Date("2026-10-01"), new Date("2027-02-01"));
  return {
    project: "portal",
    environment: "production",
    zone: cadence.zone,
    windows: turns.flatMap(({ day, window }) => (window === null ? [] : [{ ...window, day, plan: null }])),
    launch: { date: "2027-03-01" },
    freezes: [{ since: "2027-02-01", until: "2027-03-01", why: "the launch" }],
    now: new Date("2026-11-23T12:34:56Z"),
    ...own,
  };
}
const eventsOf = (text: string) => parseCalendar(text).children.filter(({ name }) => name === "VEVENT");

describe("calendarText", () => {
  it("has what RFC 5545 asks of a published calendar", () => {
    const parsed = parseCalendar(calendarText(calendar()));
    expect(textOf(parsed, "VERSION")).toBe("2.0");
    expect(textOf(parsed, "PRODID")).toBeTruthy();
    expect(textOf(parsed, "METHOD")).toBe("PUBLISH");
    const uids = eventsOf(calendarText(calendar())).map((event) => {
      expect(instant(textOf(event, "DTSTAMP"))).toBe("2026-11-23T12:34:56.000Z");
      expect(textOf(event, "SEQUENCE")).toMatch(/^\d{1,9}$/);
      expect(textOf(event, "SUMMARY")).toBeTruthy();
      return textOf(event, "UID");
    });
    expect(new Set(uids).size).toBe(uids.length);
  });

  it("has each window at its instants across the clock change, and no blackout day", () => {
    const { windows } = calendar();
    const events = eventsOf(calendarText(calendar())).filter((event) => textOf(event, "UID")?.includes("-train-"));
    expect(
      events.map((event) => ({ opens: instant(textOf(event, "DTSTART")), closes: instant(textOf(event, "DTEND")) })),
    ).toEqual(windows.map(({ opens, closes }) => ({ opens, closes })));
    expect(windows.map(({ opens }) => opens.slice(11, 13))).toEqual(expect.arrayContaining(["15", "16"]));
    expect(windows.some(({ day }) => day === "2026-12-25")).toBe(false);
  });

  it("has the launch and the freeze as whole days, the last of them included", () => {
    const days = eventsOf(calendarText(calendar())).flatMap((event) => {
      const start = event.properties.get("DTSTART");
      return start?.parameters === ";VALUE=DATE" ? [[textOf(event, "SUMMARY"), start.value, textOf(event, "DTEND")]] : [];
    });
    expect(days).toEqual([
      ["Schema freeze: production", "20270201", "20270302"],
      ["Launch: portal", "20270301", "20270302"],
    ]);
  });

  it("knows an event by its day, and grows its sequence", () => {
    const uid = (text: string, n = 0) => textOf(eventsOf(text)[n] ?? { name: "", properties: new Map(), children: [] }, "UID");
    const before = calendarText(calendar());
    const moved = calendar().windows.map((one) => ({
      ...one,
      opens: one.opens.replace(/T\d\d/, "T08"),
      closes: one.closes.replace(/T\d\d/, "T09"),
    }));
    const after = calendarText(calendar({ windows: moved, now: new Date("2026-11-24T12:34:56Z") }));
    expect(uid(after)).toBe(uid(before));
    const sequence = (text: string) => Number(/SEQUENCE:(\d+)/.exec(text)?.[1]);
    expect(sequence(after)).toBeGreaterThan(sequence(before));
    const twice = calendar()
      .windows.flatMap((one) => [one, one])
      .slice(0, 2);
    expect(uid(calendarText(calendar({ windows: twice })), 1)).not.toBe(uid(calendarText(calendar({ windows: twice })), 0));
  });

  it("survives any text in names and plans", () => {
    const [window] = calendar().windows;
    if (window === undefined) throw new Error("there is a window");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), fc.string({ unit: "grapheme" }), (plan, project) => {
        const clean = (text: string) => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, " ");
        const text = calendarText(calendar({ project: clean(project), windows: [{ ...window, plan: clean(plan) }] }));
        const [event] = eventsOf(text);
        expect(event).toBeDefined();
        if (event !== undefined) expect(unescaped(textOf(event, "DESCRIPTION"))).toContain(clean(plan).trim());
      }),
      { numRuns: 100 },
    );
  });
});
