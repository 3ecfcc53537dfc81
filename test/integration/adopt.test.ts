/** Databases that had a life before Lockstep: other tools' histories, hand-written logs, baselines, copies, and files that were settled. */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { prismaEngine } from "../support/prisma-engine.ts";
import { rowValues } from "../support/row-values.ts";
import { testedMajors } from "../support/tested-majors.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();

  const fresh = (sql = "") => project().newDev(server(), sql);
  const settled = async () => {
    const ended = await project().lockstep("status", "dev");
    expect(ended, ended.stdout).toMatchObject({ code: 0 });
    expect(ended.stdout).not.toContain("pending");
    return ended;
  };
  const imported = async (...words: readonly string[]) => {
    const ended = await project().lockstep("import", "dev", ...words, "--format", "json");
    expect(ended.stderr).toBe("");
    return JSON.parse(ended.stdout);
  };

  it("takes over what drizzle-orm 0.45 itself has applied, and refuses to run it again before", async () => {
    const url = await fresh();
    const { migration, write, folder, lockstep } = project();
    migration(
      "0000_first.sql",
      'CREATE TABLE "users" ("id" serial PRIMARY KEY);\n--> statement-breakpoint\nCREATE TABLE "posts" ("id" int);\n',
    );
    migration("0001_second.sql", 'ALTER TABLE "users" ADD COLUMN "name" text;\r\n');
    const entries = ["0000_first", "0001_second"].map((tag, idx) => ({
      idx,
      version: "7",
      when: 1_760_000_000_000 + idx * 60_000,
      tag,
      breakpoints: true,
    }));
    write("db/migrations/meta/_journal.json", JSON.stringify({ version: "7", dialect: "postgresql", entries }));
    const client = new Client({ connectionString: url });
    await client.connect();
    await migrate(drizzle(client), { migrationsFolder: join(folder, "db/migrations") });
    await client.end();
    const refused = await lockstep("apply", "dev");
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("lockstep import dev") });
    expect(refused.stderr).toContain("HISTORY_DIFFERS");
    expect(await execSql(url, "select to_regclass('lockstep.journal') as journal")).toEqual([{ journal: null }]);
    // a file that was edited since is found by the time that drizzle knows it by
    migration("0001_second.sql", 'ALTER TABLE "users" ADD COLUMN "name" varchar;\n');
    const { data, findings } = await imported();
    expect(data).toMatchObject({ from: "drizzle", place: "drizzle.__drizzle_migrations", pending: [] });
    expect(data.imported.map(({ file }: { file: string }) => file)).toEqual(["0000_first.sql", "0001_second.sql"]);
    expect(findings).toMatchObject([{ rule: "history-edited-file", file: "0001_second.sql" }]);
    await settled();
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing is pending") });
    expect(await lockstep("log", "verify", "dev")).toMatchObject({ code: 0 });
  });

  it("takes over the table of drizzle-orm 1.0, by name and hash", async () => {
    const { migration } = project();
    const text = "create table a (id int);\n";
    migration("20251009120000_a/migration.sql", text);
    migration("20251010120000_b/migration.sql", "create table b (id int);\n");
    await fresh(`create schema drizzle;
      create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint, name text, applied_at timestamp with time zone default now());
      insert into drizzle.__drizzle_migrations (hash, created_at, name) values ('${sha256(text)}', 1760011200000, '20251009120000_a');
      insert into drizzle.__drizzle_migrations (hash, created_at, name) values ('0000', 1760097600000, '20251010120000_b')`);
    const { data, findings } = await imported();
    expect(data.imported).toMatchObject([{ version: "20251009120000", at: expect.any(String) }, { version: "20251010120000" }]);
    expect(findings).toMatchObject([{ rule: "history-edited-file" }]);
    await settled();
  });

  it("takes over Prisma's table, and tells what it began and did not finish", async () => {
    const { migration, lockstep } = project();
    const names = ["20250101000000_one", "20250102000000_two", "20250103000000_three", "20250104000000_four"];
    for (const name of names) migration(`${name}/migration.sql`, `-- CreateTable\ncreate table ${name.slice(15)} (id int);\n`);
    const row = (
      name: string,
      finished: string,
      undone: string,
      checksum = sha256(`-- CreateTable\ncreate table ${name.slice(15)} (id int);\n`),
    ) =>
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, rolled_back_at) values (gen_random_uuid()::text, '${checksum}', '${name}', ${finished}, ${undone})`;
    await fresh(`create table _prisma_migrations (id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
        migration_name varchar(255) not null, logs text, rolled_back_at timestamptz, started_at timestamptz not null default clock_timestamp(),
        applied_steps_count integer not null default 0);
      ${row(names[0] ?? "", "now()", "null")};
      ${row(names[1] ?? "", "null", "now()")};
      ${row(names[1] ?? "", "now()", "null")};
      ${row(names[2] ?? "", "null", "now()")};
      ${row(names[3] ?? "", "null", "null")};
      ${row("20240101000000_gone", "now()", "null")}`);
    const ended = await lockstep("import", "dev", "--format", "json");
    expect(ended.code).toBe(2);
    const { data, findings } = JSON.parse(ended.stdout);
    expect(data.imported.map(({ version }: { version: string }) => version)).toEqual(["20250101000000", "20250102000000"]);
    expect(data.pending).toEqual([`${names[2]}/migration.sql`, `${names[3]}/migration.sql`]);
    expect(findings.map(({ rule }: { rule: string }) => rule).sort()).toEqual(["history-failed", "history-without-file"]);
  });

  it("takes over what Prisma itself has applied, marked, and left unfinished", async () => {
    const { migration, lockstep } = project();
    const texts = {
      "20250101000000_one": "-- CreateTable\nCREATE TABLE one (id int);\n",
      "20250102000000_two": "CREATE TABLE two (id int);\r\n",
      "20250103000000_three": "CREATE TABLE three (id int);\n",
      "20250104000000_four": "CREATE TABLE four (id int);\n",
      "20250105000000_five": "select 1 / 0;\n",
    };
    for (const [name, text] of Object.entries(texts)) migration(`${name}/migration.sql`, text);
    const url = await fresh();
    const prisma = await prismaEngine(url);
    const upTo = (count: number) => Object.fromEntries(Object.entries(texts).slice(0, count));
    await prisma.deploy(upTo(2));
    const broken = { ...upTo(2), "20250103000000_three": "select nowhere;\n" };
    await expect(prisma.deploy(broken)).rejects.toThrow(/nowhere/);
    await prisma.rolledBack("20250103000000_three");
    await prisma.deploy(upTo(3));
    await prisma.applied("20250104000000_four", upTo(4));
    await expect(prisma.deploy(upTo(5))).rejects.toThrow(/division by zero/);
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 3, stderr: expect.stringContaining("_prisma_migrations") });
    const ended = await lockstep("import", "dev", "--format", "json");
    const { data, findings } = JSON.parse(ended.stdout);
    const taken = Object.keys(upTo(4)).map((name) => `${name}/migration.sql`);
    expect(data.imported.map(({ file }: { file: string }) => file)).toEqual(taken);
    expect(data.pending).toEqual(["20250105000000_five/migration.sql"]);
    // every checksum is that of the file, whatever its line ends
    expect(findings.map(({ rule }: { rule: string }) => rule)).toEqual(["history-failed"]);
  });

  // the definitions are those of node-pg-migrate 7.9, Kysely 0.28, dbmate 2.36 and Flyway 11
  it.each([
    [
      "node-pg-migrate",
      ["1700000000000_one.sql", "1700000000001_two.sql"],
      `create table pgmigrations (id serial primary key, name varchar(255) not null, run_on timestamp not null);
       insert into pgmigrations (name, run_on) values ('1700000000000_one', '2025-01-01 10:00'), ('1700000000001_two', now())`,
    ],
    [
      "kysely",
      ["2025_01_01_one.sql", "2025_01_02_two.sql"],
      `create table kysely_migration (name varchar(255) not null primary key, timestamp varchar(255) not null);
       create table kysely_migration_lock (id varchar(255) not null primary key, is_locked integer default 0 not null);
       insert into kysely_migration values ('2025_01_01_one', '2025-01-01T10:00:00.000Z'), ('2025_01_02_two', '2025-01-02T10:00:00.000Z')`,
    ],
    [
      "dbmate",
      ["20250101000000_one.sql", "20250102000000_two.sql"],
      `create table schema_migrations (version varchar primary key);
       insert into schema_migrations values ('20250101000000'), ('20250102000000')`,
    ],
  ])("takes over the table of %s", async (tool, files, sql) => {
    const { migration } = project();
    for (const [i, file] of files.entries()) migration(file, `create table t${i} (id int);\n`);
    await fresh(sql);
    const { data, findings } = await imported();
    expect(data).toMatchObject({ from: tool, pending: [] });
    expect(data.imported.map(({ file }: { file: string }) => file)).toEqual(files);
    expect(findings).toEqual([]);
    await settled();
  });

  it("takes over Flyway's table: checksums over lines, baselines, undone and failed ones", async () => {
    const { migration, lockstep } = project();
    for (const n of [1, 2, 3, 4, 5]) migration(`${n}_t${n}.sql`, `create table t${n} (id int);\n`);
    // Flyway's checksum of "create table t2 (id int);", as zlib's crc32 has it, signed
    const { crc32 } = await import("../../src/core/journal/histories/crc32.ts");
    const checksum = crc32(["create table t2 (id int);"]) | 0;
    const row = (rank: number, version: string | null, type: string, script: string, sum: string, success: boolean) =>
      `(${rank}, ${version === null ? "null" : `'${version}'`}, 'd', '${type}', '${script}', ${sum}, 'deployer', now(), 3, ${success})`;
    await fresh(`create table flyway_schema_history (installed_rank integer not null primary key, version varchar(50), description varchar(200) not null,
        type varchar(20) not null, script varchar(1000) not null, checksum integer, installed_by varchar(100) not null,
        installed_on timestamp not null default now(), execution_time integer not null, success boolean not null);
      insert into flyway_schema_history values
        ${row(1, "1", "BASELINE", "<< Flyway Baseline >>", "null", true)}, ${row(2, "2", "SQL", "V2__t2.sql", String(checksum), true)},
        ${row(3, "3", "SQL", "V3__t3.sql", "12345", true)}, ${row(4, "4", "SQL", "V4__t4.sql", "1", true)},
        ${row(5, "4", "UNDO_SQL", "U4__t4.sql", "1", true)}, ${row(6, null, "SQL", "R__view.sql", "1", true)},
        ${row(7, "5", "SQL", "V5__t5.sql", "1", false)}`);
    const ended = await lockstep("import", "dev", "--format", "json");
    const { data, findings } = JSON.parse(ended.stdout);
    expect(ended.code).toBe(2);
    expect(data.imported.map(({ file }: { file: string }) => file)).toEqual(["1_t1.sql", "2_t2.sql", "3_t3.sql"]);
    expect(data.pending).toEqual(["4_t4.sql", "5_t5.sql"]);
    expect(findings.map(({ rule, file }: { rule: string; file?: string }) => [rule, file])).toEqual([
      ["history-edited-file", "3_t3.sql"],
      ["history-failed", undefined],
    ]);
  });

  it("takes over a log that people kept, and asks which when there are several histories", async () => {
    const { migration, write, lockstep, connect, keepStagingLog } = project();
    keepStagingLog();
    const url = await createDatabase(
      server(),
      "create table pgmigrations (id serial primary key, name varchar(255), run_on timestamp); insert into pgmigrations (name, run_on) values ('20251009_a', now())",
    );
    connect({ STAGING_DATABASE_URL: url });
    migration("20251009_a.sql", "create table a (id int);\n");
    migration("20251010_b.sql", "create table b (id int);\n");
    write("db/migrations/applied_to_staging.log", "# Staging\r\n20251009_a.sql | 2025-10-09 | jon\r\n20251010_b\r\n");
    expect(await lockstep("apply", "staging")).toMatchObject({ code: 3 });
    expect(await lockstep("import", "staging")).toMatchObject({ code: 4, stderr: expect.stringContaining("--from") });
    const ended = await lockstep("import", "staging", "--from", "log");
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain("2 migrations taken over from db/migrations/applied_to_staging.log");
    expect(await lockstep("status", "staging")).toMatchObject({ code: 0 });
    const [row] = await execSql(url, "select payload from lockstep.journal where seq = 2");
    expect(row).toMatchObject({
      payload: {
        appliedAt: "2025-10-09",
        appliedBy: "jon",
        sql: "create table a (id int);\n",
        snapshot: expect.stringContaining("table:public.pgmigrations"),
      },
    });
    // again: nothing is written twice
    expect((await lockstep("import", "staging", "--from", "log")).stdout).toContain("0 migrations taken over");
  });

  it("says what it looked for where there is no history", async () => {
    await fresh();
    expect(await project().lockstep("import", "dev")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("HISTORY_MISSING"),
    });
    expect(await project().lockstep("import", "dev", "--from", "carrier-pigeon")).toMatchObject({ code: 4 });
  });

  it("asks for the name of a protected environment before it writes anything", async () => {
    const { migration, connect, lockstep } = project();
    const url = await createDatabase(server());
    connect({ PRODUCTION_DATABASE_URL: url });
    migration("20251009_a.sql", "create table a (id int);\n");
    for (const line of [
      ["baseline", "production"],
      ["import", "production"],
      ["identify", "production"],
      ["amend", "production", "x", "--reason", "y"],
    ])
      expect(await lockstep(...line), line.join(" ")).toMatchObject({
        code: 3,
        stderr: expect.stringContaining("--confirm production"),
      });
    expect(await execSql(url, "select to_regclass('lockstep.journal') as journal")).toEqual([{ journal: null }]);
    expect(await lockstep("baseline", "production", "--confirm", "production")).toMatchObject({ code: 0 });
  });

  it("baselines up to a file, keeps the schema of now, and refuses a second time", async () => {
    const { migration, lockstep } = project();
    const url = await fresh("create table a (id int)");
    migration("20251009_a.sql", "create table a (id int);\n");
    migration("20251010_b.sql", "create table b (id int);\n");
    expect(await lockstep("baseline", "dev", "--to", "20251009_x.sql")).toMatchObject({ code: 4 });
    const ended = await lockstep("baseline", "dev", "--to", "20251009_a.sql");
    expect(ended, ended.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining("Pending: 20251010_b.sql") });
    const [row] = await execSql(url, "select event, payload ->> 'snapshot' as snapshot from lockstep.journal where seq = 2");
    expect(row).toMatchObject({ event: "baselined", snapshot: expect.stringContaining("column:public.a.id") });
    expect(await lockstep("baseline", "dev")).toMatchObject({ code: 3, stderr: expect.stringContaining("BASELINE_REFUSED") });
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    await settled();
  });

  it("re-marks a copy only when it is told what it was", async () => {
    const { migration, connect, lockstep, data } = project();
    const url = await fresh();
    migration("20251009_a.sql", "create table a (id int);\n");
    await lockstep("apply", "dev");
    const copy = await createDatabase(server(), "", new URL(url).pathname.slice(1));
    connect({ STAGING_DATABASE_URL: copy });
    expect(await lockstep("apply", "staging")).toMatchObject({ code: 3 });
    expect(await lockstep("identify", "staging")).toMatchObject({ code: 3, stderr: expect.stringContaining("--was dev") });
    expect(await lockstep("identify", "staging", "--was", "production")).toMatchObject({ code: 3 });
    expect(await data("identify", "staging", "--was", "dev")).toMatchObject({ was: { environment: "dev" } });
    expect(await lockstep("apply", "staging")).toMatchObject({ code: 0 });
    const rows = await execSql(
      copy,
      "select payload ->> 'database' as id from lockstep.journal where event = 'identified' order by seq",
    );
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
    expect(await lockstep("log", "verify", "staging")).toMatchObject({ code: 0 });
  });

  it("asks what a copy of production is that stands behind production's name, and takes one command for it", async () => {
    const { migration, connect, lockstep, data } = project();
    const url = await createDatabase(server());
    connect({ PRODUCTION_DATABASE_URL: url });
    migration("20251009_a.sql", "create table a (id int);\n\n-- Rollback:\n-- drop table a;\n");
    expect(await lockstep("baseline", "production", "--confirm", "production")).toMatchObject({ code: 0 });
    expect(await lockstep("status", "production")).toMatchObject({ code: 0 });
    // the server by another of its names is no other place
    const alias = new URL(url);
    alias.hostname = alias.hostname === "localhost" ? "127.0.0.1" : "localhost";
    connect({ PRODUCTION_DATABASE_URL: alias.href });
    expect(await lockstep("apply", "production")).toMatchObject({ code: 0 });
    const copy = await createDatabase(server(), "", new URL(url).pathname.slice(1));
    connect({ PRODUCTION_DATABASE_URL: copy });
    const events = () => rowValues(copy, "select count(*)::int from lockstep.journal");
    const before = await events();
    const refused = await lockstep("apply", "production", "--confirm", "production");
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("DATABASE_MOVED") });
    expect(refused.stderr.replace(/\s+/g, " ")).toMatch(
      /it has moved, or it is a copy\. Its system identifier is the same, .* lockstep identify production --confirm production/,
    );
    expect(await lockstep("status", "production")).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("it has moved, or it is a copy"),
    });
    expect(await events()).toEqual(before);
    expect(await data("identify", "production", "--confirm", "production")).toMatchObject({ was: { environment: "production" } });
    expect(await lockstep("apply", "production")).toMatchObject({ code: 0 });
    expect(
      await rowValues(copy, "select distinct payload ->> 'database' from lockstep.journal where event = 'identified'"),
    ).toHaveLength(1);
    // the place that it had is still its own
    connect({ PRODUCTION_DATABASE_URL: url });
    expect(await lockstep("status", "production")).toMatchObject({ code: 0 });
    expect(await lockstep("log", "verify", "production")).toMatchObject({ code: 0 });
  });

  it("accepts an edited file with a reason, and keeps both texts", async () => {
    const { migration, lockstep } = project();
    const url = await fresh();
    migration("20251009_a.sql", "create table a (id int);\n");
    await lockstep("apply", "dev");
    expect(await lockstep("amend", "dev", "20251009_a.sql", "--reason", "why not")).toMatchObject({ code: 4 });
    migration("20251009_a.sql", "create table if not exists a (id int);\n");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 3 });
    expect(await lockstep("amend", "dev", "20251009_a.sql")).toMatchObject({ code: 4 });
    const ended = await lockstep("amend", "dev", "20251009_a.sql", "--reason", "new databases have it already");
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    await settled();
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    const rows = await execSql(
      url,
      "select payload ->> 'sql' as sql from lockstep.journal where file = '20251009_a.sql' order by seq",
    );
    expect(rows.map(({ sql }) => sql)).toEqual(["create table a (id int);\n", "create table if not exists a (id int);\n"]);
  });

  it("brings a deleted file back, and an edited one to what was applied, and never writes outside of the folder", async () => {
    const { migration, lockstep, remove, read, folder } = project();
    const url = await fresh();
    migration("20251009_a.sql", "create table a (id int);\n");
    migration("20251009_a.down.sql", "drop table a;\n");
    await lockstep("apply", "dev");
    remove("20251009_a.sql");
    remove("20251009_a.down.sql");
    expect(await lockstep("resolve", "dev", "--restore", "20251009_a.sql")).toMatchObject({ code: 0 });
    expect(read("db/migrations/20251009_a.sql")).toBe("create table a (id int);\n");
    expect(read("db/migrations/20251009_a.down.sql")).toBe("drop table a;\n");
    migration("20251009_a.sql", "create table a (id bigint);\n");
    expect(await lockstep("repair", "dev", "--restore", "db/migrations/20251009_a.sql")).toMatchObject({ code: 0 });
    await settled();
    for (const name of ["../evil.sql", "/tmp/evil.sql", "x/../../evil.sql", "link/evil.sql"]) {
      mkdirSync(join(folder, "elsewhere"), { recursive: true });
      if (!existsSync(join(folder, "db/migrations/link")))
        symlinkSync(join(folder, "elsewhere"), join(folder, "db/migrations/link"));
      await execSql(url, `update lockstep.journal set file = '${name}' where event = 'applied'`);
      expect(await lockstep("repair", "dev", "--restore", "20251009_a")).toMatchObject({
        code: 4,
        stderr: expect.stringContaining("no file of the migrations folder"),
      });
    }
    expect(readdirSync(join(folder, "elsewhere"))).toEqual([]);
    expect(existsSync(join(folder, "db/evil.sql"))).toBe(false);
  });

  it("gives a late file a number after the last, unless some environment has applied it", async () => {
    const { migration, lockstep, connect, folder } = project();
    const dev = await createDatabase(server());
    const staging = await createDatabase(server());
    connect({ DATABASE_URL: dev, STAGING_DATABASE_URL: staging });
    migration("20260102000000_b.sql", "create table b (id int);\n");
    await lockstep("apply", "dev");
    migration("20260101000000_late.sql", "create table late (id int);\n");
    migration("20260101000000_late.down.sql", "drop table late;\n");
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 3, stderr: expect.stringContaining("--renumber") });
    const moved = await lockstep("repair", "dev", "--renumber", "20260101000000_late.sql");
    expect(moved, moved.stderr).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, "db/migrations")).sort()).toEqual([
      "20260102000000_b.sql",
      expect.stringMatching(/^\d{14}_late\.down\.sql$/),
      expect.stringMatching(/^\d{14}_late\.sql$/),
    ]);
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0 });
    const late = readdirSync(join(folder, "db/migrations")).find((file) => /_late\.sql$/.test(file)) ?? "";
    expect(await lockstep("repair", "staging", "--renumber", late)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("is applied to dev"),
    });
  });

  it("marks a file as applied that was run by hand, and only when what it makes is there", { timeout: 120_000 }, async () => {
    const { migration, folder } = project();
    const lockstep = async (...words: readonly string[]) => {
      const ended = await project().lockstep(...words);
      return { ...ended, stderr: ended.stderr.replace(/\s+/g, " ") };
    };
    const url = await fresh();
    migration("20260101000000_a.sql", "create table a (id int);\n");
    await lockstep("apply", "dev");
    const file = "20260102000000_b.sql";
    writeFileSync(
      join(folder, "db/migrations", file),
      "alter table a add column note text not null default 'x';\ncreate index a_note on a (note);\n",
    );
    const refused = await lockstep("repair", "dev", "--ran-by-hand", file);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("column:public.a.note is not there") });
    await execSql(url, "alter table a add column note text not null default 'x'");
    expect(await lockstep("repair", "dev", "--ran-by-hand", file)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("index:public.a_note is not there"),
    });
    await execSql(url, "create index a_note on a (note); create table unrelated (id int)");
    const ended = await lockstep("repair", "dev", "--ran-by-hand", file);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    await settled();
    migration("20260103000000_rows.sql", "insert into a values (1);\n");
    expect(await lockstep("repair", "dev", "--ran-by-hand", "20260103000000_rows.sql")).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("PROOF_MISSING"),
    });
  });

  it("does not call those late that waited before what was run by hand", { timeout: 120_000 }, async () => {
    const { migration, lockstep } = project();
    const url = await fresh();
    migration("20260101000000_a.sql", "create table a (id int);\n");
    await lockstep("apply", "dev");
    migration("20260102000000_waits.sql", "create table waits (id int);\n");
    migration("20260103000000_fix.sql", "create index a_id on a (id);\n");
    await execSql(url, "create index a_id on a (id)");
    expect(await lockstep("repair", "dev", "--ran-by-hand", "20260103000000_fix.sql")).toMatchObject({ code: 0 });
    expect(await lockstep("status")).toMatchObject({ code: 0 });
    expect(await lockstep("apply", "dev")).toMatchObject({ code: 0, stdout: expect.stringContaining("waits.sql") });
  });
});
