/** `lockstep init` on the shapes that repositories have: what it finds, what it writes, and that all of it works when it is used. */

import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/registry.ts";
import { findCommand } from "../../src/cli/find-command.ts";
import { parseLine } from "../../src/cli/parse-line.ts";
import type { FirstDay } from "../../src/core/release/first-days.ts";
import { parseSmokeScript } from "../../src/core/release/smoke-check.ts";
import { loadParser } from "../../src/core/sql/parse-sql.ts";
import { loadConfig } from "../../src/project/config.ts";
import type { InitOutcome } from "../../src/workflows/init.ts";
import { runLine } from "../support/command-line.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { testedMajors } from "../support/tested-majors.ts";

const drizzle =
  'import { pgTable, text } from "drizzle-orm/pg-core";\nexport const users = pgTable("users", { id: text("id") });\n';
const sql = "create table a (id int);\n";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-init-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (files: Readonly<Record<string, string>>) => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};
const read = (path: string) => readFileSync(join(folder, path), "utf8");
/** Every file with its text. */
const picture = () =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => lstatSync(join(folder, path)).isFile())
    .sort()
    .map((path) => [path, read(path)]);

interface Around {
  readonly env?: Readonly<Record<string, string>>;
  readonly at?: string;
  readonly columns?: number;
}

const lockstep = (words: readonly string[], { env = {}, at = "", columns = 100 }: Around = {}) =>
  runLine(words, { cwd: join(folder, at), columns, env: { PATH: process.env.PATH ?? "", HOME: join(folder, "home"), ...env } });

async function init(words: readonly string[] = [], around: Around = {}): Promise<InitOutcome> {
  const { code, stdout, stderr } = await lockstep(["init", ...words, "--format", "json"], around);
  expect(stderr).not.toContain("error");
  expect(code).toBe(0);
  return JSON.parse(stdout).data;
}

const configOf = (at = "") => loadConfig({ cwd: join(folder, at), env: {} });

/** The lines of a workflow that run Lockstep, as the words after its name. */
function linesOf(workflow: string): readonly (readonly string[])[] {
  return [
    ...workflow.matchAll(
      /^ +- run: (?:npx --no-install|pnpm exec|yarn|bunx --no-install) lockstep (.+)$|^ +run: .* lockstep (.+)$/gm,
    ),
  ].map(([, first, second]) => (first ?? second ?? "").replaceAll(/"\$PLAN"/g, "sha256:1").split(" "));
}

/** Indentation in twos, no tabs, every job with its steps; nothing that YAML would read as something else. */
function jobsOf(workflow: string): readonly string[] {
  expect(workflow).not.toContain("\t");
  for (const line of workflow.split("\n")) expect((/^ */.exec(line)?.[0].length ?? 0) % 2, line).toBe(0);
  const jobs = workflow.slice(workflow.indexOf("\njobs:\n"));
  const names = [...jobs.matchAll(/^ {2}([a-z]+):$/gm)].map(([, name = ""]) => name);
  expect([...jobs.matchAll(/^ {4}steps:$/gm)]).toHaveLength(names.length);
  // a plain scalar with a colon and a space, or a hash after a space, would end there
  for (const [, value = ""] of workflow.matchAll(/^ +(?:- )?run: (?!\|)(.+)$/gm)) expect(value).not.toMatch(/: | #/);
  return names;
}

describe("what it finds", () => {
  const schema = { "shared/schema.ts": drizzle };
  const config = (text: string) => ({ "drizzle.config.ts": `export default { ${text} };\n` });

  it.each<[string, Readonly<Record<string, string>>, { schema: readonly string[]; dir: string; layout: string | undefined }]>([
    ["nothing: an empty folder", {}, { schema: [], dir: "db/migrations", layout: undefined }],
    [
      "the document's own layout: shared/schema.ts and plain SQL",
      { ...schema, "db/migrations/20251009_initial.sql": sql, "db/migrations/20251010130000_add.sql": sql },
      { schema: ["shared/schema.ts"], dir: "db/migrations", layout: "sql" },
    ],
    [
      "Drizzle v0, whose configuration can be loaded",
      {
        ...config('schema: "./src/db/schema.ts", out: "./migrations/pg", dialect: "postgresql"'),
        "src/db/schema.ts": drizzle,
        "migrations/pg/0000_first.sql": sql,
        "migrations/pg/meta/_journal.json": '{"entries":[{"idx":0,"tag":"0000_first"}]}',
      },
      { schema: ["src/db/schema.ts"], dir: "migrations/pg", layout: "drizzle-v0" },
    ],
    [
      "Drizzle v1, whose configuration needs a package that is not installed",
      {
        "drizzle.config.ts":
          'import { defineConfig } from "not-installed-here";\nexport default defineConfig({ out: "./drizzle", schema: "./src/schema" });\n',
        "src/schema/users.ts": drizzle,
        "src/schema/teams.ts": drizzle,
        "drizzle/20251009120000_first/migration.sql": sql,
        "drizzle/20251009120000_first/snapshot.json": "{}",
      },
      { schema: ["src/schema"], dir: "drizzle", layout: "drizzle-v1" },
    ],
    [
      "Prisma",
      {
        "prisma/schema.prisma": "",
        "prisma/migrations/migration_lock.toml": "",
        "prisma/migrations/20251009120000_first/migration.sql": sql,
      },
      { schema: [], dir: "prisma/migrations", layout: "prisma" },
    ],
    [
      ".up.sql and .down.sql in another usual place",
      { "migrations/0001_a.up.sql": sql, "migrations/0001_a.down.sql": "drop table a;\n" },
      { schema: [], dir: "migrations", layout: "up-down" },
    ],
    [
      "a schema by what it imports, and no fixtures, tests or seeds",
      {
        "lib/tables/pg-schema.ts": drizzle,
        "lib/schema.test.ts": drizzle,
        "lib/json-schema.ts": "export const schema = {};\n",
        "test/fixtures/01_a.sql": sql,
        "db/seeds/001_users.sql": sql,
        "node_modules/x/migrations/001_a.sql": sql,
      },
      { schema: ["lib/tables/pg-schema.ts"], dir: "db/migrations", layout: undefined },
    ],
  ])("%s", async (_, files, wanted) => {
    write(files);
    const { survey } = await init();
    expect({ schema: survey.schema, layout: survey.migrations[0]?.layout }).toEqual({
      schema: wanted.schema,
      layout: wanted.layout,
    });
    const written = await configOf();
    expect({ schema: written.schema, dir: written.migrations.dir }).toEqual({ schema: wanted.schema, dir: wanted.dir });
    expect(read(`${wanted.dir}/applied_to_prod.log`)).toBe(
      "# Production Migration Log\n# Format: YYYYMMDD_name.sql | Applied Date | Applied By\n\n",
    );
    expect(written.checklist.production).toContain("teammate");
    expect(written.cadence).toMatchObject({ every: "week", on: "friday", batch: { tables: 3 } });
    // what was put beside the migrations does not look like one
    const linted = await lockstep(["lint", "--format", "json"]);
    expect(JSON.parse(linted.stdout).data.migrations).toHaveLength(survey.migrations[0]?.count ?? 0);
  });

  it("a monorepo from its root, and from the package itself", async () => {
    write({
      ".git/HEAD": "",
      "package.json": '{"workspaces":["packages/*"]}',
      "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
      "pnpm-lock.yaml": "",
      "turbo.json": "{}",
      "packages/db/package.json": '{"name":"@x/db","devDependencies":{"lockstep":"0.1.0"}}',
      "packages/db/drizzle.config.ts": 'export default { schema: "./src/schema.ts", out: "./drizzle" };\n',
      "packages/db/src/schema.ts": drizzle,
      "packages/db/drizzle/0000_a.sql": sql,
      "packages/db/drizzle/meta/_journal.json": '{"entries":[{"idx":0,"tag":"0000_a"}]}',
    });
    const { survey } = await init(["--dry-run"]);
    expect(survey).toMatchObject({
      schema: ["packages/db/src/schema.ts"],
      workspaces: { by: ["workspaces", "pnpm", "turbo"], schemaPackage: "packages/db" },
      packageManager: "pnpm",
      migrations: [{ dir: "packages/db/drizzle", layout: "drizzle-v0" }],
    });
    const inside = await init([], { at: "packages/db" });
    expect(inside.survey).toMatchObject({
      schema: ["src/schema.ts"],
      toRoot: "../..",
      fromRoot: "packages/db",
      hasLockstep: true,
    });
    const workflow = read(".github/workflows/lockstep.yml");
    expect(workflow).toContain('working-directory: "packages/db"');
    expect(workflow).toContain('- "packages/db/drizzle/**"');
    expect(workflow).toContain("- run: pnpm exec lockstep audit");
    expect((await configOf("packages/db")).migrations.dir).toBe("drizzle");
  });

  it("environments by names: Doppler's project, dotenv files, variables, and never a value", async () => {
    write({
      "doppler.yaml": "setup:\n  - project: seed-portal-api # ours\n    config: dev_jon\n    path: ./\n",
      ".env": "# postgres://u:c4nary@h/d\nDATABASE_URL=postgres://u:c4nary@h/d\n",
    });
    const { survey } = await init([], { env: { STAGING_DATABASE_URL: "postgres://u:c4nary@127.0.0.1:1/d" } });
    expect(survey.environments).toEqual([
      {
        name: "dev",
        url: { kind: "doppler", project: "seed-portal-api", config: "dev_jon", name: "DATABASE_URL" },
        isSeen: true,
      },
      { name: "staging", url: { kind: "variable", name: "STAGING_DATABASE_URL" }, isSeen: true },
      {
        name: "production",
        url: { kind: "doppler", project: "seed-portal-api", config: "prd", name: "DATABASE_URL" },
        isSeen: false,
      },
    ]);
    const config = await configOf();
    expect(config.environments.map(({ name, url, protected: guarded }) => [name, url.kind, guarded])).toEqual([
      ["dev", "doppler", false],
      ["staging", "env", false],
      ["production", "doppler", true],
    ]);
    expect(config.checklist.production).toContain("tested-on-staging");
    expect(read(".github/workflows/lockstep.yml")).toMatch(/DOPPLER_TOKEN_DEV_JON: \$\{\{ secrets\.DOPPLER_TOKEN_DEV_JON \}\}/);
    expect(JSON.stringify(picture().filter(([path]) => path !== ".env"))).not.toContain("c4nary");
  });

  it("names in dotenv files, of which examples and empty ones tell nothing", async () => {
    write({
      ".env.local": "export DATABASE_URL='postgres://localhost/d'\nSTAGING_DATABASE_URL=\n",
      ".env.production": "DATABASE_URL=postgres://h/p\n",
      ".env.example": "STAGING_DATABASE_URL=postgres://h/s\n",
    });
    const { survey } = await init();
    expect(survey.environments.map(({ name, url }) => [name, url])).toEqual([
      ["dev", { kind: "dotenv", path: ".env.local", name: "DATABASE_URL" }],
      ["production", { kind: "dotenv", path: ".env.production", name: "DATABASE_URL" }],
    ]);
    expect((await configOf()).environments.map(({ url }) => url.kind)).toEqual(
      process.env.CI ? ["env", "env"] : ["dotenv", "dotenv"],
    );
  });
});

describe("what it writes", () => {
  it.each([
    ["npm", {}],
    ["pnpm", { "pnpm-lock.yaml": "" }],
    ["yarn", { "yarn.lock": "" }],
    ["bun", { "bun.lock": "" }],
  ])("is a workflow whose every line %s can run", async (_, files) => {
    write({ "package.json": "{}", ...files });
    await init();
    const workflow = read(".github/workflows/lockstep.yml");
    expect(jobsOf(workflow)).toEqual(["audit", "lint", "plan", "sync"]);
    const lines = linesOf(workflow);
    expect(lines.map(([name]) => name)).toEqual(["audit", "status", "lint", "sync", "sync"]);
    for (const words of lines) {
      const { name, rest } = findCommand(words);
      const command = commands.find((one) => one.name === name);
      expect(command, words.join(" ")).toBeDefined();
      if (command !== undefined) expect(() => parseLine(command, rest)).not.toThrow();
    }
    expect(workflow).toContain("<!-- lockstep-lint -->");
    expect(workflow).toContain("environment: production");
    // what others can write must reach no shell as text
    for (const [script] of workflow.matchAll(/run: .*/g)) expect(script).not.toContain("${{");
  });

  it("is a smoke check that can be read", async () => {
    await Promise.all([init(), loadParser()]);
    expect(parseSmokeScript(read("smoke/example.sql"), "example.sql")).toMatchObject({
      name: "the journal of migrations can be read",
      expectation: { kind: "rows" },
    });
  });

  it("never is over something that is there, and the second time is nothing", async () => {
    write({
      "lockstep.config.json": '{"migrations":{"dir":"sql/changes"}}',
      "sql/changes/applied_to_prod.log": "20251009_a.sql | 2025-10-09 | jon\n",
      "smoke/mine.sql": "select 1;\n",
      ".github/workflows/lockstep.yml": "mine\n",
      ".gitignore": "node_modules\r\n/backups",
    });
    const before = picture();
    const { files } = await init();
    expect(files.map(({ outcome }) => outcome)).toEqual(files.map(() => "kept"));
    expect(picture()).toEqual(before);
  });

  it("is added to a .gitignore as one line, in its own way of ending lines, and once", async () => {
    write({ ".gitignore": "node_modules\r\ndist" });
    await init();
    expect(read(".gitignore")).toBe("node_modules\r\ndist\r\nbackups/\r\n");
    const before = picture();
    const again = await init();
    expect(again.files.map(({ outcome }) => outcome)).toEqual(again.files.map(() => "kept"));
    expect(picture()).toEqual(before);
  });

  it("does not follow a link out of the repository", async () => {
    const outside = join(folder, "home-of-somebody");
    write({ "repo/.git/HEAD": "" });
    symlinkSync(outside, join(folder, "repo/lockstep.config.ts"));
    await lockstep(["init"], { at: "repo" });
    expect(existsSync(outside)).toBe(false);
  });

  it("is only told by --dry-run, with --verbose all of it", async () => {
    write({ "package.json": "{}" });
    const before = picture();
    const { code, stdout } = await lockstep(["init", "--dry-run", "--verbose"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Would write (nothing was done)");
    expect(stdout).toContain("      export default defineConfig({");
    expect(picture()).toEqual(before);
  });

  it("leaves GitHub's workflow out where CI is GitLab's", async () => {
    write({ ".gitlab-ci.yml": "" });
    expect((await lockstep(["init"])).stdout).toContain("CI here is GitLab's");
    expect(existsSync(join(folder, ".github"))).toBe(false);
  });
});

describe("the program itself", () => {
  const desk = useProgramDesk();

  it("sets a repository up, once, and its own configuration is read by the next command", async () => {
    desk.write("shared/schema.ts", drizzle);
    const first = await desk.lockstep(["init"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("lockstep.config.ts");
    expect((await desk.lockstep(["config", "print"])).stdout).toContain("shared/schema.ts");
    const second = await desk.lockstep(["init", "--quiet"]);
    expect(second.stdout.match(/kept as it is/g)).toHaveLength(4);
  });
});

describe("without a database", () => {
  it("says what it could not do, fits 60 columns and exits 0", async () => {
    const { code, stdout, stderr } = await lockstep(["init"], { columns: 60 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("not run: It takes two databases, and nothing says where");
    expect(stdout).toMatch(/read -rs PRODUCTION_DATABASE_URL/);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(60);
  });

  it("goes on when one cannot be reached", async () => {
    const url = "postgres://u@127.0.0.1:1/d";
    const { audit, files } = await init([], { env: { DATABASE_URL: url, PRODUCTION_DATABASE_URL: url } });
    expect(audit.kind).toBe("not-run");
    expect(files.map(({ outcome }) => outcome)).toContain("written");
  });

  it("refuses a configuration that is wrong, and writes nothing beside it", async () => {
    write({ "lockstep.config.json": '{"migration":{}}' });
    const before = picture();
    expect((await lockstep(["init"])).code).toBe(4);
    expect(picture()).toEqual(before);
  });
});

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const steps = (days: readonly FirstDay[]) => days.flatMap((one) => one.steps.map(({ command }) => command));

  it("audits, and plans the first days in batches that can go one after the other", async () => {
    const dev = await createDatabase(
      server(),
      `create table users (id int primary key);
       create table teams (id int primary key, owner int references users);
       create table posts (id int primary key, author int references users);
       create table tags (id int primary key);
       create table post_tags (post int references posts, tag int references tags);
       create table pending_one (id int);`,
    );
    const production = await createDatabase(server(), "create table legacy (id int);");
    write({ "db/migrations/20261101000000_pending.sql": "create table pending_one (id int);\n" });
    const env = { DATABASE_URL: dev, PRODUCTION_DATABASE_URL: production };
    const { audit, days } = await init([], { env });
    if (audit.kind !== "ran") throw new Error(audit.why);
    expect(audit.verdict.status).toBe("drift");
    const groupWith = (table: string) => audit.groups.findIndex(({ tables }) => tables.includes(table));
    expect(audit.groups[0]).toMatchObject({ tables: ["public.pending_one"], files: ["20261101000000_pending.sql"], drops: [] });
    expect(groupWith("public.users")).toBeLessThanOrEqual(groupWith("public.teams"));
    expect(groupWith("public.posts")).toBeLessThanOrEqual(groupWith("public.post_tags"));
    expect(audit.groups.at(-1)).toMatchObject({ tables: ["public.legacy"], drops: ["table:public.legacy"] });
    for (const { tables } of audit.groups) expect(tables.length).toBeLessThanOrEqual(5);
    const lines = steps(days).filter((line) => line !== null);
    const first = lines.find((line) => line.startsWith("lockstep new "));
    expect(first).toMatch(/--from-drift --tables [a-z]/);
    expect(first).not.toContain("legacy");
    // production lacks what the only file makes, so nobody is told to call it applied
    expect(lines.filter((line) => line.includes("baseline"))).toEqual([]);
    expect(lines).toContain("lockstep sync production");
    for (const line of lines.filter((one) => one.startsWith("lockstep "))) {
      const { name, rest } = findCommand(line.split(" ").slice(1));
      const command = commands.find((one) => one.name === name);
      // a few of them may still come, but never with flags that their command does not know
      if (command !== undefined) expect(() => parseLine(command, rest), line).not.toThrow();
    }
    // the line that is proposed does what it says
    const words = (first ?? "").split(" ").slice(1);
    expect((await lockstep(words, { env })).code).toBe(0);
    expect(await execSql(production, "select 1 from pg_catalog.pg_namespace where nspname = 'lockstep'")).toEqual([]);
  });

  it("has nothing to bring over where nothing differs, and says how the journal learns of the files", async () => {
    write({ "db/migrations/20261101000000_a.sql": sql });
    const env = {
      DATABASE_URL: await createDatabase(server(), sql),
      PRODUCTION_DATABASE_URL: await createDatabase(server(), sql),
    };
    const { audit, days } = await init([], { env });
    expect(audit).toMatchObject({ kind: "ran", verdict: { status: "in-sync" }, groups: [] });
    expect(days.map(({ day }) => day)).toEqual(["today", "then"]);
    expect(steps(days)).toContain("lockstep baseline production --to 20261101000000_a.sql");
  });

  it("marks a database only where it is told to, and a protected one only when it is confirmed", async () => {
    const env = { DATABASE_URL: await createDatabase(server()), PRODUCTION_DATABASE_URL: await createDatabase(server()) };
    expect((await init([], { env })).marked).toBeNull();
    expect((await init(["--mark", "dev"], { env })).marked).toMatchObject({ environment: "dev" });
    const refused = await lockstep(["init", "--mark", "production"], { env });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain("lockstep init --mark production --confirm production");
    expect((await init(["--mark", "production", "--confirm", "production"], { env })).marked?.environment).toBe("production");
  });
});
