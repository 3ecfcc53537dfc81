/** `lockstep apply` on a database that asks nothing: what is applied, what is refused and where, and what the journal then says. */

import { describe, expect, it } from "vitest";
import { refusal, useApplyDesk } from "../support/apply-desk.ts";
import { runLine } from "../support/command-line.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { rowValues } from "../support/row-values.ts";
import { testedMajors } from "../support/tested-majors.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const desk = useApplyDesk();
  const line = (dev: string, ...words: readonly string[]) =>
    runLine(words, { cwd: desk.folder(), env: { DATABASE_URL: dev, HOME: desk.folder(), PATH: process.env.PATH ?? "" } });

  it("applies what is pending in order, once, and says when and how long in the journal", async () => {
    const dev = await createDatabase(server(), "");
    desk.migration("20260102000000_b.sql", "begin;\nalter table a add column n int;\nselect pg_sleep(0.02);\ncommit;\n");
    desk.migration("20260101000000_a.sql", "create table a (id int);");
    const { applied } = await desk.apply({ dev });
    expect(applied.map(({ file, seq }) => [file, seq])).toEqual([
      ["20260101000000_a.sql", 2],
      ["20260102000000_b.sql", 3],
    ]);
    expect((await desk.apply({ dev })).applied).toEqual([]);
    const [durations] = await rowValues(dev, "select payload -> 'durationsMs' from lockstep.journal where seq = 3");
    expect(durations).toEqual([expect.any(Number), expect.any(Number)]);
    expect(Number((durations as unknown[])[1])).toBeGreaterThanOrEqual(20); // two numbers, as above
  });

  it("undoes a file that is refused, names the place in it, and what was applied before it", async () => {
    const dev = await createDatabase(server(), "");
    desk.migration("20260101000000_a.sql", "create table a (id int);");
    desk.migration(
      "20260102000000_b.sql",
      "insert into a values (1);\n\nalter table a\n  add column 日 int,\n  add column y nosuchtype;\n",
    );
    const error = await refusal(desk.apply({ dev }));
    expect(error.code).toBe("MIGRATION_FAILED");
    expect(error.message).toMatch(/^20260102000000_b\.sql:5:16: type "nosuchtype" does not exist \(SQLSTATE 42704\)/);
    expect(error.message).toMatch(/Applied before it: 20260101000000_a\.sql\.$/);
    expect(await rowValues(dev, "select count(*)::int from a")).toEqual([0]);
    expect(await rowValues(dev, "select event, version from lockstep.journal order by seq")).toEqual([
      ["identified", null],
      ["applied", "20260101000000"],
      ["failed", "20260102000000"],
    ]);
  });

  it("says how a statement is run that cannot be in a transaction", async () => {
    const dev = await createDatabase(server(), "create table a (id int)");
    desk.migration("20260101000000_a.sql", "create index concurrently on a (id);");
    expect((await refusal(desk.apply({ dev }))).hint).toMatch(/lockstep: transaction = none/);
  });

  it("takes a part of what is pending, and nothing that comes late, was edited or is gone", async () => {
    const dev = await createDatabase(server(), "");
    desk.migration("20260102000000_b.sql", "create table b ();");
    desk.migration("20260103000000_c.sql", "create table c ();");
    expect((await desk.apply({ dev }, { to: "20260102000000_b.sql" })).left).toEqual(["20260103000000_c.sql"]);
    desk.migration("20260101000000_late.sql", "create table late ();");
    expect(await refusal(desk.apply({ dev }))).toMatchObject({
      code: "HISTORY_DIFFERS",
      hint: expect.stringContaining("--renumber"),
    });
    expect((await desk.apply({ dev }, { only: ["20260103000000_c.sql"] })).applied).toHaveLength(1);
    desk.migration("20260102000000_b.sql", "create table b (other int);");
    expect(await refusal(desk.apply({ dev }))).toMatchObject({
      code: "HISTORY_DIFFERS",
      hint: expect.stringContaining("amend dev"),
    });
    desk.migration("20260102000000_b.sql", "-- why\r\nCREATE".toLowerCase().concat("   table b ( ) ;"));
    expect((await refusal(desk.apply({ dev }))).message).toContain("20260101000000_late.sql");
  });

  it("leaves a file aside when told so, and takes it later without calling it late", async () => {
    const dev = await createDatabase(server(), "");
    desk.migration("20260101000000_a.sql", "create table a ();");
    desk.migration("20260102000000_b.sql", "create table b ();");
    expect((await desk.apply({ dev }, { only: ["20260102000000_b.sql"] })).left).toEqual(["20260101000000_a.sql"]);
    desk.migration("20260101120000_late.sql", "create table late ();");
    expect((await refusal(desk.apply({ dev }))).message).toContain("20260101120000_late.sql");
    expect((await desk.apply({ dev }, { only: ["20260101000000_a.sql"] })).applied).toHaveLength(1);
  });

  it("refuses a database that says that it is another environment's", async () => {
    const url = await createDatabase(server(), "");
    desk.migration("20260101000000_a.sql", "create table a ();");
    await desk.apply({ dev: url });
    const error = await refusal(desk.apply({ production: url }));
    expect(error).toMatchObject({ code: "IDENTITY_MISMATCH", hint: expect.stringContaining("lockstep identify production") });
  });

  it("tells lint and rehearse what is applied", async () => {
    const dev = await createDatabase(server(), "");
    desk.migration("20260101000000_a.sql", "create table a (id int);");
    await desk.apply({ dev });
    desk.migration("20260102000000_b.sql", "alter table a add column n int;");
    const linted = JSON.parse((await line(dev, "lint", "--env", "dev", "--format", "json")).stdout);
    expect(linted.data.migrations.map(({ file }: { file: string }) => file)).toEqual(["db/migrations/20260102000000_b.sql"]);
    const rehearsed = JSON.parse((await line(dev, "rehearse", "dev", "--format", "json")).stdout);
    expect(rehearsed.data.migrations.map(({ file }: { file: string }) => file)).toEqual(["20260102000000_b.sql"]);
  });

  it("does nothing where it may only read, and says why", async () => {
    const dev = await createDatabase(server(), "");
    desk.migration("20260101000000_a.sql", "create table a ();");
    const name = new URL(dev).pathname.slice(1);
    await rowValues(dev, `alter database "${name}" set default_transaction_read_only = on`);
    expect((await refusal(desk.apply({ dev }))).code).toBe("READ_ONLY_SERVER");
    const other = await createDatabase(server(), "create role looker login");
    const looker = new URL(other);
    looker.username = "looker";
    const error = await refusal(desk.apply({ dev: looker.href }));
    expect(error.code).toMatch(/PERMISSION_DENIED|CONNECT_AUTHENTICATION/);
    expect(await rowValues(other, "select to_regclass('public.a')::text")).toEqual([null]);
  });

  it("keeps other runners out while a migration lets go of every lock of its session", async () => {
    const dev = await createDatabase(server(), "");
    desk.migration("20260101000000_a.sql", "select pg_advisory_unlock_all();");
    // a hook runs after the transaction
    desk.migration(
      "after-apply.sql",
      "create table held as select count(*)::int as n from pg_locks where pid = pg_backend_pid() and locktype = 'advisory';",
    );
    await desk.apply({ dev });
    expect(await rowValues(dev, "select n from held")).toEqual([1]);
  });

  it("takes what a statement raises for a refusal, and gives up a file that breaks its connection each time", async () => {
    const dev = await createDatabase(server(), "");
    const raises = "do $$ begin raise exception 'no such host' using errcode = '08001'; end $$;";
    desk.migration("20260101000000_a.sql", raises);
    const raised = await refusal(desk.apply({ dev }));
    expect(raised).toMatchObject({ code: "MIGRATION_FAILED", message: expect.stringContaining("no such host (SQLSTATE 08001)") });
    desk.migration("20260101000000_a.sql", "create table a (); select pg_terminate_backend(pg_backend_pid());");
    const broken = await refusal(desk.apply({ dev }));
    expect(broken).toMatchObject({ code: "MIGRATION_FAILED", message: expect.stringContaining("broke 4 times") });
    expect(await rowValues(dev, "select to_regclass('a')::text")).toEqual([null]);
  });

  it("runs a file of thousands of statements at the server's pace, and finds the place that is refused in it", async () => {
    const dev = await createDatabase(server(), "create table a (n int)");
    const inserts = Array.from({ length: 5_000 }, (_, n) => `insert into a values (${n});`);
    desk.migration("20260101000000_a.sql", inserts.with(2_345, "insert into a values (1 / 0);").join("\n"));
    expect((await refusal(desk.apply({ dev }))).message).toContain(":2346:1: division by zero");
    desk.migration("20260101000000_a.sql", inserts.join("\n"));
    await desk.apply({ dev });
    const durations = "select jsonb_array_length(payload -> 'durationsMs') <= 1000 from lockstep.journal where event = 'applied'";
    expect(await rowValues(dev, `select count(*)::int, (${durations}) from a`)).toEqual([[5_000, true]]);
  });

  it("makes its journal in a schema that it was given, and says what to grant where there is none", async () => {
    const role = `runner_${major}`;
    const dev = await createDatabase(
      server(),
      `create role ${role} login password 'x'; grant create on schema public to ${role}`,
    );
    const runner = new URL(dev);
    runner.username = role;
    runner.password = "x";
    desk.migration("20260101000000_a.sql", "create table a ();");
    const error = await refusal(desk.apply({ dev: runner.href }));
    expect(error).toMatchObject({
      code: "PERMISSION_DENIED",
      hint: expect.stringContaining(`create schema lockstep authorization ${role}`),
    });
    await rowValues(dev, `create schema lockstep authorization ${role}`);
    expect((await desk.apply({ dev: runner.href })).applied).toHaveLength(1);
  });

  it("names the role that connects and exactly the grant that it lacks", async () => {
    const [role, owner] = [`lacking ${major}`, `Owner ${major}`];
    const dev = await createDatabase(
      server(),
      `create role "${role}" login password 'x'; create role "${owner}"; grant create on schema public to "${role}", "${owner}"`,
    );
    desk.migration("20260101000000_a.sql", "create table a ();");
    await desk.apply({ dev });
    desk.migration("20260102000000_b.sql", "create table b ();");
    const runner = new URL(dev);
    runner.username = encodeURIComponent(role);
    runner.password = "x";
    const hint = async () => (await refusal(desk.apply({ dev: runner.href }))).hint;
    expect(await hint()).toBe(`grant usage on schema lockstep to "${role}"; grant select on lockstep.journal to "${role}"`);
    await rowValues(dev, `grant usage on schema lockstep to "${role}"`);
    expect(await hint()).toBe(`grant select on lockstep.journal to "${role}"`);
    await rowValues(dev, `grant select on lockstep.journal to "${role}"`);
    expect(await hint()).toBe(`grant insert on lockstep.journal to "${role}"`);
    desk.configure({ environments: { dev: { owner, url: "env:DATABASE_URL" } } });
    expect(await hint()).toBe(`grant "${owner}" to "${role}"; grant insert on lockstep.journal to "${role}"`);
    await rowValues(dev, `grant "${owner}" to "${role}"`);
    await rowValues(dev, `grant insert on lockstep.journal to "${role}"`);
    expect((await desk.apply({ dev: runner.href })).applied).toHaveLength(1);
    await rowValues(dev, `alter role "${role}" set default_transaction_read_only = on`);
    expect(await hint()).toContain(`alter role "${role}" set default_transaction_read_only = off`);
  });

  it("tells of a file that holds no statement, unless the file says that it is meant", async () => {
    const dev = await createDatabase(server(), "");
    desk.migration("20260101000000_a.sql", "-- Migration: A\n\n-- Rollback (if needed):\n-- DROP TABLE IF EXISTS a;\n");
    desk.migration("20260102000000_b.sql", "-- lockstep: allow empty-migration because its number was given away\n");
    desk.migration("20260103000000_c.sql", "create table c ();");
    desk.migration("R_d.sql", "-- not in use\n");
    desk.migration("20260104000000_d.sql", "-- lockstep: allow empty-migration because of the train until 2026-01-31\n");
    const empty = { rule: "empty-migration", file: "20260101000000_a.sql" };
    const ended = { rule: "empty-migration", file: "20260104000000_d.sql" };
    expect((await desk.apply({ dev }, { isDryRun: true })).findings).toMatchObject([
      { ...empty, message: expect.stringContaining("would be applied") },
      ended,
    ]);
    const { applied, findings } = await desk.apply({ dev });
    expect([applied.length, findings]).toMatchObject([5, [{ ...empty, message: expect.stringContaining("did nothing") }, ended]]);
    expect((await desk.apply({ dev })).findings).toEqual([]);
  });

  it("says what to do where somebody has made already what the file makes", async () => {
    const dev = await createDatabase(server(), "create table a (id int primary key);");
    desk.migration("20260101000000_a.sql", "create table a (id int primary key);");
    const { hint } = await refusal(desk.apply({ dev }));
    expect(hint).toContain("lockstep repair dev --ran-by-hand 20260101000000_a.sql");
    expect(hint).toContain("lockstep apply dev");
  });
});
