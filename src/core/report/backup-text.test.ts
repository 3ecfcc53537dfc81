import { expect, it } from "vitest";
import { backupExample } from "../../../test/support/backup-example.ts";
import { listedText, restoredText, takenText, verifiedText } from "./backup-text.ts";
import { displayWidth } from "./display-width.ts";
import { plainStyle } from "./text-style.ts";

const narrow = { ...plainStyle, width: 60 };
const record = backupExample;
const verified = {
  at: "2026-11-20T17:10:00.000Z",
  server: "PostgreSQL 15.4, started for it and gone since",
  tables: 2,
  rows: 2_010,
  ms: 900,
};
const refuted = { at: "2026-11-20T17:10:00.000Z", why: "x" };

it("says what was taken, how much is in it, and that nobody has restored it yet", () => {
  const text = takenText({ environment: "production", record, removed: ["backups/old.dump"] }, plainStyle);
  expect(text).toMatchInlineSnapshot(`
    "✓ production: backups/production-20261120T170500Z-1a2b3c4d.dump, 3.4 MB (pg_dump 15.4)
      2 tables, 2,010 rows, counted in the dump's own moment
      the journal stood at #12
      removed backups/old.dump
      Not restored yet: lockstep backup verify production 20261120T170500Z-1a2b3c4d
    "
  `);
});

it("says of a word that it is one", () => {
  const exec = { ...record, kind: "exec" as const, file: null, target: "aws", foreignId: "rds:1", bytes: null, tables: null };
  expect(takenText({ environment: "production", record: exec, removed: [] }, plainStyle)).toMatchInlineSnapshot(`
    "✓ production: aws says that it took a backup
      the journal stood at #12
      aws calls it rds:1
      Nobody has restored it: that the program said so is all that is known.
    "
  `);
  const attested = { ...exec, kind: "attested" as const, target: "kim says: snapshot of 03:00", foreignId: null };
  expect(takenText({ environment: "production", record: attested, removed: [] }, narrow)).toMatchInlineSnapshot(`
    "✓ production: kim says: snapshot of 03:00
      the journal stood at #12
      Nothing was looked at: a person says so, and it counts for
        as long as the configuration allows.
    "
  `);
});

it("says that everything came back, or what did not", () => {
  const good = { environment: "production", record: { ...record, verified }, problems: [], server: verified.server };
  expect(verifiedText(good, narrow)).toMatchInlineSnapshot(`
    "✓ production: 20261120T170500Z-1a2b3c4d can be restored
      2 tables and 2,010 rows came back in 900 ms, and the
        schema is the one that was dumped
      on PostgreSQL 15.4, started for it and gone since
    "
  `);
  const problems = Array.from({ length: 12 }, (_, i) => `public.t${i} has 0 rows and had 5`);
  const bad = { environment: "production", record: { ...record, refuted }, problems, server: verified.server };
  expect(verifiedText(bad, narrow)).toMatchInlineSnapshot(`
    "✗ production: 20261120T170500Z-1a2b3c4d is no backup to rely
        on
      public.t0 has 0 rows and had 5
      public.t1 has 0 rows and had 5
      public.t2 has 0 rows and had 5
      public.t3 has 0 rows and had 5
      public.t4 has 0 rows and had 5
      public.t5 has 0 rows and had 5
      public.t6 has 0 rows and had 5
      public.t7 has 0 rows and had 5
      public.t8 has 0 rows and had 5
      public.t9 has 0 rows and had 5
      and 2 more (--verbose)
      tried on PostgreSQL 15.4, started for it and gone since
      Take another: lockstep backup create production
    "
  `);
  expect(verifiedText(bad, { ...narrow, isQuiet: true }).split("\n")).toHaveLength(3);
  expect(verifiedText({ ...bad, problems: ["the file is gone"], server: null }, plainStyle)).toContain("It was not restored.");
});

it("lists what there is, each on lines of its own where the screen is narrow", () => {
  const backups = [
    { record, state: "same" as const },
    { record: { ...record, verified }, state: "gone" as const },
    { record: { ...record, refuted }, state: "changed" as const },
    { record: { ...record, kind: "exec" as const, bytes: null, file: null, target: "aws" }, state: "elsewhere" as const },
  ];
  expect(listedText({ environment: "production", backups }, { ...plainStyle, width: 120 })).toMatchInlineSnapshot(`
    "taken                        size  restored                         where
    20261120T170500Z-1a2b3c4d  3.4 MB  not yet                          backups/production-20261120T170500Z-1a2b3c4d.dump
    20261120T170500Z-1a2b3c4d  3.4 MB  2026-11-20         file gone     backups/production-20261120T170500Z-1a2b3c4d.dump
    20261120T170500Z-1a2b3c4d  3.4 MB  failed 2026-11-20  file changed  backups/production-20261120T170500Z-1a2b3c4d.dump
    20261120T170500Z-1a2b3c4d          a program's word                 aws
    "
  `);
  const stacked = listedText({ environment: "production", backups }, narrow);
  expect(stacked.split("\n").every((line) => displayWidth(line) <= 60)).toBe(true);
  expect(listedText({ environment: "production", backups: [] }, narrow)).toContain("lockstep backup create production");
});

it("says what a restore does not bring back, and whose mark the database carries", () => {
  const outcome = {
    record,
    into: "postgres://me@localhost/copy",
    tables: 2,
    rows: 2_010,
    problems: [],
    notRestored: ["roles"],
    isMarkedAs: "production",
  };
  expect(restoredText(outcome, narrow)).toMatchInlineSnapshot(`
    "✓ 20261120T170500Z-1a2b3c4d is restored into
        postgres://me@localhost/copy: 2 tables, 2,010 rows
      not brought back:
        roles
      It carries the mark of production. If it is another from
        now on: lockstep identify ENV --was production
    "
  `);
});
