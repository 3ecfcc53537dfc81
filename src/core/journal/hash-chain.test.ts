import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalTail, eventHash } from "./canonical-event.ts";
import { formatExport, parseExport } from "./export-format.ts";
import { verifyChain } from "./hash-chain.ts";
import { eventNames, type JournalEvent, type NewEvent } from "./journal-event.ts";

/** As the server writes it: number, time and durations in front of what the client knows. */
function chained(news: readonly NewEvent[]): readonly JournalEvent[] {
  let previousHash = "";
  return news.map((one, i) => {
    const at = `2026-11-23T10:00:${String(i % 60).padStart(2, "0")}.000001Z`;
    const canonical = `{"seq":${i + 1},"at":"${at}","durationsMs":[1.5],${canonicalTail(one)}`;
    const { database: _, ...columns } = one;
    const hash = eventHash(previousHash, canonical);
    const event = { ...columns, seq: i + 1, at, previousHash, hash, canonical, payload: { ...one.payload, durationsMs: [1.5] } };
    previousHash = hash;
    return event;
  });
}

const text = fc.string({ unit: "grapheme", maxLength: 12 }).filter((value) => !value.includes("\0"));
const news = fc.record<NewEvent>({
  attempt: fc.uuid(),
  event: fc.constantFrom(...eventNames),
  version: fc.option(text),
  file: fc.option(text),
  checksum: fc.option(text),
  actor: text,
  database: fc.uuid(),
  payload: fc.record({ sql: text, statement: fc.nat(), before: fc.jsonValue({ maxDepth: 1 }) }, { requiredKeys: [] }),
});
const journal = fc.array(news, { minLength: 1, maxLength: 8 }).map(chained);
const columns = [
  "seq",
  "at",
  "attempt",
  "event",
  "version",
  "file",
  "checksum",
  "actor",
  "payload",
  "previousHash",
  "hash",
  "canonical",
] as const;

function edited(event: JournalEvent, column: (typeof columns)[number]): JournalEvent {
  if (column === "seq") return { ...event, seq: event.seq + 1 };
  if (column === "payload") return { ...event, payload: { ...event.payload, reason: `${event.payload.reason ?? ""}.` } };
  if (column === "event") return { ...event, event: event.event === "applied" ? "failed" : "applied" };
  return { ...event, [column]: `${event[column] ?? ""}.` };
}

describe("verifyChain", () => {
  it("holds for what was appended, also after a detour through an export", () => {
    fc.assert(
      fc.property(journal, (events) => {
        expect(verifyChain(events)).toEqual([]);
        expect(verifyChain(parseExport(formatExport(events), "x"))).toEqual([]);
      }),
    );
  });

  it("finds an edit of any column of any event", () => {
    fc.assert(
      fc.property(journal, fc.nat(), fc.constantFrom(...columns), (events, which, column) => {
        const at = which % events.length;
        const tampered = events.map((event, i) => (i === at ? edited(event, column) : event));
        expect(verifyChain(tampered)).not.toEqual([]);
      }),
    );
  });

  it("finds an edit that also makes the hash fit, by the event after it", () => {
    fc.assert(
      fc.property(journal, fc.nat(), (events, which) => {
        fc.pre(events.length > 1);
        const at = which % (events.length - 1);
        const tampered = events.map((event, i) => {
          if (i !== at) return event;
          const canonical = event.canonical.replace(/"actor":"/, '"actor":"x');
          return { ...event, actor: `x${event.actor}`, canonical, hash: eventHash(event.previousHash, canonical) };
        });
        expect(verifyChain(tampered).map(({ seq }) => seq)).toContain(at + 2);
      }),
    );
  });

  it("finds a deletion anywhere but at the end, and there by what is written elsewhere", () => {
    fc.assert(
      fc.property(journal, fc.nat(), (events, which) => {
        const at = which % events.length;
        const last = events.at(-1);
        const anchors = last === undefined ? [] : [{ seq: last.seq, hash: last.hash, where: "log:3" }];
        const without = events.filter((_, i) => i !== at);
        expect(verifyChain(without, anchors)).not.toEqual([]);
        if (at < events.length - 1) expect(verifyChain(without)).not.toEqual([]);
        else
          expect(verifyChain(without, anchors)).toMatchObject([{ what: "truncated", message: expect.stringContaining("log:3") }]);
      }),
    );
  });

  it("finds two events that changed places", () => {
    fc.assert(
      fc.property(journal, fc.nat(), (events, which) => {
        fc.pre(events.length > 1);
        const at = which % (events.length - 1);
        const [one, other] = [events[at], events[at + 1]];
        if (one === undefined || other === undefined) throw new Error("there are two");
        expect(verifyChain(events.with(at, other).with(at + 1, one))).not.toEqual([]);
        // and with their numbers exchanged, so that they stand in order
        const renumbered = events.with(at, { ...other, seq: one.seq }).with(at + 1, { ...one, seq: other.seq });
        expect(verifyChain(renumbered)).not.toEqual([]);
      }),
    );
  });
});

describe("parseExport", () => {
  it("names the line that is no event", () => {
    const [event] = fc.sample(journal, { numRuns: 1, seed: 1 })[0] ?? [];
    const line = formatExport(event === undefined ? [] : [event]);
    for (const bad of [line.slice(0, 40), '{"seq":1}', "[]", line.replace(/"event":"[^"]*"/, '"event":"dreamt"')])
      expect(() => parseExport(`${line}${bad}`, "x.ndjson")).toThrow(/x\.ndjson:2 is no event/);
  });
});
