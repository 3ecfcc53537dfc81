/** `lockstep lint` as a user has it: every format, several at once, exit codes, and a database that knows more than the text. */

import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { jsonSchemas } from "../../scripts/json-schemas.ts";
import type { LintData } from "../../src/cli/commands/lint-result.ts";
import type { Finding } from "../../src/core/finding.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { readXml } from "../support/read-xml.ts";
import type { Ended } from "../support/run-program.ts";
import { sarifProblems } from "../support/sarif-schema.ts";

const { folder, write, read, lockstep: run } = useProgramDesk();
// a home without what was kept from other runs
const lockstep = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  run(words, { HOME: folder(), ...env });

const safe = `-- Migration: notes
create table if not exists public.notes (id bigint primary key);

-- Rollback (if needed):
-- drop table if exists public.notes;
`;
const medium = "create index users_email on public.users (email);\n";
const risky = `create table public.t (id int);
create index users_email on public.users (email);
selec 1;
\\echo hello
drop table public.orders;
`;

interface Output {
  readonly ok: boolean;
  readonly data: LintData;
  readonly findings: readonly Finding[];
}

async function json(...words: readonly string[]): Promise<Output> {
  const { stdout } = await lockstep(["lint", ...words, "--format", "json"]);
  const output: unknown = JSON.parse(stdout);
  const ajv = new Ajv({ strict: true, strictTypes: false });
  expect(ajv.validate(jsonSchemas({ strict: true })["lint.schema.json"] ?? false, output), ajv.errorsText()).toBe(true);
  return output as Output; // the schema says so
}

describe("what runs more than once", () => {
  const files = (output: Output) => output.data.migrations.map(({ file }) => file);
  const rules = (output: Output, name: string) =>
    output.findings.filter(({ file }) => file?.endsWith(name) === true).map(({ rule }) => rule);

  it("is judged where it runs, and as what it is", async () => {
    write("db/migrations/20260101000000_notes.sql", safe);
    write("db/migrations/R_names.sql", "create view names as select name from users;\n");
    write("db/migrations/before-apply.sql", "insert into applied (at) values (now());\n");
    write("db/migrations/after-apply.sql", "-- lockstep: transaction = none\nvacuum analyze users;\n");
    const wanted = ["before-apply.sql", "20260101000000_notes.sql", "R_names.sql", "after-apply.sql"];
    for (const words of [[], ["db/migrations"]]) {
      const output = await json(...words);
      expect(files(output)).toEqual(wanted.map((name) => `db/migrations/${name}`));
      expect(rules(output, "R_names.sql")).toEqual(["cannot-run-again"]);
      expect(rules(output, "before-apply.sql")).toEqual([]);
      // whatever the directive says, a hook runs in one transaction
      expect(rules(output, "after-apply.sql")).toEqual(["concurrently-inside-transaction"]);
    }
    expect(files(await json("db/migrations/R_names.sql"))).toEqual(["db/migrations/R_names.sql"]);
  });

  it("is not judged where nothing would run", async () => {
    write("db/migrations/after-apply.sql", "drop table users;\n");
    expect(files(await json())).toEqual([]);
  });
});

describe("exit codes", () => {
  it("is 0 for what is safe, 2 from the threshold on, 4 for what cannot be asked", async () => {
    write("safe.sql", safe);
    write("medium.sql", medium);
    write("risky.sql", risky);
    const codes = async (...words: readonly string[]) => (await lockstep(["lint", ...words])).code;
    expect(await codes("safe.sql")).toBe(0);
    expect(await codes("medium.sql")).toBe(0);
    expect(await codes("medium.sql", "--fail-on", "medium")).toBe(2);
    expect(await codes("risky.sql")).toBe(2);
    expect(await codes("safe.sql", "risky.sql")).toBe(2);
    expect(await codes("missing.sql")).toBe(4);
    expect(await codes("safe.sql", "--server-version", "13")).toBe(4);
    expect(await codes("safe.sql", "--format", "html")).toBe(4);
    expect(await codes("safe.sql", "-e", "a", "-e", "b")).toBe(4);
  });

  it("is 2 for a syntax error", async () => {
    write("broken.sql", "create tabel x (a int);\n");
    const { code, stdout } = await lockstep(["lint", "broken.sql"]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/HIGH {4}syntax error at or near "tabel" {2}syntax-error/);
  });
});

describe("text", () => {
  it("shows each statement that deserves it, with locks, costs, findings and a caret", async () => {
    write("db/migrations/20260101000000_risky.sql", risky);
    const { code, stdout, stderr } = await lockstep(["lint"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(stdout).toMatch(/^db\/migrations\/20260101000000_risky\.sql {2}HIGH /);
    expect(stdout).toContain("  2  create index users_email on public.users (email);\n     ^\n");
    expect(stdout).toContain("locks   ▮▮▮▮▮▯▯▯ SHARE  public.users  reads go on, writes wait");
    expect(stdout).toContain("costs   builds an index on public.users");
    expect(stdout).toContain("index-without-concurrently");
    expect(stdout).toContain("  3  selec 1;\n     ^\n");
    expect(stdout).toContain("▮▮▮▮▮▮▮▮ ACCESS EXCLUSIVE  public.orders");
    expect(stdout).toContain("from the text alone, for PostgreSQL 18: --env NAME knows the tables");
  });

  it("fits a narrow terminal without UTF-8", async () => {
    write("risky.sql", risky);
    const { stdout } = await lockstep(["lint", "risky.sql"], { COLUMNS: "60", LANG: "C" });
    expect(stdout).toMatch(/^[\x20-\x7E\n]*$/);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(60);
  });

  it("is a few lines when quiet", async () => {
    write("risky.sql", risky);
    const { stdout } = await lockstep(["lint", "risky.sql", "--quiet"]);
    expect(stdout.split("\n")).toEqual(["risky.sql  HIGH", expect.stringMatching(/^HIGH {2}1 migration: 1 high · /), ""]);
  });
});

describe("json", () => {
  it("holds every statement that parses, and findings with their places", async () => {
    write("risky.sql", risky);
    const { ok, data, findings } = await json("risky.sql", "--server-version", "16");
    expect(ok).toBe(false);
    expect(data).toMatchObject({ source: null, serverVersion: 16 });
    const [migration] = data.migrations;
    expect(migration).toMatchObject({ file: "risky.sql", risk: "high" });
    expect(migration?.statements.map(({ line, form }) => [line, form])).toEqual([
      [1, "create-table"],
      [2, expect.stringMatching(/^create-index/)],
      [5, "drop-table"],
    ]);
    expect(migration?.statements[1]).toMatchObject({
      locks: [{ relation: "public.users", mode: "SHARE", because: null }],
      costs: [{ relation: "public.users", cost: "index-build" }],
      transaction: "either",
      risk: "medium",
    });
    const places = findings.map(({ rule, level, file, line, column }) => ({ rule, level, file, line, column }));
    expect(places).toContainEqual({ rule: "syntax-error", level: "high", file: "risky.sql", line: 3, column: 1 });
    expect(places).toContainEqual({ rule: "meta-command", level: "high", file: "risky.sql", line: 4, column: 1 });
    expect(places).toContainEqual(expect.objectContaining({ rule: "index-without-concurrently", line: 2 }));
  });

  it("tells what a comment accepts apart from what it found", async () => {
    write("a.sql", `-- lockstep: allow index-without-concurrently because it has forty rows\n${medium}`);
    const { data, findings } = await json("a.sql");
    expect(data.migrations[0]?.accepted).toMatchObject([{ reason: "it has forty rows", finding: { line: 2 } }]);
    expect(findings.map(({ rule }) => rule)).not.toContain("index-without-concurrently");
  });

  it("names the file that undoes a migration where the fault is there", async () => {
    write("db/migrations/20260101000000_a.up.sql", "create table public.a (id int primary key);\n");
    write("db/migrations/20260101000000_a.down.sql", "drop table public.a;\n\\echo gone\n");
    const { findings } = await json();
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: "meta-command", file: "db/migrations/20260101000000_a.down.sql", line: 2 }),
    );
  });

  it("says the same every time", async () => {
    write("risky.sql", risky);
    const names = ["a.json", "a.sarif", "a.xml", "gl-code-quality-report.json", "a.md", "a.txt"];
    const run = async () => {
      await lockstep(["lint", "risky.sql", ...names.flatMap((name) => ["--out", name])]);
      return names.map(read);
    };
    expect(await run()).toEqual(await run());
  });
});

describe("formats of other tools", () => {
  it("writes several files in one run, each in the format that its name says", async () => {
    write("risky.sql", risky);
    const names = ["r.txt", "r.json", "r.md", "r.sarif", "junit.xml", "gl-code-quality-report.json", "r.ndjson"];
    const { code, stdout, stderr } = await lockstep(["lint", "risky.sql", ...names.flatMap((name) => ["--out", name])]);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `written: ${names.join(", ")}\n` });
    expect(read("r.txt")).toMatch(/^risky\.sql {2}HIGH/);
    expect(JSON.parse(read("r.json"))).toMatchObject({ command: "lint", ok: false });
    expect(read("r.md")).toMatch(/^<!-- lockstep:lint -->\n### ❌ 1 migration: 1 high/);
    expect(sarifProblems(JSON.parse(read("r.sarif")))).toEqual([]);
    expect(readXml(read("junit.xml")).attributes.name).toBe("lockstep lint");
    expect(JSON.parse(read("gl-code-quality-report.json"))).toContainEqual(
      expect.objectContaining({ check_name: "syntax-error", location: { path: "risky.sql", lines: { begin: 3 } } }),
    );
    expect(JSON.parse(read("r.ndjson").trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ type: "result", command: "lint" });
  });

  it("points SARIF results at lines and rules", async () => {
    write("dir with space/risky.sql", risky);
    const { code, stdout } = await lockstep(["lint", "dir with space/risky.sql", "--format", "sarif"]);
    const log = JSON.parse(stdout);
    expect(code).toBe(2);
    expect(sarifProblems(log)).toEqual([]);
    const [{ results, tool }] = log.runs;
    expect(tool.driver).toMatchObject({ name: "Lockstep", semanticVersion: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(results).toContainEqual(
      expect.objectContaining({
        ruleId: "syntax-error",
        level: "error",
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "dir%20with%20space/risky.sql", uriBaseId: "%SRCROOT%" },
              region: { startLine: 3, startColumn: 1 },
            },
          },
        ],
      }),
    );
  });

  it("keeps JUnit and the exit code of one mind", async () => {
    write("risky.sql", risky);
    write("medium.sql", medium);
    for (const [file, threshold] of [
      ["risky.sql", "high"],
      ["medium.sql", "high"],
      ["medium.sql", "medium"],
    ] as const) {
      const { code, stdout } = await lockstep(["lint", file, "--format", "junit", "--fail-on", threshold]);
      expect(Number(readXml(stdout).attributes.failures) > 0, `${file} ${threshold}`).toBe(code === 2);
    }
  });

  it("annotates ten of a kind at most, the worst first", async () => {
    write("many.sql", `${Array.from({ length: 14 }, (_, i) => `selec ${i};`).join("\n")}\n${medium.repeat(14)}`);
    const { code, stdout } = await lockstep(["lint", "many.sql", "--format", "github"]);
    expect(code).toBe(2);
    const kinds = stdout.split("\n").map((line) => /^::(\w+) /.exec(line)?.[1]);
    const kindsOf = (kind: string) => kinds.filter((found) => found === kind).length;
    expect(kindsOf("error")).toBe(10);
    expect(kindsOf("warning")).toBe(10);
    expect(kindsOf("notice")).toBeLessThanOrEqual(10);
    expect(kinds.lastIndexOf("error")).toBeLessThan(kinds.indexOf("warning"));
    expect(stdout).toMatch(/::error title=Lockstep::\d+ more of this level: run lockstep lint --verbose to see all\./);
  });

  it("puts the pull request's text into the step's summary too", async () => {
    write("risky.sql", risky);
    await lockstep(["lint", "risky.sql", "--format", "github"], { GITHUB_STEP_SUMMARY: "summary.md" });
    expect(read("summary.md")).toContain("<!-- lockstep:lint -->");
  });
});

describe("explain", () => {
  it("shows a rule under its own name and under another linter's, offline", async () => {
    const own = await lockstep(["explain", "index-without-concurrently"]);
    expect(own.code).toBe(0);
    expect(own.stdout).toMatch(/^index-without-concurrently {2}MEDIUM /);
    expect(own.stdout).toMatch(/\nfound\n[\s\S]*\nfine\n[\s\S]*postgresql\.org\/docs\/current\/sql-createindex\.html/);
    for (const alias of ["squawk:require-concurrent-index-creation", "require-concurrent-index-creation"])
      expect((await lockstep(["explain", alias])).stdout).toContain("index-without-concurrently  MEDIUM");
    expect((await lockstep(["explain", "syntax-error"])).stdout).toMatch(/^syntax-error {2}HIGH /);
  });

  it("lists rules beside codes, and guesses what was meant", async () => {
    const { stdout } = await lockstep(["explain"]);
    expect(stdout).toMatch(/^index-without-concurrently +medium +CREATE INDEX/m);
    expect(stdout).toMatch(/^unused-suppression +low +/m);
    const { code, stderr } = await lockstep(["explain", "index-without-concurently"]);
    expect(code).toBe(4);
    expect(stderr).toContain("try: lockstep explain index-without-concurrently\n");
    const page = JSON.parse((await lockstep(["explain", "index-without-concurrently", "--format", "json"])).stdout);
    expect(page.data).toMatchObject({ id: "index-without-concurrently", level: "medium", good: expect.any(Array) });
  });
});

describe("with a database at hand", () => {
  const server = useServer(18);

  it("names relations that the text does not", async () => {
    const url = await createDatabase(
      server(),
      `create table users (id bigint primary key);
       create table events (at timestamptz not null, user_id bigint references users) partition by range (at);
       create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
       create table events_rest partition of events default;`,
    );
    write("a.sql", "drop table public.events;\n");
    const { code, stdout } = await lockstep(["lint", "a.sql", "--env", "env:TARGET_URL"], { TARGET_URL: url });
    expect(code).toBe(2);
    for (const relation of ["public.events", "public.events_2026", "public.events_rest", "public.users"])
      expect(stdout).toMatch(new RegExp(`ACCESS EXCLUSIVE +${relation.replace(".", "\\.")}\\b`));
    expect(stdout).toContain("judged for env:TARGET_URL, PostgreSQL 18");
    expect(stdout).not.toContain(url);
  });
});
