/** `lockstep new` as a user has it: files that run, that close the drift of the tables that were asked for, and that go back. */

import { cpSync, existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { beforeEach, describe, expect, it } from "vitest";
import { jsonSchemas } from "../../scripts/json-schemas.ts";
import { readMigration } from "../../src/core/migration/read-migration.ts";
import { applicationSchema, plantedDifferences } from "../support/application.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { type Ended, runProgram } from "../support/run-program.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

const root = join(import.meta.dirname, "../..");
const { folder, write, read, lockstep } = useProgramDesk();
const migrations = (dir = "db/migrations") => readdirSync(join(folder(), dir), { recursive: true }).map(String).sort();
const pathsIn = ({ stdout }: Ended) => (stdout.split("\n\n")[0] ?? "").trim().split("\n");

/** Runs statements as a runner of migrations does. */
async function runStatements(url: string, statements: readonly { readonly sql: string }[], transaction: "one" | "none") {
  await withClient(url, async (client) => {
    if (transaction === "one") await client.query("begin");
    for (const { sql } of statements) await client.query(sql);
    if (transaction === "one") await client.query("commit");
  });
}

async function applyFiles(url: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const { statements, transaction, problems } = readMigration(path, read(path));
    expect(problems).toEqual([]);
    await runStatements(url, statements, transaction);
  }
}

async function rollBackFiles(url: string, paths: readonly string[]): Promise<void> {
  for (const path of [...paths].reverse()) {
    const { rollback, rollbackTransaction } = readMigration(path, read(path));
    await runStatements(url, rollback ?? [], rollbackTransaction);
  }
}

describe("the template", () => {
  it("is a file with the time of now, in a folder that is made, and is never written over", async () => {
    const first = await lockstep(["new", "Add feature table"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const [path = ""] = pathsIn(first);
    expect(path).toMatch(/^db\/migrations\/20\d{12}_add_feature_table\.sql$/);
    const text = read(path);
    const { title, date, safe, statements, rollback, problems } = readMigration(path, text);
    expect({ title, safe, statements, rollback, problems }).toEqual({
      title: "Add feature table",
      safe: "not judged yet",
      statements: [],
      rollback: [],
      problems: [],
    });
    expect(path).toContain(date?.replaceAll("-", ""));
    for (const name of ["add feature table", "add"]) expect((await lockstep(["new", name])).code).toBe(0);
    expect(new Set(migrations().map((file) => file.slice(0, 14))).size).toBe(3);
    expect(read(path)).toBe(text);
  });

  it("comes after what is there, in the folder's own arrangement", async () => {
    write("db/migrations/20991231235959_far_ahead.sql", "select 1;");
    expect(pathsIn(await lockstep(["new", "b"]))).toEqual(["db/migrations/21000101000000_b.sql"]);
    write("lockstep.config.json", JSON.stringify({ migrations: { dir: "pairs" } }));
    write("pairs/20991231235959_a.up.sql", "select 1;");
    write("pairs/20991231235959_a.down.sql", "select 1;");
    expect(pathsIn(await lockstep(["new", "b", "--kind", "data"]))).toEqual([
      "pairs/21000101000000_b.up.sql",
      "pairs/21000101000000_b.down.sql",
    ]);
    expect(read("pairs/21000101000000_b.up.sql")).toContain("-- lockstep: kind = data\n");
    write("lockstep.config.json", JSON.stringify({ migrations: { dir: "days" } }));
    write("days/20991231_z.sql", "select 1;");
    expect(pathsIn(await lockstep(["new", "b"]))).toEqual(["days/21000101_b.sql"]);
    write("lockstep.config.json", JSON.stringify({ migrations: { dir: "prisma/migrations" } }));
    write("prisma/migrations/20991231235959_a/migration.sql", "select 1;");
    expect(pathsIn(await lockstep(["new", "b"]))).toEqual(["prisma/migrations/21000101000000_b/migration.sql"]);
  });

  it("is told to scripts as JSON, and what makes no sense is refused", async () => {
    write("db/migrations/20991231235959_a.sql", "select 1;");
    const { code, stdout } = await lockstep(["new", "b", "--format", "json"]);
    const file = {
      path: "db/migrations/21000101000000_b.sql",
      downPath: null,
      version: "21000101000000",
      transaction: "one",
      safe: "not judged yet",
    };
    expect({ code, document: JSON.parse(stdout) }).toMatchObject({
      code: 0,
      document: { ok: true, data: { files: [file], plan: null } },
    });
    for (const words of [
      ["!!!"],
      ["c", "--tables", "a"],
      ["c", "--env", "staging"],
      ["c", "--from", "empty", "--kind", "data"],
      [],
    ])
      expect((await lockstep(["new", ...words])).code).toBe(4);
    expect(migrations()).toHaveLength(2);
  });
});

describe.each(testedMajors())("a migration from drift, on PostgreSQL %i", (major) => {
  const server = useServer(major);
  let production: string;
  let dev: string;

  beforeEach(async () => {
    await execSql(server().url(), ensureRole("m_reader"));
    production = await createDatabase(server(), applicationSchema);
    dev = await createDatabase(server(), applicationSchema);
    for (const { sql } of plantedDifferences) await execSql(dev, sql);
  });
  const env = () => ({ PRODUCTION_DATABASE_URL: production, DATABASE_URL: dev });
  const changes = async (): Promise<readonly string[]> => {
    const { stdout } = await lockstep(["audit", "--format", "json"], env());
    return JSON.parse(stdout).data.changes.map(({ id }: { id: string }) => id);
  };

  it("closes what differs in the chosen tables, leaves the rest, and goes back", async () => {
    const chosen = ["customer", "invoice", "ticket", "product_item", "contract_file", "supplier"];
    const isChosen = (id: string) =>
      chosen.some((table) => new RegExp(`app\\.${table}(\\.|$|_pkey|_code|_open|_lower)`).test(id));
    const before = await changes();
    const made = await lockstep(["new", "sync some", "--from-drift", "--tables", chosen.join(",")], env());
    expect(made.code, made.stderr).toBe(0);
    const paths = pathsIn(made);
    expect(paths.length).toBeGreaterThan(1);
    expect(paths[1]).toMatch(/_sync_some_2\.sql$/);
    expect(made.stdout).toContain("run on a scratch copy, it led there");
    for (const path of paths) {
      expect(read(path)).toMatch(/^-- Safe to run: (YES|WITH CARE|WINDOW ONLY) \(.+\)$/m);
    }
    await applyFiles(production, paths);
    const after = await changes();
    expect(after.filter(isChosen)).toEqual([]);
    expect(after.length).toBeLessThan(before.length);
    expect(after.length).toBeGreaterThan(0);

    await rollBackFiles(production, paths);
    const origin = await createDatabase(server(), applicationSchema);
    const back = await lockstep(["audit", "env:A", "env:B", "--format", "json"], { A: origin, B: production });
    expect(JSON.parse(back.stdout).data.changes).toEqual([]);
  });

  it("closes all of it, and then there is nothing to do", async () => {
    const made = await lockstep(["new", "sync", "--from-drift", "--format", "json"], env());
    expect(made.code, made.stderr).toBe(0);
    const document = JSON.parse(made.stdout);
    const ajv = new Ajv({ strict: true, strictTypes: false });
    expect(ajv.validate(jsonSchemas({ strict: true })["new.schema.json"] ?? false, document), ajv.errorsText()).toBe(true);
    const { data } = document;
    await applyFiles(
      production,
      data.files.map(({ path }: { path: string }) => path),
    );
    expect(await changes()).toEqual([]);
    const count = migrations().length;
    const again = await lockstep(["new", "sync", "--env", "env:PRODUCTION_DATABASE_URL", "--from", "dev"], env());
    expect(again).toMatchObject({
      code: 0,
      stdout: "Nothing to do: nothing differs between env:PRODUCTION_DATABASE_URL and dev.\n",
    });
    expect(migrations()).toHaveLength(count);
  });
});

describe("a migration from a source", () => {
  it("starts where the migrations of the folder lead", async () => {
    write("schema.sql", "create table team (id int primary key, name text not null);");
    const first = await lockstep(["new", "first", "--from", "schema.sql"]);
    expect(first.code, first.stderr).toBe(0);
    expect(read(pathsIn(first)[0] ?? "")).toContain("CREATE TABLE IF NOT EXISTS public.team");
    expect(await lockstep(["new", "again", "--from", "schema.sql"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Nothing to do: nothing differs between db/migrations and schema.sql.\n"),
    });
    write("schema.sql", "create table team (id int primary key, name text not null, born date); create index on team (name);");
    const second = await lockstep(["new", "second", "--from", "schema.sql"]);
    expect(second.code, second.stderr).toBe(0);
    const [columns = "", index = ""] = pathsIn(second);
    expect(read(columns)).toContain("-- Safe to run: YES (additive only)");
    expect(read(index)).toMatch(/-- lockstep: transaction = none\n.*CREATE INDEX CONCURRENTLY IF NOT EXISTS/s);
    expect((await lockstep(["diff", "db/migrations", "schema.sql"])).code).toBe(0);
    expect(migrations()).toHaveLength(3);
  });
});

describe("in drizzle-kit's folder", () => {
  const server = useServer(18);
  let database = "";
  const kit = (...words: readonly string[]) =>
    runProgram(process.execPath, [join(root, "node_modules/drizzle-kit/bin.cjs"), ...words], {
      cwd: folder(),
      env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", DATABASE_URL: database },
    });
  const change = (from: string, to: string) => {
    const schema = read("db/schema.ts");
    expect(schema).toContain(from);
    write("db/schema.ts", schema.replace(from, to));
  };
  const journal = () => JSON.parse(read("drizzle/meta/_journal.json")).entries.map(({ tag }: { tag: string }) => tag);
  const everything = () =>
    migrations("drizzle").map((file) => [
      file,
      existsSync(join(folder(), "drizzle", file)) && file.includes(".") ? read(`drizzle/${file}`) : "",
    ]);

  beforeEach(async () => {
    cpSync(join(root, "test/fixtures/drizzle-project"), folder(), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder(), "node_modules"));
    write("lockstep.config.json", JSON.stringify({ schema: "db/schema.ts", migrations: { dir: "drizzle" } }));
    const made = await kit("generate", "--name", "first");
    expect(made.code, made.stdout).toBe(0);
    database = await createDatabase(server());
    await execSql(database, "drop role if exists fixture_auditor");
  });

  /** The files lead to the schema, drizzle-kit has nothing to add, and drizzle's own migrator runs them. */
  const isInStep = async () => {
    const diff = await lockstep(["diff", "drizzle", "db/schema.ts"]);
    expect(diff.code, `${diff.stdout}${diff.stderr}`).toBe(0);
    expect((await kit("generate", "--name", "nothing")).stdout).toContain("No schema changes");
    const migrated = await kit("migrate");
    expect(migrated.code, migrated.stdout + migrated.stderr).toBe(0);
    const audit = await lockstep(["diff", "env:DB", "db/schema.ts"], { DB: database });
    await execSql(database, "drop owned by fixture_auditor; drop role fixture_auditor");
    expect(audit.code, audit.stdout).toBe(0);
    return true;
  };

  it("drizzle-kit writes its journal and snapshot, and the SQL is the proven plan", async () => {
    change("note: text() }", "note: text(), since: timestamp({ withTimezone: true }) }");
    const made = await lockstep(["new", "add since", "--from", "db/schema.ts"]);
    expect(made.code, made.stderr).toBe(0);
    expect(pathsIn(made)).toEqual(["drizzle/0001_add_since.sql"]);
    expect(journal()).toEqual(["0000_first", "0001_add_since"]);
    expect(read("drizzle/0001_add_since.sql")).toMatch(/^-- Migration: Add since\n/);
    expect(read("drizzle/0001_add_since.sql")).toContain(
      "ALTER TABLE public.membership ADD COLUMN since timestamp with time zone;",
    );
    expect(await isInStep()).toBe(true);
  });

  it("what needs more than one transaction stays as drizzle's migrator can run it", async () => {
    change('index("users_tags")', 'index("users_balance").on(table.balance),\n    index("users_tags")');
    const made = await lockstep(["new", "index balance", "--from", "drizzle.config.ts"]);
    expect(made.code, made.stderr).toBe(0);
    const text = read("drizzle/0001_index_balance.sql");
    expect(text).toContain('CREATE INDEX "users_balance"');
    expect(text).not.toMatch(/^CREATE INDEX CONCURRENTLY/m);
    expect(text).toContain("-- Safe to run: WITH CARE (one transaction");
    expect(await isInStep()).toBe(true);
  });

  it("what Drizzle has no words for is never dropped", async () => {
    await kit("generate", "--custom", "--name", "by_hand");
    write(
      "drizzle/0001_by_hand.sql",
      `create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
--> statement-breakpoint
create trigger users_touch before update on users for each row execute function touch();
--> statement-breakpoint
grant select on users to public;`,
    );
    expect(await lockstep(["new", "none", "--from", "drizzle.config.ts"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Nothing to do"),
    });
    change("note: text() }", "note: text(), since: timestamp({ withTimezone: true }) }");
    const made = await lockstep(["new", "since", "--from", "drizzle.config.ts"]);
    expect(made.code, made.stderr).toBe(0);
    expect(read("drizzle/0002_since.sql")).not.toMatch(/drop (trigger|function)|revoke/i);
    expect(await isInStep()).toBe(true);
  });

  it("a migration by hand gets its place in the journal too", async () => {
    const made = await lockstep(["new", "by hand", "--kind", "data"]);
    expect(made.code, made.stderr).toBe(0);
    expect(journal()).toEqual(["0000_first", "0001_by_hand"]);
    expect(read("drizzle/0001_by_hand.sql")).toContain("-- lockstep: kind = data");
    expect(await isInStep()).toBe(true);
  });

  it("where drizzle-kit cannot go on, the folder is as it was", async () => {
    const before = everything();
    // one column goes and another comes: drizzle-kit asks whether that is a rename, and nobody can answer
    change("note: text() }", "remark: text() }");
    const made = await lockstep(["new", "rename", "--from", "drizzle.config.ts"]);
    expect(made).toMatchObject({ code: 1, stdout: "" });
    expect(made.stderr).toContain("DRIZZLE_GENERATE_FAILED");
    expect(everything()).toEqual(before);
    expect(await lockstep(["new", "some", "--from", "drizzle.config.ts", "--tables", "users"])).toMatchObject({ code: 4 });
    write("lockstep.config.json", JSON.stringify({ migrations: { dir: "drizzle" } }));
    write("drizzle.config.ts", read("drizzle.config.ts").replace("./drizzle", "./elsewhere"));
    expect((await lockstep(["new", "other", "--from", "drizzle.config.ts"])).stderr).toContain(
      "drizzle.config.ts writes to elsewhere",
    );
    expect(everything()).toEqual(before);
    expect(existsSync(join(folder(), "elsewhere"))).toBe(false);
  });
});
