import { expect, it } from "vitest";
import { backupExample } from "../../../test/support/backup-example.ts";
import type { BackupRecord } from "./backup-record.ts";
import { foldBackups, parseBackupRecord } from "./backup-record.ts";
import { expiredBackups } from "./backup-retention.ts";
import { type BackupQuestion, backupStanding } from "./backup-standing.ts";

const verified = { at: "2026-11-20T17:10:00.000Z", server: "PostgreSQL 15.4", tables: 2, rows: 30, ms: 900 };

const record: BackupRecord = { ...backupExample, verified };

const question: BackupQuestion = {
  now: new Date("2026-11-20T17:20:00Z"),
  database: { identity: "7f9c", oid: "16384", system: "77" },
  head: { seq: 12, hash: "sha256:h12" },
  fingerprint: "v1:pg15:aa",
  files: new Map([[record.id, "same"]]),
  windowOpens: null,
  accepts: { exec: false, attestedHours: null },
};

const standing = (change: Partial<BackupRecord>, ask: Partial<BackupQuestion> = {}) =>
  backupStanding([{ ...record, ...change }], { ...question, ...ask });

it("takes a fresh dump of this very database that was restored, and says what that leaves open", () => {
  expect(standing({})).toMatchObject({ state: "proven", record: { id: record.id } });
  expect(standing({}).doesNotProve).toMatch(/loss of this machine/);
  expect(backupStanding([], question)).toMatchObject({ state: "open", why: "there is no backup", record: null });
});

it.each<[string, Partial<BackupRecord>, Partial<BackupQuestion>, RegExp]>([
  ["was not restored", { verified: null }, {}, /nobody has restored it/],
  ["failed to restore", { refuted: { at: verified.at, why: "public.a has 9 rows" } }, {}, /public\.a has 9 rows/],
  ["is gone", {}, { files: new Map() }, /file is gone/],
  ["was changed", {}, { files: new Map([[record.id, "changed"]]) }, /file has changed/],
  ["went elsewhere", {}, { files: new Map([[record.id, "elsewhere"]]) }, /not kept where/],
  ["is of a copy that took over the mark", { database: { ...record.database, oid: "20000" } }, {}, /another database/],
  ["is of another cluster", { database: { ...record.database, system: "78" } }, {}, /another database/],
  ["is of a database with another mark", { database: { ...record.database, identity: "other" } }, {}, /another database/],
  ["is older than a day", { startedAt: "2026-11-19T17:00:00.000Z" }, {}, /older than 24 h/],
  ["comes from the future", { startedAt: "2026-11-21T00:00:00.000Z" }, {}, /still to come/],
  ["was restored in the future", { verified: { ...verified, at: "2026-12-01T00:00:00.000Z" } }, {}, /restored in the future/],
  ["is from before the last migration", {}, { head: { seq: 13, hash: "sha256:h13" } }, /#12 then and is at #13 now/],
  ["is of a journal that was written anew", {}, { head: { seq: 12, hash: "sha256:other" } }, /journal was at #12/],
  ["is from before the journal", { head: null }, {}, /nothing then/],
  ["is from before a hot-fix", {}, { fingerprint: "v1:pg15:bb" }, /schema has changed/],
])("does not take one that %s", (_, change, ask, why) => {
  const found = standing(change, ask);
  expect(found.state).toBe("open");
  expect(found.why).toMatch(why);
});

it("counts the age from the dump's beginning, and lets one of the same window grow old", () => {
  const old = { startedAt: "2026-11-19T17:00:00.000Z", endedAt: "2026-11-20T17:19:00.000Z" };
  expect(standing(old).state).toBe("open");
  expect(standing(old, { windowOpens: new Date("2026-11-19T16:00:00Z") }).state).toBe("proven");
  expect(standing(old, { windowOpens: new Date("2026-11-20T16:00:00Z") }).state).toBe("open");
});

it("does not call a fingerprint different that another version made", () => {
  expect(standing({}, { fingerprint: "v2:pg15:bb" }).state).toBe("proven");
  expect(standing({}, { fingerprint: null }).state).toBe("proven");
});

it("takes words only where the configuration does, and says that they prove nothing", () => {
  const exec = { kind: "exec" as const, file: null, target: "rds-snapshot", verified: null };
  expect(standing(exec).state).toBe("open");
  const taken = standing(exec, { accepts: { exec: true, attestedHours: null } });
  expect(taken).toMatchObject({ state: "attested", doesNotProve: expect.stringContaining("can be restored") });
  const attested = { kind: "attested" as const, file: null, target: "kim says: snapshot", verified: null };
  expect(standing(attested).why).toMatch(/does not take a person's word/);
  expect(standing(attested, { accepts: { exec: false, attestedHours: 1 } }).state).toBe("attested");
  const later = { now: new Date("2026-11-20T18:20:00Z"), accepts: { exec: false, attestedHours: 1 } };
  expect(standing(attested, later).why).toMatch(/older than 1 h/);
});

it("prefers what was restored to what was only said, and names the newest where nothing counts", () => {
  const word: BackupRecord = {
    ...record,
    id: "word",
    kind: "exec",
    file: null,
    target: "x",
    startedAt: "2026-11-20T17:15:00.000Z",
  };
  const accepts = { exec: true, attestedHours: null };
  expect(backupStanding([word, record], { ...question, accepts })).toMatchObject({ state: "proven", record: { id: record.id } });
  expect(backupStanding([word, record], { ...question, accepts, files: new Map() })).toMatchObject({ record: { id: "word" } });
});

it("lets the last word about a backup count, and reads nothing that is no record", () => {
  const first = { at: "2026-11-20T17:06:00Z", data: { ...record, verified: null } };
  const last = { at: "2026-11-20T17:10:00Z", data: record };
  expect(foldBackups([last, first])).toEqual([record]);
  expect(foldBackups([first, { at: last.at, data: { ...record, tables: { "public.a": "ten" } } }])).toEqual([first.data]);
  for (const broken of [
    null,
    [],
    "x",
    { ...record, database: null },
    { ...record, startedAt: "soon" },
    { ...record, kind: "copy" },
  ])
    expect(parseBackupRecord(broken)).toBeNull();
});

it("lets old files go, but never the newest that was restored", () => {
  const at = (day: number, change: Partial<BackupRecord> = {}): BackupRecord => ({
    ...record,
    id: `b${day}`,
    file: `b${day}.dump`,
    verified: null,
    ...change,
  });
  const records = [at(5), at(4), at(3, { verified }), at(2, { verified }), at(1)];
  expect(expiredBackups(records, 2, () => true).map(({ id }) => id)).toEqual(["b2", "b1"]);
  // a file that is gone takes up no room
  expect(expiredBackups(records, 2, ({ id }) => id !== "b4").map(({ id }) => id)).toEqual(["b2", "b1"]);
  const failing = [at(5, { refuted: { at: verified.at, why: "x" } }), at(4), at(3, { verified })];
  expect(expiredBackups(failing, 1, () => true).map(({ id }) => id)).toEqual(["b5"]);
  expect(expiredBackups([at(2, { kind: "exec" }), at(1, { file: null })], 1, () => true)).toEqual([]);
});
