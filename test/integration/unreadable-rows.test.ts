/**
 * Rows that a role may not read are said to be unknown. An estimate in a count's place, or the few rows that row security
 * lets through, would be compared as if they were all.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { audit, verdict } from "../../src/index.ts";
import { counts } from "../../src/workflows/counts.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";

const server = useServer(18);
const schema = `
  create table open (id int); insert into open select generate_series(1, 3);
  create table filtered (id int); insert into filtered select generate_series(1, 100);
  alter table filtered enable row level security;
  create policy none on filtered using (false);
  create schema closed; create table closed.t (id int); insert into closed.t values (1);
  grant select on all tables in schema public, closed to public;
  analyze;`;
let dev = "";
let production = "";
let cwd = "";

beforeAll(async () => {
  await execSql(server().url(), "create role weak login password 'weak-canary'");
  dev = await createDatabase(server(), schema);
  const url = new URL(await createDatabase(server(), schema));
  url.username = "weak";
  url.password = "weak-canary";
  production = url.href;
  cwd = await mkdtemp(join(tmpdir(), "lockstep-rows-"));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const context = () => ({ cwd, env: {}, osUser: "nobody", learn: () => undefined, progress: () => undefined });

it("counts what the role may read whole, and nothing else", async () => {
  const { tables } = await counts({ a: dev, b: production, exact: true, checksum: true }, context());
  expect(tables).toMatchObject([
    { table: "closed.t", a: 1, b: null },
    { table: "public.filtered", a: 100, b: null },
    { table: "public.open", a: 3, b: 3, checksum: "same" },
  ]);
  expect(tables.filter((table) => "checksum" in table)).toHaveLength(1);
});

it("does not call lookup tables equal whose rows it could not read, and goes on with the audit", async () => {
  const lookup = ["table:closed.t", "table:public.filtered"];
  await writeFile(join(cwd, "lockstep.config.json"), JSON.stringify({ lookup }));
  const report = await audit({ source: dev, target: production, cwd, env: {} });
  expect(report.changes).toEqual([]);
  expect(report.parity.map(({ check }) => check)).not.toContain("lookup-data");
  expect(report.notCompared).toMatchObject(lookup.map((what) => ({ what, forWantOfRights: true })));
  expect(verdict(report).status).toBe("unseen");
});

it("audits a database whose journal the role may not look at", async () => {
  const journal = `${schema} create schema lockstep; create table lockstep.journal (seq int);`;
  const url = new URL(await createDatabase(server(), journal));
  url.username = "weak";
  url.password = "weak-canary";
  const { changes } = await audit({ source: dev, target: url.href, env: {} });
  expect(changes).toEqual([]);
});
