import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AppError } from "../core/app-error.ts";
import { loadConfig } from "./config.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-config-"));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (name: string, text: string) => {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
};
const load = (cwd = folder, env = {}) => loadConfig({ cwd, env });
const refusal = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => expect.unreachable("it was accepted"),
    (error) => error,
  );
const json = async (value: unknown) => {
  await write("lockstep.config.json", JSON.stringify(value));
  return load();
};

describe("loadConfig", () => {
  it("needs no file: variables and defaults make a configuration", async () => {
    const config = await load(folder, { DATABASE_URL: "postgres://localhost/dev" });
    expect(config).toMatchObject({
      file: null,
      directory: folder,
      migrations: { dir: "db/migrations", log: "db/migrations/applied_to_prod.log", layout: null },
      environments: [{ name: "dev", protected: false, url: { kind: "env", name: "DATABASE_URL" } }],
      cadence: null,
      ignore: [],
      written: null,
    });
  });

  it("reaches neither zod nor jiti by static imports, so that no file costs no time", async () => {
    const entryPoints = [join(dirname(fileURLToPath(import.meta.url)), "config.ts")];
    const { metafile } = await build({
      entryPoints,
      bundle: true,
      splitting: true,
      packages: "external",
      format: "esm",
      outdir: folder,
      write: false,
      metafile: true,
    });
    const reached = new Set<string>();
    const visit = (output: string) => {
      for (const { path, kind } of metafile.outputs[output]?.imports ?? []) {
        if (kind !== "import-statement" || reached.has(path)) continue;
        reached.add(path);
        visit(path);
      }
    };
    visit(Object.keys(metafile.outputs).find((output) => metafile.outputs[output]?.entryPoint?.endsWith("/config.ts")) ?? "");
    expect(reached).toContain("node:path");
    expect([...reached].filter((path) => /^(?:zod|jiti)/.test(path))).toEqual([]);
  });

  it("loads TypeScript whose import of lockstep is the running package", async () => {
    await write(
      "lockstep.config.ts",
      'import { defineConfig, doppler, env } from "lockstep";\nimport { dir } from "./places";\nconst name: string = "STAGING_DATABASE_URL";\nexport default defineConfig({ migrations: { dir }, environments: { dev: { url: doppler("portal", "dev", "DATABASE_URL") }, staging: { url: env(name) } } });\n',
    );
    await write("places.ts", 'export const dir: string = "sql";\n');
    const config = await load();
    expect(config.migrations).toMatchObject({ dir: "sql", log: "sql/applied_to_prod.log" });
    expect(config.environments.map((environment) => environment.url)).toEqual([
      { kind: "doppler", project: "portal", config: "dev", name: "DATABASE_URL" },
      { kind: "env", name: "STAGING_DATABASE_URL" },
    ]);
  });

  it("loads the file of the documentation as it stands there", async () => {
    await write(
      "lockstep.config.ts",
      `import { defineConfig, doppler, env, http, slack } from "lockstep";
export default defineConfig({
  schema: "shared/schema.ts",
  migrations: { dir: "db/migrations" },
  environments: {
    dev:        { url: doppler("seed-portal-api", "dev", "DATABASE_URL") },
    staging:    { url: env("STAGING_DATABASE_URL") },
    production: { url: doppler("seed-portal-api", "prd", "DATABASE_URL"), protected: true, owner: "app_owner", roles: { app_dev: "app_prd" } },
  },
  scratch: { url: env("SCRATCH_DATABASE_URL") },
  cadence: { every: "week", on: "friday", window: "17:00-18:00", zone: "America/New_York", batch: { tables: 3 }, blackout: ["2026-12-18/2027-01-04"] },
  launch: { date: "2026-03-01" },
  ignore: ["table:public.spatial_ref_sys", "extension:*"],
  lookup: ["table:public.currencies"],
  checklist: { production: ["tested-on-dev", "tested-on-staging", "idempotent", "rollback", "low-traffic", "teammate", "backup", "smoke"] },
  smoke: ["smoke/*.sql", http("https://example.com/health")],
  backup: { to: "backups/", keep: 8 },
  jobs: "db/jobs",
  copy: { masking: "db/masking.json" },
  notify: [slack(env("SLACK_WEBHOOK_URL"))],
});`,
    );
    const config = await load();
    expect(config.environments).toMatchObject([
      { name: "dev", protected: false, log: null },
      { name: "staging", protected: false, log: null },
      {
        name: "production",
        protected: true,
        log: "db/migrations/applied_to_prod.log",
        owner: "app_owner",
        roles: { app_dev: "app_prd" },
      },
    ]);
    expect(config).toMatchObject({ backup: { keep: 8 }, launch: { date: "2026-03-01" }, warnings: [] });
  });

  it("loads JavaScript, with module.exports too", async () => {
    await write(
      "lockstep.config.mjs",
      'import { env } from "lockstep"; export default { environments: { dev: { url: env("A_URL") } } };',
    );
    expect((await load()).environments[0]?.url).toEqual({ kind: "env", name: "A_URL" });
    await rm(join(folder, "lockstep.config.mjs"));
    await write("lockstep.config.js", 'module.exports = { jobs: "work" };');
    expect((await load()).jobs).toBe("work");
  });

  it("loads JSON with $schema and references as text", async () => {
    const config = await json({
      $schema: "./node_modules/lockstep/config.schema.json",
      environments: {
        dev: "env://DEV_URL",
        qa: { url: "doppler://portal/qa/DATABASE_URL", directUrl: "file:///run/secrets/qa" },
      },
    });
    expect(config.environments).toMatchObject([
      { name: "dev", url: { kind: "env", name: "DEV_URL" }, directUrl: null },
      {
        name: "qa",
        url: { kind: "doppler", project: "portal", config: "qa" },
        directUrl: { kind: "file", path: "/run/secrets/qa" },
      },
    ]);
  });

  it("reads an edited file again in the same process", async () => {
    await write("lockstep.config.ts", 'export default { jobs: "one" };');
    expect((await load()).jobs).toBe("one");
    await write("lockstep.config.ts", 'export default { jobs: "two" };');
    expect((await load()).jobs).toBe("two");
  });

  it("looks upwards to the root of the repository and not beyond", async () => {
    await write("lockstep.config.json", '{"jobs":"outside"}');
    await mkdir(join(folder, "repo/.git"), { recursive: true });
    await mkdir(join(folder, "repo/packages/api"), { recursive: true });
    expect((await load(join(folder, "repo/packages/api"))).file).toBeNull();
    await write("repo/lockstep.config.json", '{"jobs":"inside"}');
    expect(await load(join(folder, "repo/packages/api"))).toMatchObject({ jobs: "inside", directory: join(folder, "repo") });
  });

  it("takes the file that is named, relative to the working directory", async () => {
    await write("other/my.json", '{"jobs":"mine"}');
    expect(await loadConfig({ cwd: folder, env: {}, explicitPath: "other/my.json" })).toMatchObject({
      jobs: "mine",
      directory: join(folder, "other"),
    });
    const error = await refusal(loadConfig({ cwd: folder, env: {}, explicitPath: "missing.ts" }));
    expect(error).toMatchObject({ code: "CONFIG_UNREADABLE", message: "missing.ts could not be loaded: there is no such file" });
  });

  it("refuses two files in one folder", async () => {
    await write("lockstep.config.ts", "export default {};");
    await write("lockstep.config.json", "{}");
    expect(await refusal(load())).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("lockstep.config.ts, lockstep.config.json"),
    });
  });

  it("protects what is called production unless the file says otherwise", async () => {
    const config = await json({
      environments: { prod: "env://A", prd_eu: "env://B", production: { url: "env://C", protected: false } },
    });
    expect(config.environments.map(({ protected: isProtected, log }) => [isProtected, log])).toEqual([
      [true, "db/migrations/applied_to_prod.log"],
      [true, "db/migrations/applied_to_prd_eu.log"],
      [false, null],
    ]);
    expect(Object.keys(config.checklist)).toEqual(["prod", "prd_eu"]);
    expect(config.checklist.prod).toHaveLength(8);
  });

  it("warns of a password in the file without repeating it", async () => {
    const config = await json({ environments: { dev: "postgres://u:canary-1@localhost/d" } });
    expect(config.warnings).toEqual([expect.stringContaining("the password of dev")]);
    expect(config.warnings.join()).not.toContain("canary-1");
  });
});

describe("secrets in JSON", () => {
  const reference = (name: string) => ({ kind: "env", name });

  it("may be written as people try first", async () => {
    const { environments, scratch } = await json({
      environments: {
        dev: { env: "DEV_URL" },
        qa: { url: { env: "QA_URL" }, directUrl: "$QA_DIRECT" },
        staging: { url: { doppler: ["portal", "stg", "DATABASE_URL"] }, roles: { env: "app" } },
        uat: { url: 'env("UAT_URL")' },
        production: { url: { dotenv: [".env.production", "DATABASE_URL"] } },
      },
      scratch: { url: { file: "/run/secrets/scratch" } },
    });
    expect(environments.map(({ url }) => url)).toEqual([
      reference("DEV_URL"),
      reference("QA_URL"),
      { kind: "doppler", project: "portal", config: "stg", name: "DATABASE_URL" },
      reference("UAT_URL"),
      { kind: "dotenv", path: ".env.production", name: "DATABASE_URL" },
    ]);
    expect(environments[1]?.directUrl).toEqual(reference("QA_DIRECT"));
    expect(environments[2]?.roles).toEqual({ env: "app" });
    expect(scratch).toEqual({ url: { kind: "file", path: "/run/secrets/scratch" } });
  });

  it("are shown as they can be written when the form is wrong", async () => {
    for (const url of ["DATABASE_URL", 5432, { variable: "STAGING_DATABASE_URL" }, { kind: "environment", name: "A" }]) {
      const { hint } = await refusal(json({ environments: { staging: { url } } }));
      expect(hint).toContain('"staging": { "url": "env://STAGING_DATABASE_URL" }');
    }
    const { environments } = await json({ environments: JSON.parse('{"staging": { "url": "env://STAGING_DATABASE_URL" }}') });
    expect(environments[0]?.url).toEqual(reference("STAGING_DATABASE_URL"));
  });
});

describe("a configuration that cannot be used", () => {
  it("names the path of every wrong value and the key that was meant", async () => {
    const error = await refusal(
      json({
        schemas: "x",
        environments: { dev: { urll: "env://A" } },
        cadence: { every: "weekly", window: "5pm" },
        checklist: { dev: ["roll-back"] },
      }),
    );
    expect(error.code).toBe("CONFIG_INVALID");
    expect(error.message.split("\n")).toEqual([
      "lockstep.config.json: environments.dev.url is missing",
      'lockstep.config.json: environments.dev.urll is not a known key; did you mean "url"?',
      'lockstep.config.json: cadence.every must be one of "week", "month", not "weekly"; did you mean "week"?',
      'lockstep.config.json: cadence.window must be two times such as "17:00-18:00", not "5pm"',
      expect.stringMatching(/checklist\.dev\[0\] must be one of .*, not "roll-back"; did you mean "rollback"\?$/),
      'lockstep.config.json: schemas is not a known key; did you mean "schema"?',
    ]);
  });

  it("answers an object with what an object needs", async () => {
    const { message } = await refusal(json({ cadence: { every: { expression: "0 17 * * 5", minutes: 60 } } }));
    expect(message).toContain('cadence.every.kind must be "cron"');
  });

  it("refuses windows that no calendar has", async () => {
    const cadence = { every: "week", on: "last friday", window: "18:00-17:00", blackout: ["2027-01-04/2026-12-18"] };
    expect((await refusal(json({ cadence }))).message.split("\n")).toEqual([
      expect.stringContaining("cadence.window must end after it begins"),
      expect.stringContaining("cadence.blackout[0] must not end before it begins"),
      expect.stringContaining('cadence.on must be a weekday alone, such as "friday"'),
    ]);
    const { cadence: kept } = await json({ cadence: { every: "month", on: "last friday", window: "23:00-24:00" } });
    expect(kept?.on).toBe("last friday");
  });

  it("says which type it expected, and never quotes the value", async () => {
    const error = await refusal(
      json({
        environments: { dev: { url: 5432 }, "bad name": "env://A" },
        smoke: "canary-2",
        compare: { columnOrder: "canary-3" },
      }),
    );
    expect(error.message.split("\n")).toEqual([
      "lockstep.config.json: environments.dev.url must be a string or an object, not a number",
      "lockstep.config.json: environments.bad name has a name that must consist of letters, digits, _ and -",
      "lockstep.config.json: compare.columnOrder must be a boolean, not a string",
      "lockstep.config.json: smoke must be a list, not a string",
    ]);
    expect(error.message).not.toContain("canary");
  });

  it("finds the mistake inside a reference", async () => {
    const error = await refusal(
      json({ environments: { dev: { url: { kind: "doppler", project: "p", config: "c", nam: "X" } } } }),
    );
    expect(error.message).toContain("environments.dev.url.name is missing");
    expect(error.message).toContain('environments.dev.url.nam is not a known key; did you mean "name"?');
    expect((await refusal(json({ scratch: { onn: "dev" } }))).message).toContain(
      'scratch.onn is not a known key; did you mean "on"?',
    );
    expect((await refusal(json({ environments: { dev: { url: { kind: "dopler" } } } }))).message).toContain(
      "environments.dev.url.kind",
    );
  });

  it("refuses text that is no reference, an unknown time zone and environments that do not exist", async () => {
    expect((await refusal(json({ environments: { dev: "mysql://x" } }))).message).toContain("environments.dev.url is neither");
    expect((await refusal(json({ cadence: { every: "week", zone: "Mars/Base" } }))).message).toContain(
      "cadence.zone must be an IANA time zone",
    );
    const error = await refusal(json({ environments: { dev: "env://A" }, scratch: { on: "stage" } }));
    expect(error.message).toContain('scratch.on names the environment "stage"');
  });

  it("names a server for production's data beside the one for scratch databases, or alone", async () => {
    const production = "env://RESTORE_URL";
    const named = { kind: "env", name: "RESTORE_URL" };
    const environments = { dev: "postgres://localhost/dev" };
    expect(await json({ environments, scratch: { on: "dev", production } })).toMatchObject({
      scratch: { on: "dev" },
      productionScratch: named,
    });
    expect(await json({ environments, scratch: { production } })).toMatchObject({ scratch: null, productionScratch: named });
    expect(await json({ environments, scratch: { url: "postgres://localhost/x" } })).toMatchObject({ productionScratch: null });
    expect(await refusal(json({ environments, scratch: { production: "nowhere" } }))).toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("scratch.production"),
    });
    expect(await refusal(json({ environments, scratch: { on: "dev", url: "postgres://localhost/x" } }))).toMatchObject({
      code: "CONFIG_INVALID",
    });
  });

  it("refuses a file that is not an object or exports nothing", async () => {
    expect((await refusal(json([]))).message).toBe("lockstep.config.json: the configuration must be an object, not a list");
    await rm(join(folder, "lockstep.config.json"));
    await write("lockstep.config.ts", "export const config = {};");
    expect(await refusal(load())).toMatchObject({ code: "CONFIG_INVALID", message: "lockstep.config.ts has no default export." });
  });

  it("says at which line JSON breaks, without quoting it", async () => {
    await write("lockstep.config.json", '{\n  "environments": {\n    "dev": "postgres://u:canary-4@h/d",,\n  }\n}');
    const error = await refusal(load());
    expect(error).toMatchObject({
      code: "CONFIG_UNREADABLE",
      message: expect.stringMatching(/^lockstep\.config\.json:3 could not be loaded: it is not JSON/),
    });
    expect(error.message).not.toContain("canary-4");
    await write("lockstep.config.json", "canary-5");
    expect((await refusal(load())).message).not.toContain("canary-5");
  });

  it("says at which line code throws, does not parse or imports what is not there", async () => {
    await write("lockstep.config.ts", 'const a: number = 1;\n\nthrow new Error("no luck with postgres://u:canary-6@h/d");\n');
    const thrown = await refusal(load());
    expect(thrown).toMatchObject({
      code: "CONFIG_UNREADABLE",
      message: "lockstep.config.ts:3 could not be loaded: no luck with postgres://u:***@h/d",
    });
    await write("lockstep.config.ts", "export default {\n  jobs: ,\n};\n");
    expect((await refusal(load())).message).toMatch(/^lockstep\.config\.ts:2 could not be loaded: /);
    await write("lockstep.config.ts", 'import x from "./nowhere";\nexport default x;\n');
    expect((await refusal(load())).message).toContain("nowhere");
  });
});
