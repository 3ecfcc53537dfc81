import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { objectId } from "../../src/core/catalog/object-id.ts";
import { formatSnapshot } from "../../src/core/catalog/snapshot.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { exportByCommandLine } from "../../src/project/drizzle/export-by-command-line.ts";
import { generateSchemaSql } from "../../src/project/drizzle/generate-schema-sql.ts";
import { openProject } from "../../src/workflows/open-project.ts";
import { readLiveSource } from "../../src/workflows/read-live-source.ts";
import type { SourceReading } from "../../src/workflows/source-reading.ts";
import { readDrizzle } from "../../src/workflows/sources/read-drizzle.ts";
import { readEmpty } from "../../src/workflows/sources/read-empty.ts";
import { readMigrations } from "../../src/workflows/sources/read-migrations.ts";
import { readSnapshot } from "../../src/workflows/sources/read-snapshot.ts";
import { readSqlFile } from "../../src/workflows/sources/read-sql-file.ts";
import type { ReplayContext } from "../../src/workflows/sources/replay-context.ts";
import type { WorkflowContext } from "../../src/workflows/workflow-context.ts";
import { availableMajors, createDatabase, execSql, pgDumpPath, startServer, useServer } from "../support/postgres.ts";

const run = promisify(execFile);
const cwd = mkdtempSync(join(tmpdir(), "lockstep-sources-"));
const workflow: WorkflowContext = { cwd, env: process.env, osUser: "nobody", learn: () => undefined, progress: () => undefined };
const server = useServer(18);
const opened: SourceReading[] = [];

afterAll(async () => {
  await Promise.all(opened.map((reading) => reading.close()));
  rmSync(cwd, { recursive: true, force: true });
});

function write(file: string, text: string): { name: string; path: string } {
  const path = join(cwd, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return { name: file, path };
}

async function keep(reading: Promise<SourceReading>): Promise<SourceReading> {
  const done = await reading;
  opened.push(done);
  return done;
}

/** A context for the other side `live`, in a project with this configuration. */
async function contextFor(live: SourceReading | null, config: object = {}): Promise<ReplayContext> {
  const folder = mkdtempSync(join(cwd, "project-"));
  writeFileSync(join(folder, "lockstep.config.json"), JSON.stringify(config));
  const project = await openProject({ ...workflow, cwd: folder });
  const server = live?.catalog.server ?? null;
  const wantedMajor = server === null ? 18 : Math.floor(server.versionNumber / 10_000);
  return { workflow, project, wantedMajor, owner: server?.owner ?? null, dependencies: false };
}

const live = (url: string) => keep(readLiveSource({ name: "live", url, roles: {} }, workflow));

/** What differs, as text: `alter column:public.t.a type`. */
async function differences(from: SourceReading, to: SourceReading): Promise<readonly string[]> {
  const { changes } = await compareCatalogs(from.catalog, to.catalog);
  return changes.map((change) =>
    ["facts" in change ? change.facts.map(({ fact }) => fact).join() : "", change.id, change.change].reverse().join(" ").trim(),
  );
}

const refusal = (reading: Promise<unknown>) =>
  reading.then(
    () => ({ code: "nothing was refused", message: "", hint: "" }),
    (error: unknown) => error as { code: string; message: string; hint?: string },
  );

const schemaSql = `
create schema app;
create type app.mood as enum ('good', 'bad');
create table app.users (
  id bigint generated always as identity primary key,
  email text not null unique,
  mood app.mood default 'good',
  check (email <> '')
);
create index concurrently users_mood on app.users (mood) where mood = 'bad';
create view app.bad_users as select id from app.users where mood = 'bad';
create function app.touch() returns trigger language plpgsql as $$ begin return new; end; $$;
create trigger touch before update on app.users for each row execute function app.touch();
insert into app.users (email) values ('a'), ('b');
`;

describe("a .sql file", () => {
  test("shows no drift against the database that it made, and says that it tells no owners and rights", async () => {
    const database = await live(await createDatabase(server()));
    const url = database.live?.session.target.database ?? "";
    await runSql(server().url(url), schemaSql);
    await execSql(
      server().url(url),
      "create role source_owner; create role source_reader; alter table app.users owner to source_owner; grant select on app.users to source_reader",
    );
    const before = await live(server().url(url));
    const file = await keep(readSqlFile(write("schema.sql", schemaSql), await contextFor(before)));
    expect(await differences(before, file)).toEqual([]);
    const { notCompared } = await compareCatalogs(before.catalog, file.catalog);
    expect(notCompared.map(({ what }) => what)).toEqual(expect.arrayContaining(["owner", "privilege (1)"]));
    await execSql(server().url(url), "alter table app.users drop column mood cascade");
    expect(await differences(await live(server().url(url)), file)).toEqual([
      "add view:app.bad_users",
      "add column:app.users.mood",
      "add index:app.users_mood",
    ]);
  });

  test("that names owners and grants is compared in both", async () => {
    const sql = `
      create table t (a int);
      alter table t owner to file_owner;
      grant select on t to file_reader;
      alter default privileges for role file_owner grant select on tables to file_reader;`;
    const url = await createDatabase(server(), `create role file_owner; create role file_reader; ${sql}`);
    const before = await live(url);
    const file = await keep(readSqlFile(write("owners.sql", sql), await contextFor(before)));
    expect(await differences(before, file)).toEqual([]);
    await execSql(url, "alter table t owner to postgres; revoke select on t from file_reader");
    expect(await differences(await live(url), file)).toEqual([
      "alter table:public.t owner",
      "add privilege:table:public.t:file_reader",
    ]);
  });

  test("in which the database's owner owns what it makes compares as that owner", async () => {
    const url = await createDatabase(server(), "create role database_owner superuser login password 'x'");
    await execSql(url, `alter database ${new URL(url).pathname.slice(1)} owner to database_owner`);
    const sql = "create table owned (a int);\nalter table owned owner to database_owner;\n";
    await execSql(url, sql);
    const before = await live(url);
    const file = await keep(readSqlFile(write("database-owner.sql", sql), await contextFor(before)));
    expect(await differences(before, file)).toEqual([]);
    expect(file.catalog.objects.get(objectId("table", "public", "owned"))?.owner).toBe("$owner");
  });

  test("is refused with line and column when it is not SQL", async () => {
    const error = await refusal(
      readSqlFile(write("broken.sql", "create table a (b int);\n\n  creat table c ();\n"), await contextFor(null)),
    );
    expect(error).toMatchObject({ code: "SQL_SYNTAX", message: 'broken.sql:3:3: syntax error at or near "creat"' });
  });

  test("is refused with line, column and SQLSTATE when the server refuses a statement", async () => {
    const source = write("refused.sql", "create table a (b int);\n\n  select\n    nothing from a;\n");
    const error = await refusal(readSqlFile(source, await contextFor(null)));
    expect(error).toMatchObject({
      code: "SQL_ERROR",
      message: 'refused.sql:4:5: column "nothing" does not exist (SQLSTATE 42703). Statement: select nothing from a;',
    });
  });

  test("that needs an extension which the scratch server lacks says what would help", async () => {
    const source = write("extension.sql", "-- first\ncreate extension no_such_extension;\n");
    const error = await refusal(readSqlFile(source, await contextFor(null)));
    expect(error).toMatchObject({ code: "SQL_ERROR", hint: expect.stringContaining("scratch.url") });
    expect(error.message).toContain("extension.sql:2:1: ");
  });

  test("leaves roles, databases, subscriptions and rows alone", async () => {
    const sql = `
create role never_made login;
alter system set work_mem = '1GB';
create table rows (a int);
copy rows (a) from stdin;
1
\\.
create subscription s connection 'host=192.0.2.1' publication p;
create role other; drop role other; grant never_made to other;
`;
    const file = await keep(readSqlFile(write("server.sql", sql), await contextFor(null)));
    expect([...file.catalog.objects.keys()]).toEqual([
      "schema:public",
      "extension:plpgsql",
      "table:public.rows",
      "column:public.rows.a",
    ]);
  });

  test("that is missing is refused by name", async () => {
    const error = await refusal(readSqlFile({ name: "nowhere.sql", path: join(cwd, "nowhere.sql") }, await contextFor(null)));
    expect(error).toMatchObject({ code: "FILE_UNREADABLE", message: expect.stringContaining("nowhere.sql") });
  });
});

describe("a file that pg_dump wrote", () => {
  const major = 15;
  const pgDump = pgDumpPath(major);

  test.skipIf(pgDump === null || !availableMajors().includes(major))("shows no drift against the dumped database", async () => {
    const old = await startServer(major);
    try {
      const roles = "create role dump_owner; create role dump_reader;";
      const rights = `
        alter schema app owner to dump_owner; alter table app.users owner to dump_owner;
        grant usage on schema app to dump_reader; grant select on app.users to dump_reader;
        comment on table app.users is 'people'; alter default privileges in schema app grant select on tables to dump_reader;
        create event trigger on_ddl on ddl_command_end execute function app.on_ddl();
        create publication everything for all tables;`;
      const eventFunction = "create function app.on_ddl() returns event_trigger language plpgsql as $$ begin end; $$;";
      const url = await createDatabase(old, roles);
      await runSql(url, `${schemaSql} ${eventFunction} ${rights}`);
      const { stdout } = await run(pgDump ?? "", [url]);
      expect(stdout).toContain("COPY app.users");
      const before = await live(url);
      const file = await keep(readSqlFile(write("dump.sql", stdout), await contextFor(before)));
      expect(file.catalog.objects.size).toBeGreaterThan(10);
      expect(await differences(before, file)).toEqual([]);
      await execSql(url, "alter table app.users alter email type varchar(99)");
      expect(await differences(await live(url), file)).toEqual([
        "alter column:app.users.email type",
        "alter constraint:app.users.users_email_check check",
      ]);
    } finally {
      await old.stop();
    }
  });
});

describe("a migrations folder", () => {
  test("of plain files stands for what all of them make, in their order", async () => {
    write(
      "plain/20260101000000_users.sql",
      "begin;\ncreate table users (id int primary key);\ncommit;\n\n-- Rollback\n-- drop table users;\n",
    );
    write(
      "plain/20260102000000_email.sql",
      "alter table users add email text;\ncreate index concurrently users_email on users (email);\n",
    );
    const url = await createDatabase(
      server(),
      "create table users (id int primary key, email text); create index users_email on users (email)",
    );
    const before = await live(url);
    const folder = await keep(readMigrations({ name: "plain", path: join(cwd, "plain") }, await contextFor(before)));
    expect(await differences(before, folder)).toEqual([]);
    expect(folder.findings).toEqual([]);
  });

  test("of drizzle-kit's is run in the journal's order, and its own table is nobody's drift", async () => {
    const entry = (idx: number, tag: string) => ({ idx, version: "7", when: 1_700_000_000_000 + idx, tag, breakpoints: true });
    write(
      "drizzle/0001_first.sql",
      'CREATE TABLE "a" ("id" serial PRIMARY KEY NOT NULL);\n--> statement-breakpoint\nCREATE TABLE "b" ("id" integer)',
    );
    write("drizzle/0000_second.sql", 'ALTER TABLE "a" ADD COLUMN "name" text;');
    const entries = [entry(0, "0001_first"), entry(1, "0000_second")];
    write("drizzle/meta/_journal.json", JSON.stringify({ version: "7", dialect: "postgresql", entries }));
    const url = await createDatabase(
      server(),
      `create table a (id serial primary key, name text); create table b (id int);
       create schema drizzle; create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);`,
    );
    const before = await live(url);
    const folder = await keep(readMigrations({ name: "drizzle", path: join(cwd, "drizzle") }, await contextFor(before)));
    expect(await differences(before, folder)).toEqual([]);
    const { notCompared } = await compareCatalogs(before.catalog, folder.catalog);
    expect(notCompared.map(({ what }) => what)).toContain("schema:drizzle");
  });

  test("names file, line and column of what the server refuses", async () => {
    write("bad/20260101_a.sql", "create table a (b int);\nalter table a drop column c;\n");
    const error = await refusal(readMigrations({ name: "bad/", path: join(cwd, "bad") }, await contextFor(null)));
    expect(error).toMatchObject({ code: "SQL_ERROR", message: expect.stringMatching(/^bad\/20260101_a\.sql:2:1: column "c"/) });
  });

  test("that holds none is said to stand for an empty schema", async () => {
    mkdirSync(join(cwd, "none"));
    const folder = await keep(readMigrations({ name: "none", path: join(cwd, "none") }, await contextFor(null)));
    expect(await differences(await readEmpty(), folder)).toEqual([]);
    expect(folder.findings).toMatchObject([{ rule: "no-migrations" }]);
  });
});

describe("a Drizzle schema", () => {
  const root = join(import.meta.dirname, "..", "..");
  const project = join(cwd, "drizzle-project");
  const schema = { name: "db/schema.ts", path: join(project, "db", "schema.ts") };
  let url = "";

  beforeAll(async () => {
    cpSync(join(root, "test", "fixtures", "drizzle-project"), project, { recursive: true });
    symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
    url = await createDatabase(server());
    const env = { ...process.env, DATABASE_URL: url };
    await run(process.execPath, [join(root, "node_modules/drizzle-kit/bin.cjs"), "push", "--force"], { cwd: project, env });
    // push (of 0.31) makes policies without their USING, which generate does not
    await execSql(url, "alter policy users_see_themselves on users using (is_active)");
  });

  test("shows no drift against the database that drizzle-kit pushed it to, then exactly the column that was dropped", async () => {
    const before = await live(url);
    const source = await keep(readDrizzle(schema, await contextFor(before)));
    expect(source.catalog.objects.size).toBeGreaterThan(40);
    expect(await differences(before, source)).toEqual([]);
    await execSql(url, "alter table membership drop column note");
    expect(await differences(await live(url), source)).toEqual(["add column:public.membership.note"]);
    await execSql(url, "alter table membership add column note text");
  });

  test("neither denies nor compares what Drizzle has no words for", async () => {
    await execSql(
      url,
      `create function f() returns int language sql as 'select 1';
       create table parts (id int) partition by list (id); create table parts_1 partition of parts for values in (1);
       alter table users set (fillfactor = 70); comment on table users is 'people'; create table archive () inherits (users)`,
    );
    const after = await live(url);
    const source = await keep(readDrizzle(schema, await contextFor(after)));
    expect(await differences(after, source)).toEqual([]);
    const { notCompared } = await compareCatalogs(after.catalog, source.catalog);
    expect(notCompared.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        "function (1)",
        "comment (1)",
        "table.options (1)",
        "table with inherits (1)",
        "table with partitionOf (1)",
      ]),
    );
  });

  test("can be named by its folder, a pattern or the drizzle.config, and is the same", async () => {
    const context = await contextFor(null);
    const one = await keep(readDrizzle(schema, context));
    for (const path of ["db", "db/*.ts", "drizzle.config.ts"]) {
      const other = await keep(readDrizzle({ name: path, path: join(project, path) }, context));
      expect(await differences(one, other), path).toEqual([]);
    }
  });

  test("that throws is refused with the user's own line and no stack", async () => {
    const source = write("drizzle-project/throws.ts", "const a = 1;\n\nif (a) throw new Error('DATABASE_URL is required');\n");
    const error = await refusal(readDrizzle(source, await contextFor(null)));
    expect(error).toMatchObject({
      code: "DRIZZLE_SCHEMA_FAILED",
      message: "drizzle-project/throws.ts:3: DATABASE_URL is required",
    });
  });

  test("that is no TypeScript is refused with its line", async () => {
    const source = write("drizzle-project/syntax.ts", "export const a = 1;\nexport const = 2;\n");
    const error = await refusal(readDrizzle(source, await contextFor(null)));
    expect(error.code).toBe("DRIZZLE_SCHEMA_FAILED");
    expect(error.message).toMatch(/^drizzle-project\/syntax\.ts:2: /);
  });

  test("that prints, ends the process or exports nothing is an error and not an empty schema", async () => {
    const context = await contextFor(null);
    const silent = write("drizzle-project/silent.ts", "console.log('CREATE TABLE x ();');\nexport const a = 1;\n");
    expect(await refusal(readDrizzle(silent, context))).toMatchObject({ message: expect.stringContaining("exports nothing") });
    const exits = write("drizzle-project/exits.ts", "console.error('no DATABASE_URL'); process.exit(0);\n");
    expect(await refusal(readDrizzle(exits, context))).toMatchObject({
      code: "DRIZZLE_SCHEMA_FAILED",
      message: expect.stringContaining("no DATABASE_URL"),
    });
  });

  test("outside a project with drizzle-kit says what to install", async () => {
    const source = write("alone/schema.ts", "export const a = 1;\n");
    expect(await refusal(readDrizzle(source, await contextFor(null)))).toMatchObject({
      code: "DRIZZLE_SCHEMA_FAILED",
      hint: "npm install --save-dev drizzle-kit",
    });
  });
});

describe("drizzle-kit's command line, where its programming interface is another", () => {
  const root = join(import.meta.dirname, "..", "..");
  const program = join(root, "node_modules", "drizzle-kit", "bin.cjs");
  const surroundings = { cwd: root, env: process.env };

  test("gives the same SQL", async () => {
    const schemaFiles = [join(root, "test", "fixtures", "drizzle-project", "db", "account.ts")];
    const sql = await exportByCommandLine({ program, casing: null, schemaFiles }, surroundings);
    const { statements } = await generateSchemaSql(schemaFiles[0] ?? "", surroundings);
    expect(sql.trim()).toBe(statements.join("\n").trim());
  });

  test("is not believed when it prints an error and exits with 0", async () => {
    const { path } = write("drizzle-project/throws-too.ts", "throw new Error('DATABASE_URL is required');\n");
    const error = await refusal(exportByCommandLine({ program, casing: null, schemaFiles: [path] }, surroundings));
    expect(error).toMatchObject({ code: "DRIZZLE_SCHEMA_FAILED", message: expect.stringContaining("wrote no SQL") });
  });
});

describe("other sources", () => {
  test("a snapshot is the catalog that was written down, limits included", async () => {
    const file = await keep(readSqlFile(write("for-snapshot.sql", schemaSql), await contextFor(null)));
    const { name, path } = write("app.snapshot.json", formatSnapshot(file.catalog));
    const snapshot = await readSnapshot({ name, path });
    expect(formatSnapshot(snapshot.catalog)).toBe(readFileSync(path, "utf8"));
    expect(await differences(file, snapshot)).toEqual([]);
    expect(snapshot.catalog.cannotExpressFacts).toEqual(file.catalog.cannotExpressFacts);
  });

  test("a snapshot that is none is refused by name", async () => {
    const { name, path } = write("not.snapshot.json", "{}");
    expect(await refusal(readSnapshot({ name, path }))).toMatchObject({
      code: "SNAPSHOT_INVALID",
      message: "not.snapshot.json is not a snapshot.",
    });
  });

  test.each(availableMajors())("empty is what PostgreSQL %i creates", async (major) => {
    const other = await startServer(major);
    try {
      expect(await differences(await readEmpty(), await live(await createDatabase(other)))).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});

describe("the scratch database", () => {
  test.each(["url", "on"])("is made on the server of scratch.%s, and gone afterwards", async (kind) => {
    const environments = { dev: { url: server().url() } };
    const scratch = kind === "url" ? { url: server().url() } : { on: "dev" };
    const context = await contextFor(null, { environments, scratch });
    const databases = () =>
      execSql(server().url(), "select count(*)::int as n from pg_database where datname like 'lockstep_scratch%'");
    const file = await readSqlFile(write("elsewhere.sql", "create table elsewhere (a int);"), context);
    expect(await databases()).toEqual([{ n: 1 }]);
    await file.close();
    await file.close();
    expect(await databases()).toEqual([{ n: 0 }]);
    await refusal(readSqlFile(write("elsewhere-bad.sql", "create table elsewhere (a nothing);"), context));
    expect(await databases()).toEqual([{ n: 0 }]);
  });

  test("on a server of somebody else's never makes roles", async () => {
    const context = await contextFor(null, { scratch: { url: server().url() } });
    const source = write(
      "role.sql",
      "create role unwanted_role;\ncreate table r (a int);\nalter table r owner to unwanted_role;\n",
    );
    expect(await refusal(readSqlFile(source, context))).toMatchObject({
      code: "SQL_ERROR",
      message: expect.stringMatching(/^role\.sql:3:1: role "unwanted_role" does not exist/),
      hint: expect.stringContaining("scratch.url"),
    });
    expect(await execSql(server().url(), "select rolname from pg_roles where rolname = 'unwanted_role'")).toEqual([]);
  });

  test("is not made on a protected environment, whatever scratch.on says", async () => {
    const environments = { production: { url: server().url(), protected: true } };
    const context = await contextFor(null, { environments, scratch: { on: "production" } });
    expect(await refusal(readSqlFile(write("on.sql", "select 1;"), context))).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("protected"),
    });
  });

  test("of two sources at once is two databases on one server, as different as the files", async () => {
    const context = await contextFor(null);
    const [a, b] = await Promise.all([
      keep(readSqlFile(write("one.sql", "create table one (a int);\ngrant select on one to shared_role;"), context)),
      keep(readSqlFile(write("two.sql", "create table two (a int);\ngrant select on two to shared_role;"), context)),
    ]);
    expect((await differences(a, b)).filter((line) => line.includes(" table:"))).toEqual([
      "remove table:public.one",
      "add table:public.two",
    ]);
  });
});

/** Statement by statement: a concurrent build refuses to be one of several in a message. */
async function runSql(url: string, sql: string): Promise<void> {
  const { splitStatements } = await import("../../src/core/sql/split-statements.ts");
  for (const { text } of splitStatements(sql)) await execSql(url, text);
}
