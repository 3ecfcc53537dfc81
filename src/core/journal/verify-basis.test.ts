import { expect, test } from "vitest";
import type { EventName, EventSummary } from "./journal-event.ts";
import { verifyBasis } from "./verify-basis.ts";

const event = (seq: number, name: EventName, version: string | null): EventSummary => ({
  seq,
  attempt: `${seq}`,
  event: name,
  version,
  file: version,
  checksum: null,
  actor: "jon",
  at: "2026-01-01T00:00:00Z",
  hash: `sha256:${seq}`,
  payload: {},
});

test("a fingerprint counts from the last change of the schema on", () => {
  const events = [event(1, "applied", "1"), event(2, "verified", null), event(3, "applied", "2"), event(4, "failed", "3")];
  expect(verifyBasis(events).fingerprints).toEqual([3]);
  expect(verifyBasis([...events, event(5, "verified", null)]).fingerprints).toEqual([5, 3]);
  expect(verifyBasis([event(1, "identified", null)]).fingerprints).toEqual([]);
});

test("what stands is replayed in the order in which it ran last", () => {
  const events = [
    event(1, "baselined", "0"),
    event(2, "applied", "1"),
    event(3, "applied", "2"),
    event(4, "applied", "3"),
    event(5, "rolled-back", "1"),
    event(6, "rolled-back", "3"),
    event(7, "applied", "1"),
    event(8, "intent", "4"),
  ];
  const { ran, snapshots, underWay } = verifyBasis(events);
  expect(ran.map(({ seq }) => seq)).toEqual([3, 7]);
  expect(snapshots).toEqual([1]);
  expect(underWay).toEqual(["4"]);
});

test("hooks count too: what they leave, and that they ran", () => {
  const events = [event(1, "hook", null), event(2, "applied", "1"), event(3, "verified", null), event(4, "hook", null)];
  const { fingerprints, ran } = verifyBasis(events);
  expect(fingerprints).toEqual([4, 3, 2]);
  expect(ran.map(({ seq }) => seq)).toEqual([1, 2, 4]);
});
