/** `R_name.sql` and the hooks around a batch: what runs when, and what happens when they fail. */

import { describe, expect, it } from "vitest";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();

  const fresh = (sql = "") => project().newDev(server(), sql);
  const applied = async (url: string) =>
    (await execSql(url, "select file from lockstep.journal where event = 'applied' order by seq")).map(({ file }) => file);

  it("applies repeatable files after the others, in order of their names, and again when their SQL changes", async () => {
    const { migration, lockstep } = project();
    const url = await fresh();
    migration("20260101000000_a.sql", "create table a (id int);\n");
    migration("R_2_names.sql", "create or replace view names as select * from ids;\n");
    migration("R_1_ids.sql", "create or replace view ids as select id from a;\n");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    expect(await applied(url)).toEqual(["20260101000000_a.sql", "R_1_ids.sql", "R_2_names.sql"]);
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing is pending") });
    expect(await lockstep("status", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("dev: 3 applied") });
    migration("R_1_ids.sql", "-- only a comment\ncreate or replace view ids as\n  select id from a;\n");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing is pending") });
    migration("R_1_ids.sql", "create or replace view ids as select id from a where id > 0;\n");
    expect(await lockstep("status", "dev")).toMatchObject({ code: 0, stdout: expect.stringMatching(/R_1_ids\.sql\s+pending/) });
    migration("20260102000000_b.sql", "create table b (id int);\n");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    expect((await applied(url)).slice(3)).toEqual(["20260102000000_b.sql", "R_1_ids.sql"]);
    expect(await lockstep("log", "verify", "dev")).toMatchObject({ code: 0 });
  });

  it("lints those that have changed, and hooks with them", async () => {
    const { migration, lockstep } = project();
    await fresh("create table a (id int)");
    migration("R_ids.sql", "create or replace view ids as select id from a;\n");
    migration("after-apply.sql", "create table if not exists trail (what text primary key);\n");
    const linted = async () => {
      const { stdout } = await lockstep("lint", "--env", "dev", "--format", "json");
      const { data, findings } = JSON.parse(stdout) as {
        data: { migrations: readonly { file: string }[] };
        findings: readonly { rule: string }[];
      };
      return [data.migrations.map(({ file }) => file.replace(/.*\//, "")), findings.map(({ rule }) => rule)];
    };
    expect(await linted()).toEqual([["R_ids.sql", "after-apply.sql"], ["hook-changes-schema"]]);
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    expect(await linted()).toEqual([[], []]);
    migration("R_ids.sql", "create or replace view ids as select id from a where id > 0;\n");
    expect((await linted())[0]).toEqual(["R_ids.sql", "after-apply.sql"]);
  });

  it("does not miss a repeatable file that is gone, and does not take it for a migration", async () => {
    const { migration, lockstep, remove } = project();
    const url = await fresh();
    migration("R_one.sql", "create or replace view one as select 1 as one;\n");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    remove("R_one.sql");
    expect(await lockstep("status", "dev")).toMatchObject({ code: 0 });
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    expect(await applied(url)).toEqual(["R_one.sql"]);
  });

  it("keeps what came before a repeatable file that fails, and tries that one again", async () => {
    const { migration, lockstep } = project();
    const url = await fresh();
    migration("20260101000000_a.sql", "create table a (id int);\n");
    migration("R_bad.sql", "create or replace view bad as select missing from a;\n");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 1, stderr: expect.stringContaining("R_bad.sql:1:") });
    expect(await applied(url)).toEqual(["20260101000000_a.sql"]);
    expect(await lockstep("status", "dev")).toMatchObject({ code: 2 });
    migration("R_bad.sql", "create or replace view bad as select id from a;\n");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    expect(await applied(url)).toEqual(["20260101000000_a.sql", "R_bad.sql"]);
  });

  it("runs hooks around a batch, and not when there is none", async () => {
    const { migration, lockstep } = project();
    const url = await fresh("create table trail (step serial, what text)");
    migration("before-apply.sql", "insert into trail (what) values ('before');\n");
    migration("after-apply.sql", "insert into trail (what) values ('after');\ninsert into trail (what) values ('after too');\n");
    const trail = async () => (await execSql(url, "select what from trail order by step")).map(({ what }) => what);
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    expect(await trail()).toEqual([]);
    migration("20260101000000_a.sql", "insert into trail (what) values ('a');\n");
    migration("20260102000000_b.sql", "insert into trail (what) values ('b');\n");
    expect(await lockstep("apply", "dev", "--dry-run")).toMatchObject({ code: 0 });
    expect(await trail()).toEqual([]);
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    expect(await trail()).toEqual(["before", "a", "b", "after", "after too"]);
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    expect(await trail()).toHaveLength(5);
    const events = await execSql(
      url,
      "select event, file, actor, payload from lockstep.journal where event <> 'identified' order by seq",
    );
    expect(events.map(({ event, file }) => `${event} ${file ?? ""}`).filter((one) => !one.startsWith("verified"))).toEqual([
      "hook before-apply.sql",
      "applied 20260101000000_a.sql",
      "applied 20260102000000_b.sql",
      "hook after-apply.sql",
    ]);
    const [before, first] = events.map(({ payload }) => payload as { batch: string; durationsMs: number[] }); // as events have it
    expect(before).toMatchObject({
      batch: first?.batch,
      sql: "insert into trail (what) values ('before');\n",
      durationsMs: [expect.any(Number)],
    });
    expect(await lockstep("log", "verify", "dev")).toMatchObject({ code: 0 });
    expect(await lockstep("log", "show", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("before-apply.sql") });
    expect(await lockstep("rollback", "dev", "--dry-run")).toMatchObject({ stdout: expect.not.stringContaining("apply.sql") });
  });

  it("runs a hook once, whose connection breaks before its end", async () => {
    const { migration, lockstep } = project();
    // a sequence remembers what a transaction that was lost has done
    const url = await fresh("create sequence once; create table trail (what text)");
    migration(
      "before-apply.sql",
      "insert into trail values ('before');\ndo $$ begin if nextval('once') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if; end $$;\n",
    );
    migration("20260101000000_a.sql", "insert into trail values ('a');\n");
    const ended = await lockstep("apply", "dev");
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect((await execSql(url, "select what from trail")).map(({ what }) => what)).toEqual(["before", "a"]);
  });

  it("says what a hook that fails means for the batch", async () => {
    const { migration, lockstep } = project();
    const url = await fresh();
    migration("20260101000000_a.sql", "create table a (id int);\n");
    migration("before-apply.sql", "create table half (id int);\nselect 1 / 0;\n");
    const before = await lockstep("apply", "dev");
    expect(before).toMatchObject({ code: 1, stderr: expect.stringContaining("before-apply.sql:2:1: division by zero") });
    expect(before.stderr.replace(/\s+/g, " ")).toContain("no migration was run");
    const failures = "select file, payload ->> 'reason' as reason from lockstep.journal where event = 'failed'";
    expect(await execSql(url, failures)).toEqual([{ file: "before-apply.sql", reason: "line 2:1: division by zero" }]);
    expect(await execSql(url, "select to_regclass('a') as a, to_regclass('half') as half")).toEqual([{ a: null, half: null }]);
    migration("before-apply.sql", "select 1;\n");
    migration("after-apply.sql", "select 1 / 0;\n");
    const after = await lockstep("apply", "dev");
    expect(after).toMatchObject({ code: 1, stderr: expect.stringContaining("HOOK_FAILED") });
    expect(after.stderr.replace(/\s+/g, " ")).toContain("The migrations before it are applied");
    expect(await lockstep("status", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("dev: 1 applied") });
    migration("after-apply.sql", "begin;\nselect 1;\ncommit;\nselect 2;\n");
    migration("20260102000000_b.sql", "create table b (id int);\n");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 4, stderr: expect.stringContaining("MIGRATION_INVALID") });
    // what cannot run is found before anything has
    expect(await execSql(url, "select to_regclass('b') as b")).toEqual([{ b: null }]);
    migration("after-apply.sql", "select pg_terminate_backend(pg_backend_pid());\n");
    const lost = await lockstep("apply", "dev");
    expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining("HOOK_FAILED") });
    expect(lost.stderr.replace(/\s+/g, " ")).toContain("broke 4 times while it ran");
    expect(await lockstep("status", "dev")).toMatchObject({ stdout: expect.stringContaining("dev: 2 applied") });
  });

  it("rehearses repeatable files for a protected environment, whose plan holds the hooks too", { timeout: 120_000 }, async () => {
    const { migration, lockstep, connect, data } = project();
    const url = await createDatabase(server(), "create table a (id int); create table trail (what text)");
    connect({ PRODUCTION_DATABASE_URL: url });
    migration("R_ids.sql", "create or replace view ids as select id from a;\n");
    migration("before-apply.sql", "insert into trail values ('before');\n");
    const rehearsed = async () => ((await data("rehearse", "production")) as { migrations: { file: string }[] }).migrations;
    expect(await rehearsed()).toMatchObject([{ file: "R_ids.sql", applies: { verdict: "proven" } }]);
    const { planHash } = (await data("apply", "production", "--dry-run")) as { planHash: string };
    migration("before-apply.sql", "delete from a;\n");
    const refused = await lockstep("apply", "production", "--approve", planHash);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("CONFIRMATION_MISSING") });
    migration("before-apply.sql", "insert into trail values ('before');\n");
    const ended = await lockstep("apply", "production", "--approve", planHash);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(await execSql(url, "select what from trail")).toEqual([{ what: "before" }]);
    expect(await applied(url)).toEqual(["R_ids.sql"]);
    expect(await rehearsed()).toEqual([]);
  });

  it("rehearses hooks around the files, and applies nothing where one of them fails there", { timeout: 120_000 }, async () => {
    const { migration, lockstep, connect } = project();
    const url = await createDatabase(server(), "create table trail (what text)");
    connect({ PRODUCTION_DATABASE_URL: url });
    migration("20260101000000_a.sql", "create table if not exists a (id int);\n\n-- Rollback:\n-- drop table if exists a;\n");
    migration("before-apply.sql", "insert into trail values ('before');\n");
    migration("after-apply.sql", "select names from a;\n");
    const failing = await lockstep("rehearse", "production");
    expect(failing, failing.stdout).toMatchObject({ code: 2 });
    expect(failing.stdout).toMatch(
      /before-apply\.sql\n.* it ran to its end\n\nafter-apply\.sql\n.* line 1: column "names" does not exist/,
    );
    const unfit = await lockstep("apply", "production", "--confirm", "production");
    expect(unfit).toMatchObject({ code: 1, stderr: expect.stringContaining("HOOK_FAILED") });
    const look = "select to_regclass('a') as a, (select count(*)::int from trail) as hooks";
    expect(await execSql(url, look)).toEqual([{ a: null, hooks: 0 }]);
    migration("after-apply.sql", "select id from a;\n");
    expect(await lockstep("rehearse", "production")).toMatchObject({ code: 0 });
    const ended = await lockstep("apply", "production", "--confirm", "production");
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(await execSql(url, look)).toEqual([{ a: "a", hooks: 1 }]);
  });

  it("takes hooks that change the schema into what is predicted and verified", { timeout: 180_000 }, async () => {
    const { migration, lockstep, connect, data } = project();
    const [production, dev] = [await createDatabase(server()), await createDatabase(server())];
    connect({ PRODUCTION_DATABASE_URL: production, DATABASE_URL: dev });
    migration("before-apply.sql", "create table if not exists trail (what text);\n");
    migration("20260101000000_a.sql", "create table if not exists a (id int);\n\n-- Rollback:\n-- drop table if exists a;\n");
    migration("20260102000000_b.sql", "create table if not exists b (id int);\n\n-- Rollback:\n-- drop table if exists b;\n");
    migration("after-apply.sql", "grant select on all tables in schema public to public;\n");
    const ended = await lockstep("apply", "production", "--confirm", "production");
    expect(ended, ended.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining("As predicted.") });
    expect(await data("verify", "production")).toMatchObject({ holds: true, basis: "fingerprint" });
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("As predicted.") });
    expect(await data("verify", "dev")).toMatchObject({ holds: true, basis: "fingerprint" });
    migration("20260103000000_c.sql", "create table c (id int);\n");
    expect(await lockstep("apply", "dev", "--no-prediction")).toMatchObject({ code: 0 });
    // one that does not run again in a replay is left out of it
    await execSql(dev, "create table once (id int); insert into once values (1)");
    migration("after-apply.sql", "select 1 / id from once;\n");
    migration("20260104000000_d.sql", "create table d (id int);\n");
    expect(await lockstep("apply", "dev", "--no-prediction")).toMatchObject({ code: 0 });
    await execSql(dev, "drop table once");
    const replayed = await lockstep("verify", "dev");
    expect(replayed, replayed.stdout + replayed.stderr).toMatchObject({ code: 0 });
    await execSql(dev, "drop table trail");
    expect(await lockstep("verify", "dev")).toMatchObject({ code: 2, stdout: expect.stringContaining("public.trail") });
  });

  it("has losses of a hook acknowledged, and stops one that does else than on the copy", { timeout: 180_000 }, async () => {
    const { migration, lockstep, connect } = project();
    const sql = "create table old (id int); create table u (id int); insert into u values (12345)";
    const url = await createDatabase(server(), sql);
    connect({ PRODUCTION_DATABASE_URL: url });
    migration("20260101000000_a.sql", "create table if not exists a (id int);\n\n-- Rollback:\n-- drop table if exists a;\n");
    migration("before-apply.sql", "drop table if exists old;\n");
    const look = "select to_regclass('old') as old, to_regclass('a') as a, to_regclass('surprise') as surprise";
    expect(await lockstep("apply", "production", "--confirm", "production")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("drop:table:public.old"),
    });
    migration(
      "before-apply.sql",
      "do $$ begin if exists (select from u where id = 12345) then create table surprise (); end if; end $$;\n",
    );
    const stopped = await lockstep("apply", "production", "--confirm", "production");
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringContaining("HOOK_FAILED") });
    expect(stopped.stderr.replace(/\s+/g, " ")).toContain("table:public.surprise was not predicted. Nothing of it has happened");
    expect(await execSql(url, look)).toEqual([{ old: "old", a: null, surprise: null }]);
    migration("before-apply.sql", "drop table if exists old;\n");
    const ended = await lockstep("apply", "production", "--confirm", "production", "--ack", "drop:table:public.old");
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(await execSql(url, look)).toEqual([{ old: null, a: "a", surprise: null }]);
  });

  it("marks repeatable files with a baseline, and replays them with the folder", async () => {
    const { migration, lockstep } = project();
    const url = await fresh("create table a (id int); create view ids as select id from a");
    migration("20260101000000_a.sql", "create table a (id int);\n");
    migration("R_ids.sql", "create or replace view ids as select id from a;\n");
    expect(await lockstep("baseline", "dev")).toMatchObject({ code: 0 });
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing is pending") });
    const same = await lockstep("diff", "db/migrations", url);
    expect(same, same.stdout + same.stderr).toMatchObject({ code: 0 });
    // from where it was taken over, a hook that does not run again is left out
    await execSql(url, "create table once (id int); insert into once values (1)");
    migration("before-apply.sql", "select 1 / id from once;\n");
    migration("20260102000000_b.sql", "create table b (id int);\n");
    expect(await lockstep("apply", "dev", "--no-prediction")).toMatchObject({ code: 0 });
    await execSql(url, "drop table once");
    const replayed = await lockstep("verify", "dev");
    expect(replayed, replayed.stdout + replayed.stderr).toMatchObject({ code: 0 });
  });
});
