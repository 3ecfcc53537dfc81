import { expect, test } from "vitest";
import { chooseRollback, type RollbackWish } from "./choose-rollback.ts";
import type { EventName, EventSummary } from "./journal-event.ts";

const event = (seq: number, name: EventName, version: string, payload: EventSummary["payload"] = {}): EventSummary => ({
  seq,
  attempt: `${seq}`,
  event: name,
  version,
  file: `${version}_x.sql`,
  checksum: `sha256:${version}`,
  actor: "jon",
  at: "2026-01-01T00:00:00Z",
  hash: `sha256:${seq}`,
  payload,
});

const events = [
  event(1, "baselined", "0"),
  event(2, "applied", "1", { batch: "a" }),
  event(3, "applied", "2", { batch: "b" }),
  event(4, "applied", "3", { batch: "b" }),
  event(5, "applied", "R_views", { batch: "b" }),
  event(6, "applied", "4", { batch: "c" }),
  event(7, "rolled-back", "4", { batch: "d" }),
];

const chosen = (wish: Partial<RollbackWish>, of = events) =>
  chooseRollback(of, { to: null, only: null, steps: null, ...wish }, "dev").map(({ seq }) => seq);

test("the last batch that stands is undone, the last first", () => {
  expect(chosen({})).toEqual([4, 3]);
});

test("what is named is undone: after a file, the last few, one alone", () => {
  expect(chosen({ to: "1_x.sql" })).toEqual([4, 3]);
  expect(chosen({ to: "2" })).toEqual([4]);
  expect(chosen({ steps: 2 })).toEqual([4, 3]);
  expect(chosen({ only: "db/migrations/1_x.sql" })).toEqual([2]);
  expect(() => chosen({ only: "R_views" })).toThrow("is repeatable");
});

test("what was taken over is not undone, and what is not applied is not known", () => {
  expect(() => chosen({ only: "0" })).toThrow("was not applied by Lockstep");
  expect(() => chosen({ only: "4" })).toThrow("is not applied here");
  expect(chosen({}, [event(1, "baselined", "0")])).toEqual([]);
});

test("an interrupted way back is gone on with", () => {
  expect(chosen({}, [...events, event(8, "step", "3", { direction: "down", statement: 1 })])).toEqual([4, 3]);
});
