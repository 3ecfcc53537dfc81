/**
 * The package as users get it: packed, installed into an empty folder, and used from there, as a command and as a library.
 * `npm run check:packaging` builds it first.
 */

import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv, type AnySchema } from "ajv";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonSchemas } from "../../scripts/json-schemas.ts";
import { createDatabase, useServer } from "../support/postgres.ts";
import { type Ended, runProgram } from "../support/run-program.ts";

const root = join(import.meta.dirname, "..", "..");
const { PATH, HOME } = process.env;
const plain = { PATH, HOME, LANG: "C.UTF-8", npm_config_update_notifier: "false" };
const server = useServer(18);

let folder = "";
let packed: readonly string[] = [];
let urls: Record<string, string> = {};

const inFolder = (command: string, words: readonly string[], env: Record<string, string> = urls): Promise<Ended> =>
  runProgram(command, words, { cwd: folder, env: { ...plain, ...env } });
const lockstep = (...words: readonly string[]) => inFolder("npx", ["--no-install", "lockstep", ...words]);
const installed = (path: string) => join(folder, "node_modules/lockstep", path);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-package-"));
  const pack = await runProgram("npm", ["pack", "--json", "--pack-destination", folder], { cwd: root, env: plain });
  expect(pack).toMatchObject({ code: 0 });
  const [{ filename, files }]: [{ filename: string; files: readonly { path: string }[] }] = JSON.parse(pack.stdout);
  packed = files.map(({ path }) => path);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "portal", private: true, type: "module" }));
  // Without the optional server: the audit of running databases must not need it.
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--omit=optional"];
  expect(await inFolder("npm", ["install", ...flags, join(folder, filename)])).toMatchObject({ code: 0 });
  const common = "create table users (id bigint primary key, email text not null); create table currencies (code text);";
  urls = {
    DATABASE_URL: await createDatabase(server(), `${common} create index on users (email); alter table users add age int;`),
    PRODUCTION_DATABASE_URL: await createDatabase(server(), `${common} create view emails as select email from users;`),
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the tarball", () => {
  it("holds the build, the licence and the pages, and nothing else", () => {
    expect(packed.filter((path) => !path.startsWith("dist/")).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "package.json",
    ]);
    expect(packed.filter((path) => /\.test\.|\.map$|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    for (const path of [
      "dist/cli/main.js",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/encryption.js",
      "dist/encryption.d.ts",
      "dist/THIRD-PARTY",
      "dist/schemas/audit.schema.json",
    ])
      expect(packed).toContain(path);
  });

  it("is smaller than 5 MB and names no path of the machine that built it", async () => {
    let size = 0;
    for (const path of packed) {
      const text = await readFile(installed(path), "utf8");
      size += Buffer.byteLength(text);
      expect(text.includes(root), path).toBe(false);
    }
    expect(size).toBeGreaterThan(100_000);
    expect(size).toBeLessThan(5_000_000);
  });

  it("installs without scripts of its own and few packages", async () => {
    const manifest: { scripts: Record<string, string> } = JSON.parse(await readFile(installed("package.json"), "utf8"));
    for (const name of ["preinstall", "install", "postinstall", "prepare"]) expect(manifest.scripts).not.toHaveProperty(name);
    const packages = (await readdir(join(folder, "node_modules"))).filter((name) => !name.startsWith("."));
    expect(packages.length).toBeLessThan(30);
    expect((await stat(installed("dist/cli/main.js"))).mode & 0o111).toBe(0o111);
  });
});

describe("the installed command", () => {
  it("prints the version of the package", async () => {
    const { version }: { version: string } = JSON.parse(await readFile(installed("package.json"), "utf8"));
    expect(await lockstep("--version")).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it("audits with nothing but two variables", async () => {
    const { code, stdout } = await lockstep("audit");
    expect({ code, stdout }).toEqual({
      code: 2,
      stdout: expect.stringContaining("production differs from dev: lacks 2, has 1 too many"),
    });
    for (const name of ["users", "age", "users_email_idx", "emails"]) expect(stdout).toContain(name);
  });

  it("demonstrates itself where the optional server is installed too", async () => {
    const project = join(folder, "demonstration");
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ private: true }));
    const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    const flags = ["--prefer-offline", "--no-audit", "--no-fund"];
    const there = { cwd: project, env: plain };
    expect(await runProgram("npm", ["install", ...flags, join(folder, tarball)], there)).toMatchObject({ code: 0 });
    const { code, stdout } = await runProgram("npx", ["--no-install", "lockstep", "demo"], there);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("no drift: production matches dev") });
  });

  it("loads the configuration that the library's page shows", async () => {
    const project = join(folder, "configured");
    await mkdir(project);
    await writeFile(join(project, "lockstep.config.ts"), await readFile(join(root, "docs/examples/lockstep.config.ts")));
    const { code, stdout } = await runProgram("npx", ["--no-install", "lockstep", "config", "print"], {
      cwd: project,
      env: plain,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("app_prd") });
  });
});

describe("the published JSON Schemas", () => {
  const published = async (name: string): Promise<AnySchema> =>
    JSON.parse(await readFile(installed(`dist/schemas/${name}.schema.json`), "utf8"));
  const problems = (schema: AnySchema, value: unknown): unknown => {
    const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true });
    return ajv.validate(schema, value) ? [] : ajv.errors;
  };

  it.each([
    ["audit", ["audit"]],
    ["audit", ["audit", "dev", "production", "dev"]],
    ["audit", ["diff", "production", "dev"]],
    ["audit", ["audit", "dev", "nowhere"]],
    ["inspect", ["inspect", "dev"]],
    ["counts", ["counts", "--exact"]],
    ["counts", ["counts", "--checksum"]],
    ["doctor", ["doctor"]],
    ["new", ["new", "first"]],
    ["new", ["new", "sync", "--from-drift"]],
    ["lint", ["lint"]],
    ["lint", ["lint", "--env", "production"]],
    ["status", ["status"]],
    ["schedule", ["schedule"]],
  ])("%s fits what %j prints, down to the last field", async (name, words) => {
    const output: unknown = JSON.parse((await lockstep(...words, "--format", "json")).stdout);
    expect(problems(await published(name), output)).toEqual([]);
    expect(problems(await published("document"), output)).toEqual([]);
    expect(problems(jsonSchemas({ strict: true })[`${name}.schema.json`] ?? false, output)).toEqual([]);
  });

  it("admit fields of a later version, and refuse what breaks a promise", async () => {
    const output: Record<string, unknown> = JSON.parse((await lockstep("audit", "--format", "json")).stdout);
    const schema = await published("audit");
    expect(problems(schema, { ...output, later: 1 })).toEqual([]);
    expect(problems(schema, { ...output, schemaVersion: 2 })).not.toEqual([]);
    expect(problems(schema, { ...output, ok: "yes" })).not.toEqual([]);
    expect(problems(schema, { ...output, data: { ...Object(output.data), changes: [{}] } })).not.toEqual([]);
  });

  it("know the configuration and the snapshot", async () => {
    expect(problems(await published("config"), { environments: { dev: "env://DATABASE_URL" }, ignore: ["extension:*"] })).toEqual(
      [],
    );
    expect(problems(await published("config"), { environment: {} })).not.toEqual([]);
    const { data }: { data: unknown } = JSON.parse((await lockstep("inspect", "production", "--format", "json")).stdout);
    expect(problems(await published("snapshot"), data)).toEqual([]);
  });
});

describe("the installed library", () => {
  const example = async (name: string) => readFile(join(root, "docs/examples", `${name}.ts`), "utf8");
  const run = async (name: string): Promise<Ended> => {
    const { code } = await transform(await example(name), { loader: "ts", format: "esm" });
    await writeFile(join(folder, `${name}.mjs`), code);
    return inFolder(process.execPath, [`${name}.mjs`]);
  };

  it("audits as its page shows", async () => {
    const { code, stdout, stderr } = await run("audit");
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(stdout).toContain("production differs from dev: lacks 2, has 1 too many\n");
    expect(stdout).toContain("add column:public.users.age (low: ");
  });

  it("keeps a snapshot and compares with it as its page shows", async () => {
    expect((await run("snapshot")).stdout).toMatch(/^production: \d+ objects, v1:pg18:[0-9a-f]{64}\n$/);
    expect((await run("snapshot")).stdout).toMatch(/^since the last time: 0 new, 0 gone, 0 altered\nproduction: /);
  });

  it("reads a catalog as its page shows", async () => {
    expect(await run("catalog")).toEqual({ code: 2, stdout: "public.currencies has no primary key\n", stderr: "" });
  });

  it("fails as its page shows", async () => {
    expect(await run("errors")).toMatchObject({ code: 0, stdout: "drift\n" });
    const kept = urls;
    urls = { DATABASE_URL: kept.DATABASE_URL ?? "" };
    try {
      const { code, stdout, stderr } = await run("errors");
      expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
      expect(stderr).toMatch(/^SECRET_MISSING: .*PRODUCTION_DATABASE_URL.*\ntry: /);
    } finally {
      urls = kept;
    }
  });

  it("gives applications encryption alone, which loads nothing of the rest", async () => {
    expect(await run("encryption")).toEqual({ code: 0, stdout: "ya29.token\n", stderr: "" });
    const text = await readFile(installed("dist/encryption.js"), "utf8");
    expect(text.length).toBeLessThan(30_000);
    const needed = [...text.matchAll(/\bfrom ?"([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(needed)).toEqual(new Set(["node:module", "node:crypto"]));
  });

  it.each([
    ["nodenext", { module: "nodenext" }],
    ["bundler", { module: "esnext", moduleResolution: "bundler" }],
  ])("type-checks its examples under %s, declarations included", async (name, options) => {
    const project = join(folder, `types-${name}`);
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
    const files = await readdir(join(root, "docs/examples"));
    for (const file of files) await writeFile(join(project, file), await readFile(join(root, "docs/examples", file)));
    await writeFile(join(project, "wrong.ts"), 'import { audit } from "lockstep";\nawait audit({ target: 1 });\n');
    const compilerOptions = {
      ...options,
      target: "es2022",
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      typeRoots: [join(root, "node_modules/@types")],
      types: ["node"],
    };
    await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await runProgram(process.execPath, [compiler, "-p", project, "--pretty", "false"], {
      cwd: project,
      env: plain,
    });
    // The one file that must not compile shows that the types were found.
    expect(stdout.trim().split("\n")).toEqual([expect.stringMatching(/^wrong\.ts\(2,15\): error TS2322/)]);
  });
});
