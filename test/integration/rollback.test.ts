/** `lockstep rollback`: back in reverse order, in one transaction, by what was applied; nothing that is stored goes unasked. */

import { beforeEach, describe, expect, it } from "vitest";
import { noConsent } from "../../src/workflows/consent.ts";
import { type RollbackRequest, rollback } from "../../src/workflows/rollback.ts";
import { refusal, useApplyDesk } from "../support/apply-desk.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

const desk = useApplyDesk();

type Urls = Parameters<typeof desk.context>[0];

const undo = (urls: Urls, request: Partial<RollbackRequest> = {}) => {
  const environment = urls.dev === undefined ? "production" : "dev";
  const consent = { ...noConsent, confirm: environment };
  const limits = { lockBudgetMs: 3_000, attempts: 2, waitMs: 5_000, tool: "lockstep test" };
  return rollback(
    { environment, to: null, only: null, steps: null, isDryRun: false, consent, ...limits, ...request },
    { ...desk.context(urls), progress: ({ step, state }) => progress.push(`${step}: ${state}`) },
  );
};
let progress: string[] = [];
beforeEach(() => {
  progress = [];
});

const acknowledging = (...acknowledged: readonly string[]) => ({ consent: { ...noConsent, confirm: "dev", acknowledged } });

const tables = async (url: string) =>
  (
    await execSql(url, "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1")
  ).map(({ relname }) => relname);

const events = (url: string) =>
  execSql(url, "select event, version from lockstep.journal where event not in ('identified', 'verified') order by seq");

const make = (stem: string, table: string) =>
  desk.migration(
    `${stem}_${table}.sql`,
    `create table ${table} (id int primary key);\n\n-- Rollback:\n-- drop table ${table};\n`,
  );

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  it("undoes the last batch in reverse order, in one transaction, with an event for each", async () => {
    const dev = await createDatabase(server());
    make("20260101000000", "a");
    await desk.apply({ dev });
    make("20260102000000", "b");
    desk.migration(
      "20260103000000_c.sql",
      "create table c (id int references b (id));\n\n-- Rollback:\n-- set search_path = nowhere;\n-- drop table public.c;\n",
    );
    await desk.apply({ dev });
    const planned = await undo({ dev }, { isDryRun: true });
    expect(planned.undone.map(({ version }) => version)).toEqual(["20260103000000", "20260102000000"]);
    expect(await tables(dev)).toEqual(["a", "b", "c"]);
    const outcome = await undo({ dev });
    expect(outcome).toMatchObject({ inOneTransaction: true, undone: [{ textFrom: "folder", seq: 5 }, { seq: 6 }] });
    expect(await tables(dev)).toEqual(["a"]);
    expect(await events(dev)).toEqual([
      { event: "applied", version: "20260101000000" },
      { event: "applied", version: "20260102000000" },
      { event: "applied", version: "20260103000000" },
      { event: "rolled-back", version: "20260103000000" },
      { event: "rolled-back", version: "20260102000000" },
    ]);
    expect(await desk.apply({ dev })).toMatchObject({ applied: [{}, {}] });
    expect(await tables(dev)).toEqual(["a", "b", "c"]);
  });

  it("does not mark a database on which there is nothing to undo", async () => {
    const production = await createDatabase(server());
    expect(await undo({ production }, { consent: noConsent })).toMatchObject({ undone: [] });
    expect(await execSql(production, "select 1 from pg_namespace where nspname = 'lockstep'")).toEqual([]);
  });

  it("undoes all or nothing", async () => {
    const dev = await createDatabase(server());
    desk.migration("20260101000000_a.sql", "create table a (id int);\n\n-- Rollback:\n-- drop table nowhere;\n");
    make("20260102000000", "b");
    await desk.apply({ dev });
    expect(await refusal(undo({ dev }))).toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringContaining('20260101000000_a.sql:4:1: the rollback was refused: table "nowhere" does not exist'),
    });
    expect(await tables(dev)).toEqual(["a", "b"]);
    // a rollback that failed leaves what is applied
    expect(await desk.apply({ dev })).toMatchObject({ applied: [] });
  });

  it("undoes what is named: after a file, one alone, the last few", async () => {
    const dev = await createDatabase(server());
    for (const [i, table] of ["a", "b", "c", "d"].entries()) make(`2026010${i + 1}000000`, table);
    await desk.apply({ dev });
    await undo({ dev }, { steps: 1 });
    expect(await tables(dev)).toEqual(["a", "b", "c"]);
    await undo({ dev }, { only: "20260102000000_b.sql" });
    expect(await tables(dev)).toEqual(["a", "c"]);
    await undo({ dev }, { to: "20260101000000_a.sql" });
    expect(await tables(dev)).toEqual(["a"]);
    expect(await refusal(undo({ dev }, { only: "20260104000000_d.sql" }))).toMatchObject({ code: "USAGE" });
    await undo({ dev });
    expect(await undo({ dev })).toMatchObject({ undone: [] });
  });

  it("goes by what was applied, whatever has become of the file", async () => {
    const dev = await createDatabase(server());
    make("20260101000000", "a");
    await desk.apply({ dev });
    desk.migration("20260101000000_a.sql", "create table a (id int);\n\n-- Rollback:\n-- drop table something_else;\n");
    expect(await undo({ dev })).toMatchObject({ undone: [{ textFrom: "journal" }] });
    expect(await tables(dev)).toEqual([]);
  });

  it("refuses what says nothing about going back", async () => {
    const dev = await createDatabase(server());
    desk.migration("20260101000000_a.sql", "create table a (id int);\n");
    await desk.apply({ dev });
    expect(await refusal(undo({ dev }))).toMatchObject({
      code: "ROLLBACK_REFUSED",
      hint: 'Undo it with a new migration: lockstep new "undo a"',
    });
  });

  it("does not drop what holds rows or values, unless that is acknowledged by name", async () => {
    const dev = await createDatabase(server(), "create table users (id int primary key); insert into users values (1);");
    desk.migration(
      "20260101000000_more.sql",
      "create table notes (id int);\nalter table users add column nick text;\nalter table users add column state text default 'new';\ncreate sequence numbers;\n\n-- Rollback:\n-- drop sequence numbers;\n-- alter table users drop column state, drop column nick;\n-- drop table if exists notes;\n",
    );
    await desk.apply({ dev });
    await execSql(dev, "insert into notes values (1); update users set nick = 'x'; select nextval('numbers')");
    const names = ["drop:sequence:public.numbers", "drop:column:public.users.nick", "drop:table:public.notes"];
    expect((await undo({ dev }, { isDryRun: true })).acknowledgements).toEqual(names);
    expect(await refusal(undo({ dev }))).toMatchObject({
      code: "ROLLBACK_REFUSED",
      hint: `lockstep rollback dev --confirm dev ${names.map((name) => `--ack ${name}`).join(" ")}`,
    });
    expect(await refusal(undo({ dev }, acknowledging(...names.slice(1))))).toMatchObject({ code: "ROLLBACK_REFUSED" });
    await undo({ dev }, acknowledging(...names));
    expect(await tables(dev)).toEqual(["users"]);
  });

  it("takes what is empty for no loss, also behind a policy, in partitions and under a default", async () => {
    const dev = await createDatabase(server(), "create table users (id int primary key); insert into users values (1);");
    desk.migration(
      "20260101000000_more.sql",
      "create table parts (id int) partition by range (id);\ncreate table parts_1 partition of parts for values from (0) to (10);\nalter table users add column state text default 'new';\nalter table users add column n int default -1;\n\n-- Rollback:\n-- alter table users drop column n;\n-- alter table users drop column state;\n-- drop table parts;\n",
    );
    await desk.apply({ dev });
    await execSql(dev, "insert into parts values (1)");
    expect(await refusal(undo({ dev }))).toMatchObject({
      hint: "lockstep rollback dev --confirm dev --ack drop:table:public.parts",
    });
    await execSql(dev, "truncate parts");
    await undo({ dev });
    expect(await tables(dev)).toEqual(["users"]);
  });

  it("looks again under the lock: rows that came since are not lost", async () => {
    const dev = await createDatabase(server());
    make("20260101000000", "a");
    desk.migration(
      "20260102000000_b.sql",
      "select 1;\n\n-- Rollback:\n-- insert into a values (1); -- as somebody else would, in the meantime\n",
    );
    await desk.apply({ dev });
    expect(await refusal(undo({ dev }))).toMatchObject({
      code: "ROLLBACK_REFUSED",
      message: expect.stringContaining("going back would lose what has been stored since: drop:table:public.a"),
    });
    expect(await tables(dev)).toEqual(["a"]);
    expect(await execSql(dev, "select count(*)::int as n from a")).toEqual([{ n: 0 }]);
  });

  it("goes back statement by statement where it has to, and looks under the lock there too", async () => {
    const dev = await createDatabase(server(), "create table users (id int primary key);");
    desk.migration(
      "20260101000000_apart.sql",
      "-- lockstep: transaction = none\ncreate index concurrently users_id on users (id);\ncreate table notes (id int);\n\n-- Rollback:\n-- lockstep: transaction = none\n-- insert into notes values (1);\n-- drop table notes;\n-- drop index concurrently users_id;\n",
    );
    await desk.apply({ dev });
    expect(await refusal(undo({ dev }))).toMatchObject({
      code: "ROLLBACK_REFUSED",
      message: expect.stringContaining("drop:table:public.notes"),
    });
    expect(await tables(dev)).toEqual(["notes", "users"]);
    // it goes on where it stopped
    await undo({ dev }, acknowledging("drop:table:public.notes"));
    expect(await tables(dev)).toEqual(["users"]);
    expect(await execSql(dev, "select to_regclass('users_id') as found")).toEqual([{ found: null }]);
    expect((await events(dev)).at(-1)).toEqual({ event: "rolled-back", version: "20260101000000" });
  });

  it("rehearses the rollback of a protected environment, asks, and keeps the applied log true", async () => {
    const production = await createDatabase(server());
    make("20260101000000", "a");
    make("20260102000000", "b");
    await desk.apply({ production });
    expect(await refusal(undo({ production }, { consent: noConsent }))).toMatchObject({ code: "CONFIRMATION_MISSING" });
    await undo({ production }, { steps: 1 });
    expect(await tables(production)).toEqual(["a"]);
    for (const step of ["rehearse the rollback", "roll back 20260102000000_b.sql"])
      expect(progress.filter((line) => line.startsWith(step))).toEqual([`${step}: start`, `${step}: done`]);
    const log = () => desk.read("db/migrations/applied_to_prod.log").trim().split("\n").slice(3);
    expect(log()).toEqual([
      expect.stringMatching(/^20260101000000_a.sql \| .* \| #2$/),
      expect.stringMatching(/^20260102000000_b.sql \| .* \| #3$/),
      expect.stringMatching(/^# rolled back: 20260102000000_b.sql \| .* \| tester \| sha256:[0-9a-f]{64} \| #4$/),
    ]);
    await desk.apply({ production });
    expect(log()).toHaveLength(4);
    expect(log()[3]).toMatch(/^20260102000000_b.sql .* #5$/);
    const [last] = await execSql(production, "select payload from lockstep.journal where event = 'rolled-back'");
    expect(last).toMatchObject({
      payload: { fingerprint: expect.stringMatching(/^v1:pg/), planHash: expect.stringMatching(/^sha256:/) },
    });
  });

  it("hints at the same rollback, and not at that of the whole batch", async () => {
    const dev = await createDatabase(server());
    make("20260101000000", "a");
    make("20260102000000", "b");
    await desk.apply({ dev });
    await execSql(dev, "insert into a values (1); insert into b values (1)");
    const refused = await refusal(undo({ dev }, { steps: 1 }));
    expect(refused).toMatchObject({
      code: "ROLLBACK_REFUSED",
      hint: "lockstep rollback dev --steps 1 --confirm dev --ack drop:table:public.b",
    });
  });

  it("refuses on a protected environment a rollback that does not lead back, unless it is wanted all the same", async () => {
    const production = await createDatabase(server());
    make("20260101000000", "a");
    await desk.apply({ production });
    // a hot-fix that the rollback takes along
    await execSql(production, "alter table a add column hot_fix text");
    const refused = await refusal(undo({ production }));
    expect(refused).toMatchObject({ code: "ROLLBACK_REFUSED" });
    expect(refused.message).toContain(
      "the rollback does not lead back: applied again it leads elsewhere (column:public.a.hot_fix)",
    );
    const acknowledged = ["incomplete-rollback:20260101000000_a.sql"];
    await undo({ production }, { consent: { ...noConsent, confirm: "production", acknowledged } });
    expect(await tables(production)).toEqual([]);
  });
});
