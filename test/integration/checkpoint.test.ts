/** Checkpoints: made of a folder, where new databases begin and old ones never come by. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { rowValues } from "../support/row-values.ts";
import { testedMajors } from "../support/tested-majors.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();

  const folderWithCheckpoint = async (): Promise<string> => {
    const { migration, lockstep, folder } = project();
    migration(
      "20260101000000_teams.sql",
      "create table teams (id int primary key, name text);\ninsert into teams values (1, 'us');\n",
    );
    migration("20260102000000_gone.sql", "create table gone (id int);\n");
    migration(
      "20260103000000_members.sql",
      "drop table gone;\ncreate table members (id int primary key, team int references teams (id));\ncreate index members_team on members (team);\n",
    );
    const ended = await lockstep("new", "year", "end", "--checkpoint");
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain("20260101000000_teams.sql may change rows, and the checkpoint holds the schema alone");
    expect(ended.stdout).toContain("run on a scratch copy, it led there");
    return readdirSync(join(folder, "db/migrations")).find((name) => name.includes("year_end")) ?? "";
  };
  const journal = (url: string) =>
    rowValues(url, "select event, file from lockstep.journal where event <> 'verified' order by seq");
  const stateOf = async (...environments: readonly string[]) => {
    const data = (await project().data("status", ...environments)) as {
      environments: { migrations: { file: string; state: string }[] }[];
    };
    return data.environments.map(({ migrations }) => migrations.map(({ state }) => state));
  };

  it("begins a new database with the newest one, and writes down what that stands for", async () => {
    const checkpoint = await folderWithCheckpoint();
    const { migration, lockstep, newDev, read } = project();
    expect(read(`db/migrations/${checkpoint}`)).toMatch(/^-- lockstep: checkpoint = through 20260103000000$/m);
    migration("20990101000000_later.sql", "alter table members add column note text;\n");
    const url = await newDev(server());
    expect(await stateOf("dev")).toEqual([["unneeded", "unneeded", "unneeded", "pending", "pending"]]);
    const applied = await lockstep("apply", "dev");
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    expect(
      await rowValues(
        url,
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
      ),
    ).toEqual(["members", "teams"]);
    expect(await journal(url)).toEqual([
      ["identified", null],
      ["baselined", "20260101000000_teams.sql"],
      ["baselined", "20260102000000_gone.sql"],
      ["baselined", "20260103000000_members.sql"],
      ["applied", checkpoint],
      ["applied", "20990101000000_later.sql"],
    ]);
    expect(await stateOf("dev")).toEqual([["applied", "applied", "applied", "applied", "applied"]]);
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing is pending") });
    expect(await lockstep("log", "verify", "dev")).toMatchObject({ code: 0 });
    // also when nothing has recorded what it must be
    await execSql(url, "delete from lockstep.journal where event = 'verified'");
    const verified = await lockstep("verify", "dev");
    expect(verified, verified.stdout + verified.stderr).toMatchObject({ code: 0 });
  });

  it("is never run where the files that it holds are applied, and does not count as pending there", async () => {
    const { migration, lockstep, connect } = project();
    const url = await createDatabase(server());
    connect({ DATABASE_URL: url });
    migration(
      "20260101000000_teams.sql",
      "create table teams (id int primary key, name text);\ninsert into teams values (1, 'us');\n",
    );
    expect((await lockstep("apply", "dev")).code).toBe(0);
    const checkpoint = await folderWithCheckpoint();
    expect(await stateOf("dev")).toEqual([["applied", "pending", "pending", "unneeded"]]);
    const status = await lockstep("status", "dev");
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining("1 applied, 2 pending, 1 not needed") });
    expect((await lockstep("apply", "dev")).code).toBe(0);
    expect(await rowValues(url, `select 1 from lockstep.journal where file = '${checkpoint}'`)).toEqual([]);
    expect(await rowValues(url, "select name from teams")).toEqual(["us"]);
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing is pending") });
    // both ways lead to one schema, and the folder is read from the checkpoint on
    const fresh = await createDatabase(server());
    connect({ DATABASE_URL: fresh });
    expect((await lockstep("apply", "dev")).code).toBe(0);
    connect({ DATABASE_URL: url, STAGING_DATABASE_URL: fresh });
    expect(await lockstep("audit", "dev", "staging")).toMatchObject({ code: 0 });
    expect(await lockstep("diff", "db/migrations", "dev", "--format", "sql")).toMatchObject({ code: 0, stdout: "" });
  });

  it("does all or nothing, and comes again after it failed or was undone", async () => {
    const checkpoint = await folderWithCheckpoint();
    const { lockstep, newDev } = project();
    const url = await newDev(server(), "create table members (other int)");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 1, stderr: expect.stringContaining("already exists") });
    expect(await journal(url)).toEqual([
      ["identified", null],
      ["failed", checkpoint],
    ]);
    await execSql(url, "drop table members");
    expect((await lockstep("apply", "dev")).code).toBe(0);
    expect((await lockstep("rollback", "dev")).code).toBe(0);
    expect(await rowValues(url, "select to_regclass('members')::text")).toEqual([null]);
    expect(await stateOf("dev")).toEqual([["applied", "applied", "applied", "undone"]]);
    expect((await lockstep("apply", "dev")).code).toBe(0);
    expect(await rowValues(url, "select to_regclass('members')::text")).toEqual(["members"]);
  });

  it("is not made where nothing has come since the last one", async () => {
    await folderWithCheckpoint();
    const { lockstep } = project();
    expect(await lockstep("new", "again", "--checkpoint")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("is a checkpoint, and nothing came after it"),
    });
    expect(await lockstep("new", "again", "--checkpoint", "--kind", "data")).toMatchObject({ code: 4 });
  });
});
