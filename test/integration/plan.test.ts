/** What a user gets of `diff --format sql`: a script that psql runs, that leads to the goal, and that keeps rows and tables. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applicationSchema, plantedDifferences } from "../support/application.ts";
import { useBundledProgram } from "../support/bundled-program.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { runProgram } from "../support/run-program.ts";
import { runSqlScript } from "../support/run-sql-script.ts";
import { testedMajors } from "../support/tested-majors.ts";

const program = useBundledProgram();
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-plan-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const lockstep = (words: readonly string[], env: Readonly<Record<string, string>>) =>
  runProgram(process.execPath, [program(), ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: "C.UTF-8", ...env },
  });

const plan = (from: string, to: string, ...flags: readonly string[]) =>
  lockstep(["diff", "env:A", "env:B", "--format", "sql", ...flags], { A: from, B: to });

const inSync = async (a: string, b: string) => (await lockstep(["audit", "env:A", "env:B"], { A: a, B: b })).code === 0;

const tables = (url: string) =>
  execSql(url, "select oid::text, relname from pg_class where relkind in ('r', 'p') and oid >= 16384 order by relname");

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  let start: string;
  let goal: string;

  beforeAll(async () => {
    await execSql(server().url(), ensureRole("m_reader"));
    start = await createDatabase(server(), applicationSchema);
    goal = await createDatabase(server(), applicationSchema);
    for (const { sql } of plantedDifferences) await execSql(goal, sql);
  });

  it("says nothing where there is nothing to do", async () => {
    expect(await plan(start, start.replace("127.0.0.1", "localhost"))).toMatchObject({ code: 3 });
    const twin = await createDatabase(server(), applicationSchema);
    expect(await plan(start, twin)).toMatchObject({ code: 0, stdout: "" });
  });

  it("writes a schema that an empty database takes", async () => {
    const { code, stdout } = await lockstep(["inspect", "env:A", "--format", "sql"], { A: goal });
    expect(code).toBe(0);
    const copy = await createDatabase(server());
    await runSqlScript(copy, stdout);
    expect(await inSync(goal, copy)).toBe(true);
  });

  it("closes every planted difference and goes back, proven, without making a table again that both sides have", async () => {
    const before = await tables(start);
    const there = await plan(start, goal);
    expect(there.code, there.stderr).toBe(2);
    expect(there.stdout).toContain("run on a scratch copy, it led there");
    await runSqlScript(start, there.stdout);
    expect(await inSync(start, goal)).toBe(true);
    const after = await tables(start);
    const lost = before.filter(({ relname, oid }) => after.some((table) => table.relname === relname && table.oid !== oid));
    expect(lost).toEqual([]);

    const origin = await createDatabase(server(), applicationSchema);
    const back = await plan(start, origin);
    expect(back.code, back.stderr).toBe(2);
    await runSqlScript(start, back.stdout);
    expect(await inSync(start, origin)).toBe(true);
  });

  it("keeps rows, locks weakly and says what could hurt", async () => {
    const from = await createDatabase(
      server(),
      `create table author (id int primary key, name varchar(20), born text);
       create table book (id int primary key, author int, title text);
       insert into author values (1, 'Ada', '1815'), (2, null, '1900'); insert into book values (1, 1, 'Notes');`,
    );
    const to = await createDatabase(
      server(),
      `create table author (id int primary key, name varchar(40), born int not null);
       create table book (id bigint primary key, author int references author (id), title text, isbn text);
       create index on book (title);`,
    );
    const { code, stdout, stderr } = await plan(from, to);
    expect(code, stderr).toBe(2);
    expect(stdout).toContain("CREATE INDEX CONCURRENTLY book_title_idx ON public.book");
    expect(stdout).toContain("NOT VALID");
    expect(stdout).toContain("-- rewrites-table: public.book");
    expect(stdout).not.toMatch(/rewrites-table: public\.author is written again.*\n.*name TYPE/);
    expect(stdout).not.toMatch(/DROP (TABLE|COLUMN)/);
    await runSqlScript(from, stdout);
    expect(await inSync(from, to)).toBe(true);
    expect(
      await execSql(from, "select a.id, a.name, a.born, b.title from author a left join book b on b.author = a.id order by 1"),
    ).toEqual([
      { id: 1, name: "Ada", born: 1815, title: "Notes" },
      { id: 2, name: null, born: 1900, title: null },
    ]);
  });

  it("prints nothing that its proof refuted", async () => {
    const from = await createDatabase(server(), "create table t (a boolean)");
    const to = await createDatabase(server(), "create table t (a date)");
    const { code, stdout, stderr } = await plan(from, to);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("PLAN_REFUTED");
    expect(stderr.replace(/\s+/g, " ")).toContain("scratch copy: cannot cast type boolean to date");
  });

  it("refuses to make a table again that holds rows, and plans the rest", async () => {
    const from = await createDatabase(server(), "create table t (a int); create table u (a int)");
    const to = await createDatabase(server(), "create table t (a int) partition by range (a); create table u (a int, b int)");
    const { code, stdout, stderr } = await plan(from, to);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.replace(/\s+/g, " ")).toContain("PLAN_UNSUPPORTED table:public.t cannot be changed in place");
    const rest = await plan(from, to, "--ignore", "table:public.t");
    expect(rest.code, rest.stderr).toBe(2);
    expect(rest.stdout).toContain("ALTER TABLE public.u ADD COLUMN b integer");
    expect(rest.stdout).not.toContain("public.t");
  });

  it("leaves out what is ignored, and proves the rest", async () => {
    const from = await createDatabase(server(), "create table t (a int)");
    const to = await createDatabase(server(), "create table t (a int, b int); create table u (a int)");
    const { code, stdout, stderr } = await plan(from, to, "--ignore", "table:public.u");
    expect(code, stderr).toBe(2);
    expect(stdout).toContain("ADD COLUMN b integer");
    expect(stdout).not.toContain("public.u");
  });

  it("holds the same plan as JSON", async () => {
    const from = await createDatabase(server(), "create table t (a int)");
    const to = await createDatabase(server(), "create table t (a int, b int)");
    const { stdout } = await lockstep(["diff", "env:A", "env:B", "--format", "json"], { A: from, B: to });
    expect(JSON.parse(stdout).data.plan).toEqual({
      // with a pg_dump of that major at hand its name is there too
      proof: { kind: "proven", ...witness(JSON.parse(stdout).data.plan.proof) },
      groups: [
        {
          transaction: true,
          statements: [
            {
              sql: "ALTER TABLE public.t ADD COLUMN b integer",
              change: "column:public.t.b",
              locks: [{ relation: "public.t", mode: "ACCESS EXCLUSIVE" }],
              costs: [],
              hazards: [],
              lockTimeoutMs: 3000,
              statementTimeoutMs: 60000,
            },
          ],
        },
      ],
    });
  });
});

function witness(proof: { readonly witness?: string }) {
  return proof.witness === undefined ? {} : { witness: expect.stringMatching(/^pg_dump \d/) };
}
