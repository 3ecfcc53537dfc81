/** `lockstep status`: migrations × environments, what has to be settled, and what cannot be asked. */

import { describe, expect, it } from "vitest";
import { runLine } from "../support/command-line.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();

  const states = async (...words: readonly string[]) => {
    const data = (await project().data("status", ...words)) as {
      environments: { environment: string; source: string; migrations: { file: string; state: string; seq: number | null }[] }[];
    };
    return Object.fromEntries(
      data.environments.map((one) => [
        one.environment,
        Object.fromEntries(one.migrations.map(({ file, state }) => [file, state])),
      ]),
    );
  };

  it("shows what is applied where, and is content while things are merely pending", async () => {
    const { migration, connect, lockstep } = project();
    connect({ DATABASE_URL: await createDatabase(server()), PRODUCTION_DATABASE_URL: await createDatabase(server()) });
    migration("20260101000000_one.sql", "create table one (id int);\n");
    expect((await lockstep("apply", "dev")).code).toBe(0);
    migration("20260102000000_two.sql", "create table two (id int);\n");
    expect(await states()).toEqual({
      dev: { "20260101000000_one.sql": "applied", "20260102000000_two.sql": "pending" },
      production: { "20260101000000_one.sql": "pending", "20260102000000_two.sql": "pending" },
    });
    const ended = await lockstep("status");
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout).toMatch(
      /20260101000000_one\.sql\s+\d{4}-\d\d-\d\d #2\s+pending\n20260102000000_two\.sql\s+pending\s+pending\n/,
    );
    expect(ended.stdout).toContain("production: 2 pending (no journal yet)");
    expect((await lockstep("migrate", "status", "dev", "--format", "markdown")).stdout).toContain(
      "| `20260102000000_two.sql` | **pending** |",
    );
  });

  it("names what was edited, is gone or came late, with the command that settles it, and exits 2", async () => {
    const { migration, connect, lockstep, remove } = project();
    connect({ DATABASE_URL: await createDatabase(server()) });
    migration("20260101000000_a.sql", "create table a (id int);\n");
    migration("20260103000000_b.sql", "create table b (id int);\n");
    migration("20260104000000_c.sql", "create table c (id int);\n");
    expect((await lockstep("apply", "dev")).code).toBe(0);
    migration("20260101000000_a.sql", "-- a comment more changes nothing\r\ncreate table   a (id int);\r\n");
    expect(await states()).toMatchObject({ dev: { "20260101000000_a.sql": "applied" } });
    migration("20260101000000_a.sql", "create table a (id bigint);\n");
    migration("20260102000000_late.sql", "create table late (id int);\n");
    remove("20260103000000_b.sql");
    expect(await states()).toEqual({
      dev: {
        "20260101000000_a.sql": "edited",
        "20260102000000_late.sql": "late",
        "20260103000000_b.sql": "deleted",
        "20260104000000_c.sql": "applied",
      },
    });
    const ended = await lockstep("status");
    expect(ended.code).toBe(2);
    for (const command of [
      "amend dev 20260101000000_a.sql",
      "--renumber 20260102000000_late.sql",
      "--restore 20260103000000_b.sql",
    ])
      expect(ended.stdout).toContain(command);
  });

  it("says that a migration failed, and where", async () => {
    const { migration, connect, lockstep } = project();
    connect({ DATABASE_URL: await createDatabase(server()) });
    migration("20260101000000_bad.sql", "create table good (id int);\ncreate table good (id int);\n");
    expect((await lockstep("apply", "dev")).code).toBe(1);
    const ended = await lockstep("status");
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain('line 2:1: relation "good" already exists');
  });

  it("tells of the others when one cannot be reached", async () => {
    const { migration, connect, lockstep } = project();
    const url = await createDatabase(server());
    connect({ DATABASE_URL: url, STAGING_DATABASE_URL: url.replace(/\/[^/?]+(\?|$)/, "/not_there$1") });
    migration("20260101000000_a.sql", "create table a (id int);\n");
    const ended = await lockstep("status");
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain("dev: 1 pending");
    expect(ended.stdout).toContain("staging: cannot be asked");
    // asked for alone, it is a failure as any
    expect((await lockstep("status", "staging")).code).toBe(1);
  });

  it("falls back on the text log where there is no journal, and says so", async () => {
    const { migration, connect, lockstep, write } = project();
    connect({ PRODUCTION_DATABASE_URL: await createDatabase(server()) });
    migration("20251009_a.sql", "create table a (id int);\n");
    migration("20251010_b.sql", "create table b (id int);\n");
    write("db/migrations/applied_to_prod.log", "# Production Migration Log\n20251009_a.sql | 2025-10-09 | jon\n");
    expect(await states("production")).toEqual({ production: { "20251009_a.sql": "applied", "20251010_b.sql": "pending" } });
    const ended = await lockstep("status", "production");
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain("2025-10-09");
    expect(ended.stdout).toContain("by db/migrations/applied_to_prod.log: there is no journal yet");
  });

  it("finds a log that disagrees with the journal", async () => {
    const { migration, connect, lockstep, read, write, keepStagingLog } = project();
    keepStagingLog();
    const url = await createDatabase(server());
    connect({ STAGING_DATABASE_URL: url });
    migration("20260101000000_a.sql", "create table a (id int);\n");
    const applied = await lockstep("apply", "staging");
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    const path = "db/migrations/applied_to_staging.log";
    const log = read(path) ?? "";
    expect((await lockstep("status")).code).toBe(0);
    write(path, `${log}20251231_by_hand.sql | 2025-12-31 | jon\n`);
    expect(await lockstep("status")).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("20251231_by_hand.sql is applied; the journal"),
    });
    write(path, log.replace("#2", "#9"));
    expect((await lockstep("status")).stdout).toContain("names event #9, which staging does not have");
    write(path, log.replace(/sha256:./, "sha256:x"));
    expect((await lockstep("status")).stdout).toContain("has another hash of event #2");
    write(path, "");
    // the next apply writes what is missing: no reason to stop anybody
    expect(await lockstep("status")).toMatchObject({ code: 0, stdout: expect.stringContaining("lacks 20260101000000_a.sql") });
    expect(await lockstep("apply", "staging")).toMatchObject({ code: 0 });
    expect(read(path)).toBe(log.slice(log.indexOf("20260101")));
  });

  it("tells of data jobs that are not done, and is silent where it may not look", async () => {
    const { write, newDev, connect, lockstep } = project();
    const url = await newDev(
      server(),
      `create table people (id int primary key, age text, years int);
       insert into people values (1, '30', null), (2, 'old', null);`,
    );
    const text = `defineBackfill({ table: "people", set: { years: "age::int" }, where: "years is null" })`;
    write("db/jobs/years.ts", `import { defineBackfill } from "lockstep";\nexport default ${text};\n`);
    const told = async () => (await lockstep("status", "dev")).stdout;
    expect(await told()).toBe("dev: no migrations (no journal yet)\n");
    expect((await lockstep("backfill", "run", "years", "--env", "dev")).code).toBe(2);
    expect(await told()).toContain("! dev: backfill years waits for a decision about 1 row: lockstep backfill status years");
    await lockstep("backfill", "pause", "years", "--env", "dev", "--reason", "sale today");
    expect(await told()).toContain("! dev: backfill years is paused (sale today): lockstep backfill resume years --env dev");
    expect((await lockstep("status", "dev", "--format", "markdown")).stdout).toContain("- dev: backfill years is paused");
    await lockstep("backfill", "resume", "years", "--env", "dev");
    await execSql(url, "update lockstep.job_chunk set is_done = false, lease_until = now() - interval '1 s'");
    expect(await told()).toMatch(
      /! dev: backfill years of \d{4}-\d\d-\d\d by .* is not done, and nobody runs it:\s+lockstep backfill/,
    );
    await execSql(url, "update lockstep.job_chunk set lease_until = now() + interval '1 hour'");
    expect(await told()).toContain("dev: backfill years is running\n");
    const role = `status_reader_${major}`;
    await execSql(
      url,
      `drop role if exists ${role}; create role ${role} login password 'only-here'; grant usage on schema lockstep to ${role}`,
    );
    const reader = new URL(url);
    reader.username = role;
    reader.password = "only-here";
    connect({ DATABASE_URL: reader.href });
    expect(await lockstep("status", "dev")).toEqual({ code: 0, stdout: "dev: no migrations (no journal yet)\n", stderr: "" });
    await execSql(url, `grant select on lockstep.job, lockstep.job_chunk, lockstep.job_quarantine to ${role}`);
    expect(await told()).toContain("dev: backfill years is running\n");
    await execSql(url, `drop owned by ${role}; drop role ${role}`);
    connect({ DATABASE_URL: url });
    await lockstep("backfill", "cancel", "years", "--env", "dev");
    expect(await told()).toBe("dev: no migrations (no journal yet)\n");
  });

  it("says that a database belongs to another environment", async () => {
    const { migration, connect, lockstep } = project();
    const url = await createDatabase(server());
    migration("20260101000000_a.sql", "create table a (id int);\n");
    connect({ DATABASE_URL: url });
    expect((await lockstep("apply", "dev")).code).toBe(0);
    connect({ STAGING_DATABASE_URL: url });
    expect(await lockstep("status")).toMatchObject({ code: 2, stdout: expect.stringContaining("lockstep identify staging") });
  });

  it("fits a narrow terminal, hides what is the same everywhere, and writes nothing", async () => {
    const { migration, connect, lockstep } = project();
    const url = await createDatabase(server());
    connect({
      DATABASE_URL: url,
      STAGING_DATABASE_URL: await createDatabase(server()),
      PRODUCTION_DATABASE_URL: await createDatabase(server()),
    });
    for (let i = 10; i < 30; i++)
      migration(`202601${i}000000_a_rather_long_name_of_a_migration.sql`, `create table t${i} (id int);\n`);
    await lockstep("apply", "dev");
    await execSql(url, `alter database "${new URL(url).pathname.slice(1)}" set default_transaction_read_only = on`);
    const alone = await lockstep("status", "dev");
    expect(alone).toMatchObject({ code: 0, stdout: expect.stringContaining("15 older ones are applied everywhere") });
    const narrow = await lockstep("status", "--no-color");
    expect(narrow.code).toBe(0);
    const small = await runLine(["status", "dev"], { cwd: project().folder, env: { DATABASE_URL: url }, columns: 60 });
    for (const line of small.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
  });
});
