import { expect, it } from "vitest";
import { newTally } from "../encryption/column-work.ts";
import { type EncryptScrubReport, encryptRunText, encryptScrubText, encryptVerifyText } from "./encrypt-text.ts";
import { plainStyle } from "./text-style.ts";

const narrow = { ...plainStyle, width: 60 };
const head = { job: "tokens", environment: "production", relation: "public.email_accounts", next: [] };
const scrubbed: EncryptScrubReport = {
  ...head,
  encrypted: { from: "2026-03-10T12:00:00.000Z", to: "2026-03-10T12:05:00.000Z", wal: "1/C4DF9710" },
  reindexed: ["public.email_accounts_access"],
  isRewritten: false,
  samples: 60,
  untraced: 0,
  files: [{ kind: "heap", name: "public.email_accounts", bytes: 6_700_000, found: 58 }],
  statistics: [{ relation: "email_accounts", column: "access_token", values: 100 }],
  wal: { position: "2/0", slots: ["replica (1/C0000000)"], archiving: "on" },
  backups: ["2026-03-01-backup-0011.json"],
  isClean: false,
};

it("says where plain text is left, and what holds it out of reach, at 60 columns", () => {
  const text = encryptScrubText(scrubbed, narrow);
  expect(text).toMatch(/heap\s+public\.email_accounts\s+6\.7 MB\s+58 of 60/);
  for (const part of ["statistics: 100 values of access_token", "slot replica (1/C0000000)", "and its", "1 backup known"])
    expect(text).toContain(part);
  expect(text.split("\n").filter((line) => line.length > 60)).toEqual([]);
});

it("does not call clean what was not seen", () => {
  const files = scrubbed.files.map((file) => ({ ...file, found: null }));
  const text = encryptScrubText({ ...scrubbed, files, statistics: [] }, narrow);
  expect(text).toContain("the files of public.email_accounts were not");
  expect(text).toContain("not seen");
});

it("says of what it could not look for", () => {
  const files = scrubbed.files.map((file) => ({ ...file, found: 0 }));
  const text = encryptScrubText({ ...scrubbed, files, statistics: [], untraced: 7 }, narrow).replaceAll(/\s+/g, " ");
  expect(text).toContain("no plain text was found in the files of public.email_accounts, and not all of it could be looked for");
  expect(text).toContain("7 of 60 samples repeat themselves");
});

it("names rows that are wrong by their keys, and says when others were looked at before", () => {
  const tally = newTally();
  tally.classes.current = 40;
  tally.classes.plaintext = 2;
  const refused = [{ key: ["eu", "7"], reason: "access_token is plain text" }];
  const rows = { ending: "done", read: 100, seen: 42, written: 0, seconds: 1.5, refused, refusedCount: 2, tally, passed: false };
  const text = encryptVerifyText({ ...head, verification: rows, isChecked: false }, narrow);
  expect(text).toContain("row eu, 7: access_token is plain text");
  expect(text).toContain("and 1 more");
  expect(text).toContain("values of 42 rows; the others were looked at before");
  expect(text).toMatch(/40 {2}encrypted\n +2 {2}plain text/);
});

it("does not call a table unencrypted that was finished before, and of which rows are wrong now", () => {
  const refused = [{ key: ["7"], reason: "access_token does not open" }];
  const rows = { ending: "done", read: 9, seen: 9, written: 0, seconds: 1, refused: [], refusedCount: 0 };
  const verification = { ...rows, refused, refusedCount: 1, tally: newTally(), passed: false };
  const report = {
    ...head,
    columns: ["access_token"],
    checks: [],
    stages: [],
    warnings: [],
    rows,
    verification,
    isComplete: false,
  };
  const first = (isChecked: boolean, looked = true) =>
    encryptRunText({ ...report, isChecked, verification: looked ? verification : null }, plainStyle).replaceAll(/\s+/g, " ");
  expect(first(false)).toContain("public.email_accounts is not encrypted yet (access_token).");
  expect(first(true)).toContain("is encrypted (access_token), and 1 row of it is not as it should be.");
  expect(first(true, false)).toContain("and its rows were not gone through to the end this time.");
});
