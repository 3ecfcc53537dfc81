/** `lockstep lint --env` on a database that is being used: what it says of sizes, of who is in the way, and of who else is reached. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundle } from "../../scripts/bundle.ts";
import type { Finding } from "../../src/core/finding.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { type Ended, runProgram } from "../support/run-program.ts";
import { testedMajors } from "../support/tested-majors.ts";

const cache = join(import.meta.dirname, "../../node_modules/.cache");
let built = "";
let folder = "";

beforeAll(async () => {
  await mkdir(cache, { recursive: true });
  built = await mkdtemp(join(cache, "lint-live-test-"));
  await bundle(built);
});
afterAll(() => rm(built, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-lint-live-"));
  mkdirSync(join(folder, "db/migrations"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const schema = `
  create table orders (id bigint primary key, status text, total int);
  insert into orders select i, 'open', i from generate_series(1, 60000) i;
  create table notes (id int primary key, body text);
  create publication changes for table orders;
  analyze;`;

const lint = async (url: string, sql: string): Promise<{ readonly ended: Ended; readonly findings: readonly Finding[] }> => {
  writeFileSync(join(folder, "db/migrations/20260101000000_change.sql"), sql);
  const ended = await runProgram(
    process.execPath,
    [join(built, "cli/main.js"), "lint", "--env", "production", "--format", "json"],
    { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", PRODUCTION_DATABASE_URL: url } },
  );
  return { ended, findings: JSON.parse(ended.stdout).findings };
};

const messages = (findings: readonly Finding[], rule: string) =>
  findings.filter((finding) => finding.rule === rule).map(({ message }) => message);

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { max_prepared_transactions: "5" } });

  const during = async (url: string, begin: string, work: () => Promise<void>): Promise<void> => {
    const client = new Client({ connectionString: url, application_name: "shop" });
    await client.connect();
    try {
      await client.query(begin);
      await work();
    } finally {
      await client.end();
    }
  };

  it("names who holds a lock in the way, and since when", async () => {
    const url = await createDatabase(server(), schema);
    await during(url, "begin; update orders set total = 0 where id = 1", async () => {
      const { findings } = await lint(url, "alter table orders add column note text;");
      const [message = ""] = messages(findings, "blocked-right-now");
      expect(message).toMatch(
        /^pid \d+ \(.*shop, idle in transaction\) holds ROW EXCLUSIVE on public\.orders for .*: ACCESS EXCLUSIVE waits/,
      );
      // reading a table that nobody else locks is in nobody's way
      expect(messages((await lint(url, "alter table notes add column note text;")).findings, "blocked-right-now")).toEqual([]);
    });
    expect(messages((await lint(url, "alter table orders add column note text;")).findings, "blocked-right-now")).toEqual([]);
  });

  it("sees prepared transactions, which no session shows", async () => {
    const url = await createDatabase(server(), schema);
    await execSql(url, "begin; update orders set total = 0 where id = 1; prepare transaction 'forgotten'");
    try {
      const { findings } = await lint(url, "alter table orders add column note text;");
      expect(messages(findings, "blocked-right-now")[0]).toMatch(/^the prepared transaction forgotten holds ROW EXCLUSIVE/);
    } finally {
      await execSql(url, "rollback prepared 'forgotten'");
    }
  });

  it("says how large a table is that is worked on under a lock, how long that may take, and who receives its changes", async () => {
    const url = await createDatabase(server(), schema);
    const { findings } = await lint(url, "alter table orders alter column total type bigint;");
    expect(messages(findings, "large-table")[0]).toMatch(
      /^public\.orders is \d.* MB with about 60,000 rows: rewrite under ACCESS EXCLUSIVE, held for .* to .* \(an estimate\)$/,
    );
    expect(messages(findings, "published-table")[0]).toBe("public.orders is published (changes), and DDL is not replicated");
    expect(messages((await lint(url, "alter table notes add column note text;")).findings, "published-table")).toEqual([]);
  });

  it("writes nothing, and takes a role that may only connect", async () => {
    const url = await createDatabase(server(), `${schema} create role lint_reader_${major} login password 'x';`);
    const as = new URL(url);
    as.username = `lint_reader_${major}`;
    as.password = "x";
    const { ended, findings } = await lint(as.href, "alter table orders add column note text;");
    expect(ended.code, ended.stderr).toBe(0);
    expect(messages(findings, "not-seen")).toEqual([]);
    expect(JSON.parse(ended.stdout).data.migrations[0].statements[0].locks).toEqual([
      { relation: "public.orders", mode: "ACCESS EXCLUSIVE", because: null },
    ]);
  });
});
