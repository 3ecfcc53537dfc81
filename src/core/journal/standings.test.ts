import { expect, it } from "vitest";
import { loadedFolder as folder } from "../../../test/support/loaded-folder.ts";
import { parseAppliedLog } from "../migration/applied-log.ts";
import { checksumOf } from "../migration/checksum.ts";
import { meaningOf } from "../migration/meaning.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import { appliedDigest } from "./applied-digest.ts";
import type { EventName, EventSummary } from "./journal-event.ts";
import { journalState } from "./journal-state.ts";
import { anchorsOf, logDisagreements } from "./log-agreement.ts";
import { pendingWork } from "./pending-work.ts";
import { loggedStandings, standings } from "./standings.ts";

const place = { environment: "dev", isProtected: false };

function event(
  seq: number,
  name: EventName,
  { file, version, text }: MigrationFile,
  payload: EventSummary["payload"] = {},
): EventSummary {
  const meaning = meaningOf(text);
  const at = `2026-11-${String(seq).padStart(2, "0")}T10:00:00.000000Z`;
  const base = { attempt: "", actor: "jon", at, hash: `sha256:${seq}`, checksum: checksumOf(text) };
  return { ...base, seq, event: name, version, file, payload: { meaning, ...payload } };
}

it("tells how each file stands, with the event that says so", () => {
  const files = folder({
    "1_a.sql": "select 1",
    "2_b.sql": "select 2",
    "3_c.sql": "select 3",
    "4_d.sql": "select 4",
    "5_e.sql": "select 5",
  });
  const [a, b, c, d] = files.migrations;
  if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("there are five");
  const state = journalState([
    event(1, "applied", a),
    event(2, "baselined", b),
    event(3, "applied", c),
    event(4, "rolled-back", c),
    event(5, "intent", d, { statement: 1, of: 3 }),
    event(6, "step", d, { statement: 1, of: 3 }),
    event(7, "intent", d, { statement: 2, of: 3 }),
  ]);
  expect(standings(files, state, place)).toMatchObject([
    { file: "1_a.sql", state: "applied", seq: 1, at: "2026-11-01T10:00:00.000000Z", by: "jon", how: "applied" },
    { file: "2_b.sql", state: "applied", how: "baselined" },
    { file: "3_c.sql", state: "undone", seq: 4 },
    { file: "4_d.sql", state: "under-way", seq: 7, message: "applying stopped: 1 of 3 statements of 4_d.sql are done." },
    { file: "5_e.sql", state: "pending", seq: null, message: null },
  ]);
});

it("takes a repeatable file for pending when it means something else, and never for late or deleted", () => {
  const before = folder({ "1_a.sql": "select 1", "R_v.sql": "create or replace view v as select 1" });
  const events = [...before.migrations, ...before.repeatables].map((file, i) => event(i + 1, "applied", file));
  const spaced = folder({ "1_a.sql": "select 1", "R_v.sql": "create or replace view v as  select 1 -- one" });
  const changed = folder({ "1_a.sql": "select 1", "R_v.sql": "create or replace view v as select 2" });
  const gone = folder({ "1_a.sql": "select 1" });
  const words = (files: ReturnType<typeof folder>) => standings(files, journalState(events), place).map(({ state }) => state);
  expect(words(before)).toEqual(["applied", "applied"]);
  expect(words(spaced)).toEqual(["applied", "applied"]);
  expect(words(changed)).toEqual(["applied", "pending"]);
  expect(words(gone)).toEqual(["applied"]);
});

it("reads a text log where there is no journal: dates, late files, lines without a file", () => {
  const files = folder({ "20251009_a.sql": "", "20251010_b.sql": "", "20251011_c.sql": "", "20251012_d.sql": "", "R_v.sql": "" });
  const log = parseAppliedLog("20251009_a.sql | 2025-10-09 | jon\n20251011_c\ndb/migrations/20250101_gone.sql\nR_v.sql\n");
  expect(loggedStandings(files, log, "dev").map(({ file, state, at }) => [file, state, at])).toEqual([
    ["20251009_a.sql", "applied", "2025-10-09"],
    ["20251010_b.sql", "late", null],
    ["20251011_c.sql", "applied", null],
    ["20251012_d.sql", "pending", null],
    ["db/migrations/20250101_gone.sql", "deleted", null],
  ]);
});

it("finds each way in which a log disagrees with the journal", () => {
  const files = folder({ "1_a.sql": "select 1", "2_b.sql": "select 2", "3_c.sql": "select 3" });
  const state = journalState(files.migrations.map((file, i) => event(i + 1, "applied", file)));
  const find = (text: string) => {
    const log = parseAppliedLog(text);
    const hashes = new Map([1, 2, 3].map((seq) => [seq, `sha256:${seq}`]));
    return logDisagreements({ log, name: "x.log", environment: "dev", state, hashes }).map(({ level, message }) => [
      level,
      message,
    ]);
  };
  const whole = "1_a.sql | d | w | sha256:1 | #1\n2_b.sql\n3_c.sql | d | w | sha256:3 | #3\n";
  expect(find(whole)).toEqual([]);
  expect(find(whole.replace("#3", "#7"))).toEqual([["high", "x.log:3 names event #7, which dev does not have"]]);
  expect(find(whole.replace("sha256:1", "sha256:9"))).toEqual([["high", "x.log:1 has another hash of event #1 than dev"]]);
  expect(find(`${whole}9_new.sql\n`)).toEqual([
    ["medium", "x.log:4 says that 9_new.sql is applied; the journal of dev does not know it"],
  ]);
  expect(find(`<<<<<<< HEAD\n${whole}`)).toEqual([["medium", "x.log:1: marks of an unresolved merge conflict"]]);
  expect(find("2_b.sql\n")).toEqual([["low", "x.log lacks 1_a.sql, 3_c.sql, which dev has applied"]]);
  expect(anchorsOf(parseAppliedLog(whole), "x.log")).toEqual([
    { seq: 1, hash: "sha256:1", where: "x.log:1" },
    { seq: 3, hash: "sha256:3", where: "x.log:3" },
  ]);
});

it("has one digest for the same migrations in any order, and another one for any difference", () => {
  const one = { version: "1", checksum: "sha256:a" };
  const two = { version: "2", checksum: "sha256:b" };
  expect(appliedDigest([one, two])).toBe(appliedDigest([two, one]));
  const others = [[one], [one, one, two], [one, { ...two, checksum: "sha256:c" }], [one, { ...two, version: "3" }], []];
  expect(new Set([[one, two], ...others].map(appliedDigest)).size).toBe(others.length + 1);
});

it("keeps the place of what was undone and failed to come back, and no file out for what the server lacked", () => {
  const files = folder({ "1_a.sql": "select 1", "2_b.sql": "select 2" });
  const [a, b] = files.migrations;
  if (a === undefined || b === undefined) throw new Error("there are two");
  const failedAgain = [event(1, "applied", a), event(2, "rolled-back", a), event(3, "applied", b), event(4, "failed", a)];
  expect(standings(files, journalState(failedAgain), place)).toMatchObject([{ state: "failed" }, { state: "applied" }]);
  const guarded = { environment: "production", isProtected: true };
  const problemsOf = (sqlState: string) =>
    pendingWork(files.migrations, journalState([event(1, "failed", a, { sqlState })]), guarded).problems.map(({ kind }) => kind);
  expect(problemsOf("23514")).toEqual(["quarantined"]);
  expect(problemsOf("53100")).toEqual([]);
});
