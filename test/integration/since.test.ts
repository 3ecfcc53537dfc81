/** `audit --since`: a snapshot is compared with the database that it was taken of, or the report says that it was not. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { formatSnapshot } from "../../src/core/catalog/snapshot.ts";
import { audit } from "../../src/workflows/audit.ts";
import { inspect } from "../../src/workflows/inspect.ts";
import type { WorkflowContext } from "../../src/workflows/workflow-context.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";

const server = useServer(18);
const folder = mkdtempSync(join(tmpdir(), "lockstep-since-"));
let context: WorkflowContext;
let production = "";

beforeAll(async () => {
  const dev = await createDatabase(server(), "create table public.users (id int)");
  production = await createDatabase(server(), "create table public.users (id int)");
  const env = { DATABASE_URL: dev, PRODUCTION_DATABASE_URL: production };
  context = { cwd: folder, env, osUser: "nobody", learn: () => undefined, progress: () => undefined };
  const { catalog, name } = await inspect({ source: "production" }, context);
  writeFileSync(join(folder, "production.json"), formatSnapshot(catalog, name));
  writeFileSync(join(folder, "old.json"), formatSnapshot(catalog));
  await execSql(production, "create table public.invoices (id int)");
});
afterAll(() => rmSync(folder, { recursive: true }));

it("takes the environment that the snapshot says it is of", async () => {
  const { pairs, findings } = await audit({ sources: [], since: "production.json" }, context);
  expect(pairs[0]?.source.name).toBe("production");
  expect(pairs[0]?.changes.map(({ change, id }) => [change, id])).toContainEqual(["add", "table:public.invoices"]);
  expect(findings).toEqual([]);
});

it("warns when another environment is asked for", async () => {
  const { findings } = await audit({ sources: ["dev"], since: "production.json" }, context);
  expect(findings).toEqual([
    expect.objectContaining({
      rule: "since-other-database",
      level: "medium",
      message: expect.stringMatching(/^production\.json was taken of production \(database test_\w+\), not of dev /),
      fix: "lockstep audit production --since production.json",
    }),
  ]);
});

it("tells by the database's name where a snapshot does not say of what it was taken", async () => {
  const byDefault = await audit({ sources: [], since: "old.json" }, context);
  expect(byDefault.pairs[0]?.source.name).toBe("dev");
  expect(byDefault.findings.map(({ rule }) => rule)).toEqual(["since-other-database"]);
  expect((await audit({ sources: ["production"], since: "old.json" }, context)).findings).toEqual([]);
});
