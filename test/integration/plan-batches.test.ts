/** Parts of a plan: the tables that were asked for with what they need, and batches that apply one after the other. */

import { expect, it } from "vitest";
import { applicationSchema, plantedDifferences } from "../support/application.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { statementsOf, usePlans } from "../support/plan-context.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";

const desk = usePlans();
const server = useServer(18);

const base = "create table a (id int primary key); create table b (id int primary key); create table c (id int);";

it("plans the tables that were asked for, with what they cannot do without, and says how much is left", async () => {
  const from = await createDatabase(server(), base);
  const to = await createDatabase(
    server(),
    `${base} create type mood as enum ('x'); create table d (id int primary key);
     alter table a add m mood, add d int references d (id); alter table b add x int; alter table c add y int; create view v as select x from b;`,
  );
  const { plan, proof, notChosen, report } = await desk.plan(from, to, { tables: ["a"] });
  const sql = statementsOf({ plan }).join("\n");
  expect(proof.kind).toBe("proven");
  expect(sql).toMatch(/CREATE TYPE public\.mood[\s\S]*ALTER TABLE public\.a/);
  expect(sql).toContain("CREATE TABLE public.d");
  expect(sql).not.toMatch(/public\.[bcv]\b/);
  expect(notChosen).toBe(3);
  expect(report.changes.some(({ id }) => id.includes("public.b"))).toBe(false);
});

it("takes a view of a new column along with the column's table only where the view was asked for", async () => {
  const from = await createDatabase(server(), base);
  const to = await createDatabase(server(), `${base} alter table b add x int; create view v as select x from b;`);
  const table = await desk.plan(from, to, { tables: ["b"] });
  expect(statementsOf(table)).toEqual(["ALTER TABLE public.b ADD COLUMN x integer"]);
  const view = await desk.plan(from, to, { tables: ["public.v"] });
  expect(statementsOf(view).map((sql) => sql.slice(0, 20))).toEqual(["ALTER TABLE public.b", "CREATE VIEW public.v"]);
});

it("names what a table could have been", async () => {
  const from = await createDatabase(
    server(),
    "create table users (id int); create schema s; create table s.x (); create table x ();",
  );
  const to = await createDatabase(server(), "create table users (id int, b int);");
  await expect(desk.plan(from, to, { tables: ["user"] })).rejects.toMatchObject({ code: "USAGE", hint: "Did you mean users?" });
  await expect(desk.plan(from, to, { tables: ["x"] })).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringMatching(/could be (s\.x or public\.x|public\.x or s\.x)/),
  });
});

it("makes batches of a real application's drift, each of which is proven alone after those before it", async () => {
  await execSql(server().url(), ensureRole("m_reader"));
  const from = await createDatabase(server(), applicationSchema);
  const to = await createDatabase(server(), applicationSchema);
  for (const { sql } of plantedDifferences) await execSql(to, sql);
  const { batches = [], report } = await desk.plan(from, to, { batchSize: 6 });
  expect(batches.flatMap(({ changes }) => changes.map(({ id }) => id)).sort()).toEqual(report.changes.map(({ id }) => id).sort());
  expect(batches.length).toBeGreaterThan(2);
  for (const { tables } of batches) {
    if (tables.length === 0) continue;
    const outcome = await desk.plan(from, to, { tables });
    expect(outcome.proof.kind).toBe("proven");
    for (const { transaction, statements } of outcome.plan.groups)
      if (transaction) await execSql(from, ["begin", ...statements.map(({ sql }) => sql), "commit"].join(";\n"));
      else for (const { sql } of statements) await execSql(from, sql);
  }
  const rest = await desk.plan(from, to);
  expect(rest.report.changes.map(({ id }) => id)).toEqual(
    batches.filter(({ tables }) => tables.length === 0).flatMap(({ changes }) => changes.map(({ id }) => id)),
  );
});
