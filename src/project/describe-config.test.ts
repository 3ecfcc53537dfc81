import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadConfig } from "./config.ts";
import { configJsonSchema } from "./config-schema.ts";
import { describeConfig } from "./describe-config.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-describe-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("tells of every value whether the file, a variable or a default set it", async () => {
  const config = await loadConfig({ cwd: folder, env: { DATABASE_URL: "postgres://u:canary-1@h/d" } });
  const entries = new Map(describeConfig(config).map((entry) => [entry.path, entry]));
  expect(entries.get("environments.dev.url")).toEqual({
    path: "environments.dev.url",
    value: "environment variable DATABASE_URL",
    origin: { kind: "variable", name: "DATABASE_URL" },
  });
  expect(entries.get("migrations.dir")).toMatchObject({ value: "db/migrations", origin: { kind: "default" } });
});

it("shows where secrets are and never what they are", async () => {
  const file = {
    environments: { dev: "postgres://u:canary-2@h/d", production: { url: "doppler://portal/prd/DATABASE_URL" } },
    notify: [{ kind: "slack", webhook: "https://hooks.slack.com/services/T0/B0/canary3" }],
    cadence: { every: "week" },
  };
  await writeFile(join(folder, "lockstep.config.json"), JSON.stringify(file));
  const entries = describeConfig(await loadConfig({ cwd: folder, env: {} }));
  const value = (path: string) => entries.find((entry) => entry.path === path);
  expect(value("environments.dev.url")).toMatchObject({
    value: "postgres://u:***@h/d",
    origin: { kind: "file", file: "lockstep.config.json" },
  });
  expect(value("environments.production.url")).toMatchObject({ value: "DATABASE_URL of Doppler portal/prd" });
  expect(value("cadence.every")).toMatchObject({ origin: { kind: "file" } });
  expect(value("cadence.zone")).toMatchObject({ value: "UTC", origin: { kind: "default" } });
  expect(JSON.stringify(entries)).not.toMatch(/canary/);
});

it("shows a fleet as it is written, without its passwords", async () => {
  const tenants = { url: "postgres://u:canary-4@h/catalog", query: "select name, url from tenants" };
  const environments = { customers: { tenants }, regions: { urls: [{ env: "EU_URL" }, "postgres://u:canary-5@h/us"] } };
  await writeFile(join(folder, "lockstep.config.json"), JSON.stringify({ environments }));
  const config = await loadConfig({ cwd: folder, env: {} });
  const entries = new Map(describeConfig(config).map(({ path, value }) => [path, value]));
  expect(entries.get("environments.customers.tenants.url")).toBe("postgres://u:***@h/catalog");
  expect(entries.get("environments.customers.tenants.query")).toBe("select name, url from tenants");
  expect(entries.get("environments.regions.urls")).toEqual(["environment variable EU_URL", "postgres://u:***@h/us"]);
  expect(JSON.stringify([...entries])).not.toMatch(/canary/);
  expect(config.warnings).toHaveLength(2);
});

it.each([
  [{ url: "env://A", urls: ["env://B"] }, /environments\.customers\.urls does not go with what else stands there/],
  [{ urls: [] }, /environments\.customers\.urls must not be empty/],
  [{ tenants: { url: "env://A" } }, /environments\.customers\.tenants\.query is missing/],
  [{}, /environments\.customers\.url is missing/],
])("refuses the fleet %j", async (customers, message) => {
  await writeFile(join(folder, "lockstep.config.json"), JSON.stringify({ environments: { customers } }));
  await expect(loadConfig({ cwd: folder, env: {} })).rejects.toThrow(message);
});

it("has a JSON Schema that names every key of the file", () => {
  const schema = configJsonSchema();
  expect(schema).toMatchObject({ type: "object", additionalProperties: false });
  expect(Object.keys(Object(schema.properties))).toEqual(
    expect.arrayContaining(["$schema", "environments", "cadence", "notify"]),
  );
});
