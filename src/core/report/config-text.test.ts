import { expect, it } from "vitest";
import { configText } from "./config-text.ts";
import { plainStyle } from "./text-style.ts";

const lines = [
  { path: "migrations.dir", value: "db/migrations", origin: { kind: "default" as const } },
  {
    path: "environments.production.url",
    value: "environment variable PRODUCTION_DATABASE_URL",
    origin: { kind: "variable" as const, name: "PRODUCTION_DATABASE_URL" },
  },
  {
    path: "checklist.production",
    value: ["tested-on-dev", "tested-on-staging", "idempotent", "rollback", "low-traffic"],
    origin: { kind: "file" as const, file: "lockstep.config.ts" },
  },
];

it("wraps values in their own column where there is room for one", () => {
  expect(configText(lines, plainStyle)).toMatchInlineSnapshot(`
    "setting                      value                                          from
    migrations.dir               db/migrations                                  default
    environments.production.url  environment variable PRODUCTION_DATABASE_URL   PRODUCTION_DATABASE_URL
    checklist.production         tested-on-dev, tested-on-staging, idempotent,  lockstep.config.ts
                                 rollback, low-traffic
    "
  `);
});

it("stays within a narrow terminal", () => {
  const text = configText(lines, { ...plainStyle, width: 60 });
  expect(text).toMatchInlineSnapshot(`
    "migrations.dir = db/migrations  (default)
    environments.production.url = environment variable
        PRODUCTION_DATABASE_URL  (PRODUCTION_DATABASE_URL)
    checklist.production = tested-on-dev, tested-on-staging,
        idempotent, rollback, low-traffic  (lockstep.config.ts)
    "
  `);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
});
