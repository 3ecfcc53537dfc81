/**
 * Data jobs along keys of every type that orders or writes itself in a way of its own, interrupted every few batches, as a role whose settings
 * differ from the usual ones. What counts up shows a row that was missed or done twice.
 */

import { describe, expect, it } from "vitest";
import type { BatchWork } from "../../src/core/backfill/batch-work.ts";
import { messageOf } from "../../src/core/message-of.ts";
import { acknowledgeQuarantine } from "../../src/postgres/job-store.ts";
import { requeueQuarantine } from "../../src/postgres/requeue-quarantine.ts";
import { type DataJob, usualSettings } from "../../src/workflows/data-job.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { runJob, withSession } from "../support/run-job.ts";
import { testedMajors } from "../support/tested-majors.ts";

/** Columns, the key's columns, and their values over n. */
const keys: Readonly<Record<string, readonly [columns: string, key: string, values: string]>> = {
  numeric: ["k numeric", "k", "case n % 2 when 0 then n else n + 0.50 end"],
  char: ["k char(6)", "k", "'ab' || lpad(n::text, 4, '0')"],
  "char in a domain": ["k fixed", "k", "'ab' || lpad(n::text, 4, '0')"],
  bit: ["k bit(12)", "k", "n::bit(12)"],
  citext: ["k citext", "k", "case n % 2 when 0 then 'A' else 'a' end || lpad((n * 7 % 120)::text, 4, '0')"],
  "citext beside another": ["a int, k citext", "a, k", "n % 3, case n % 2 when 0 then 'B' else 'a' end || n"],
  text: ["k text", "k", `case n % 5 when 0 then 'ä"' when 1 then 'Z''' when 2 then 'z\\' when 3 then '{,' else '' end || n`],
  "text of no fixed bytes": ["k text collate loose", "k", "case n % 2 when 0 then 'É' else 'f' end || n"],
  varchar: ["k varchar(20)", "k", "'K' || n"],
  timestamptz: ["k timestamptz", "k", "timestamptz '2026-10-25 00:30+00' + n * interval '61.000001 seconds'"],
  interval: ["k interval", "k", "(n - 60) * interval '1 day' - interval '3:00:01'"],
  float: ["k float8", "k", "case n when 7 then 'NaN' when 8 then '-Infinity' else sqrt(n) - 7 end"],
  "float in an array": ["k float8[]", "k", "array[sqrt(n), 0]"],
  bytea: ["k bytea", "k", "decode(lpad(to_hex(n * 2654435761 % 4294967296), 8, '0'), 'hex')"],
  uuid: ["k uuid", "k", "md5(n::text)::uuid"],
  "quoted and descending": ['"order" text, "K ""q"""  int', '"order" desc, "K ""q""" desc', "n % 3, n"],
  "an enum beside another": ["k mood, n int", "k, n", "(array['sad', 'it''s ok', 'Glad'])[1 + n % 3]::mood, n"],
};

const types = `
  create extension citext;
  create type mood as enum ('sad', 'it''s ok', 'Glad');
  create domain fixed as char(6) check (value like 'ab%');
  create collation loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);`;

/** Settings that each write a key in another way, and operators that mean the opposite. */
const strange = `
  alter database current_db set datestyle = 'SQL, DMY';
  alter database current_db set timezone = 'Europe/Berlin';
  alter database current_db set intervalstyle = 'sql_standard';
  alter database current_db set extra_float_digits = -5;
  alter database current_db set bytea_output = 'escape';
  alter database current_db set standard_conforming_strings = off;
  alter database current_db set default_transaction_isolation = 'repeatable read';
  alter database current_db set search_path = public, pg_catalog;
  create function less(varchar, varchar) returns bool language sql immutable as $$ select $1::text operator(pg_catalog.<) $2::text $$;
  create operator public.> (function = less, leftarg = varchar, rightarg = varchar);`;

const counting: BatchWork = { kind: "sql", set: [{ column: "hits", expression: "hits + 1" }], where: null };

const sealing: BatchWork = {
  kind: "computed",
  reads: ["seen"],
  writes: ["seen"],
  where: null,
  compute: (rows) => rows.map(({ values: [seen] }) => ({ kind: "write", values: [`${seen}x`] })),
};

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  it("does every row once, whatever its key is", { timeout: 120_000 }, async () => {
    const url = await createDatabase(server(), types);
    const name = new URL(url).pathname.slice(1);
    for (const [label, [columns, key, values]] of Object.entries(keys)) {
      const table = `"of ${label}"`;
      await execSql(
        url,
        `create table ${table} (${columns}, hits int not null default 0, seen varchar(9) not null default '');
         insert into ${table} select ${values} from generate_series(1, 120) n order by n % 17;
         create unique index on ${table} (${key}); analyze ${table};
         do $$ declare c text; begin
           for c in select attname from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and attname not in ('hits', 'seen')
           loop execute format('alter table ${table} alter %I set not null', c); end loop; end $$;`,
      );
    }
    await execSql(url, strange.replaceAll("current_db", name));
    const found: string[] = [];
    for (const label of Object.keys(keys))
      for (const work of [counting, sealing]) {
        const table = `"of ${label}"`;
        const job = { ...base, name: `${label} ${work.kind}`, relation: table, work };
        const calls = await interruptedRun(url, job).catch(messageOf);
        const [row] = await execSql(
          url,
          `select count(*) filter (where hits <> 1)::int as hits, count(*) filter (where seen is distinct from 'x')::int as seen from ${table}`,
        );
        if (row?.[work.kind === "sql" ? "hits" : "seen"] !== 0 || !(Number(calls) >= 3))
          found.push(`${label}, ${work.kind}: ${JSON.stringify(row)} after ${calls} calls`);
      }
    expect(found).toEqual([]);
  });

  it("knows a row of the quarantine by its key, in whatever form it is written", async () => {
    const url = await createDatabase(
      server(),
      `create table moments (k timestamptz primary key, code text, number int, hits int not null default 0);
       insert into moments select timestamptz '2026-10-25 00:30+00' + n * interval '1 hour', case n when 40 then 'x' else n::text end
       from generate_series(1, 90) n; analyze moments;`,
    );
    await execSql(url, strange.replaceAll("current_db", new URL(url).pathname.slice(1)));
    const work: BatchWork = {
      kind: "sql",
      set: [
        { column: "number", expression: "code::int" },
        { column: "hits", expression: "hits + 1" },
      ],
      where: null,
    };
    const job = { ...base, name: "moments", relation: "moments", work };
    const blocked = await runJob(url, job);
    expect(blocked).toMatchObject({ ending: "blocked", totals: { openQuarantine: 1, written: 89 } });
    await execSql(url, "update moments set code = '40' where code = 'x'");
    // two people at once let it out once
    await withSession(url, async (session) => {
      await withSession(url, (other) =>
        Promise.all([requeueQuarantine(session, blocked.run), requeueQuarantine(other, blocked.run)]),
      );
    });
    expect(await runJob(url, job)).toMatchObject({ ending: "done" });
    expect(await execSql(url, "select min(hits), max(hits), count(*)::int as n from moments where number is not null")).toEqual([
      { min: 1, max: 1, n: 90 },
    ]);
  });

  it("ends a job whose condition some rows cannot answer, and does not call them right", async () => {
    const url = await createDatabase(
      server(),
      `create table codes (k timestamptz primary key, code text, done bool);
       insert into codes select timestamptz '2026-10-25 00:30+00' + n * interval '1 hour', case n when 40 then 'secret' else n::text end
       from generate_series(1, 90) n; analyze codes;`,
    );
    await execSql(url, strange.replaceAll("current_db", new URL(url).pathname.slice(1)));
    const work: BatchWork = {
      kind: "sql",
      set: [{ column: "done", expression: "true" }],
      where: "code::int > 0 and done is null",
    };
    const job = { ...base, name: "codes", relation: "codes", work };
    const blocked = await runJob(url, job);
    expect(blocked).toMatchObject({ ending: "blocked", stillAsking: 0, totals: { openQuarantine: 1, written: 89 } });
    await withSession(url, (session) => acknowledgeQuarantine(session, blocked.run.id, "tester", "test data"));
    expect(await runJob(url, job)).toMatchObject({ ending: "done", stillAsking: 0 });
    const expected = "(code::int > 0 and done is null) is not true";
    const looking = { kind: "check-sql", expected, where: null, digest: null } as const;
    const check = await runJob(url, { ...job, kind: "verify", work: looking });
    expect(check).toMatchObject({ ending: "done", totals: { wrong: 1 } });
    // one that came later, and is in no quarantine
    await execSql(url, "update codes set done = null, code = 'other' where k = timestamptz '2026-10-25 03:30+00'");
    const again = await runJob(url, job, { again: true });
    expect(again).toMatchObject({ ending: "blocked", totals: { openQuarantine: 2 } });
  });

  it("refuses a value that is too long for its column, and cuts nothing off", async () => {
    const url = await createDatabase(
      server(),
      `create domain short as varchar(4);
       create table words (k int primary key, a varchar(4) default '', b short default '', c bit(3), d "char");
       insert into words select n from generate_series(1, 8) n; analyze words;`,
    );
    const long: readonly (readonly (string | null)[])[] = [
      ["abcd", "abcd", "101", "x"],
      ["abcde", "abcd", "101", "x"],
      ["abcd", "abcde", "101", "x"],
      ["abcd", "abcd", "1010", "x"],
    ];
    const work: BatchWork = {
      kind: "computed",
      reads: [],
      writes: ["a", "b", "c", "d"],
      where: null,
      compute: (rows) => rows.map(({ key }) => ({ kind: "write", values: long[Number(key[0]) - 1] ?? [null, null, null, null] })),
    };
    const { totals } = await runJob(url, { ...base, name: "words", relation: "words", work });
    expect(totals).toMatchObject({ written: 5, openQuarantine: 3 });
    expect(await execSql(url, "select a, b, c::text, d from words where k = 1")).toEqual([
      { a: "abcd", b: "abcd", c: "101", d: "x" },
    ]);
  });
});

const base = {
  kind: "backfill",
  checksum: "one",
  key: null,
  settings: { ...usualSettings, rowsPerChunk: 50, batch: { aimMs: 1_000, least: 1, most: 6 } },
};

/** Calls it again and again, each for some batches. @returns how often */
async function interruptedRun(url: string, job: DataJob): Promise<number> {
  for (let calls = 1; calls < 100; calls++) {
    const stop = new AbortController();
    let batches = 0;
    const { ending } = await runJob(url, job, {
      signal: stop.signal,
      onProgress: () => {
        if (++batches === 7) stop.abort();
      },
    });
    if (ending !== "interrupted") return calls;
  }
  return 100;
}
