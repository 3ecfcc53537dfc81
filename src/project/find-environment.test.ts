import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../core/app-error.ts";
import { environmentsFromFile } from "./environments-from-file.ts";
import { environmentsFromVariables } from "./environments-from-variables.ts";
import { findEnvironment } from "./find-environment.ts";
import type { Variables } from "./run-process.ts";

const places = { dir: "db/migrations", log: "db/migrations/applied_to_prod.log" };
let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "lockstep-find-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const find = (name: string, variables: Variables) =>
  findEnvironment({ environments: environmentsFromVariables(variables, places), file: null, directory }, name, variables);
const errorOf = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return error;
  }
};

describe("findEnvironment without a configuration file", () => {
  it("finds what the variables name", () => {
    expect(find("dev", { DATABASE_URL: "postgres://x" }).origin).toEqual({ kind: "variable", name: "DATABASE_URL" });
  });

  it("shows inside doppler run how to set a missing URL without leaving it in the shell's history", () => {
    const error = errorOf(() =>
      find("production", { DATABASE_URL: "x", DOPPLER_PROJECT: "seed-portal-api", DOPPLER_CONFIG: "dev" }),
    );
    expect(error).toMatchObject({
      code: "SECRET_MISSING",
      message: expect.stringContaining("PRODUCTION_DATABASE_URL is not set"),
      hint: expect.stringMatching(/^doppler secrets set PRODUCTION_DATABASE_URL --project seed-portal-api --config dev /),
    });
  });

  it("shows elsewhere how to export it", () => {
    expect(errorOf(() => find("staging", {}))).toMatchObject({
      hint: expect.stringMatching(/^read -rs STAGING_DATABASE_URL && export /),
    });
  });

  it("says that a .env has the missing variable", () => {
    writeFileSync(join(directory, ".env"), "DATABASE_URL=postgres://u:canary@h/d\n");
    const error = errorOf(() => find("dev", {}));
    expect(error).toMatchObject({ code: "SECRET_MISSING", hint: expect.stringContaining(".env has it") });
    expect(JSON.stringify(error)).not.toContain("canary");
    // as a shell takes it, and with what a URL may hold
    const [command = ""] = String(error instanceof AppError ? error.hint : "").split("   (");
    writeFileSync(join(directory, ".env"), "DATABASE_URL=postgres://u:p@h/d?sslmode=disable&connect_timeout=3\n");
    const shell = spawnSync("sh", ["-c", `${command}; echo "$DATABASE_URL"`], {
      cwd: directory,
      env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
      encoding: "utf8",
    });
    expect(shell.stdout).toBe("postgres://u:p@h/d?sslmode=disable&connect_timeout=3\n");
  });

  it("never suggests the very name that is missing", () => {
    expect(errorOf(() => find("dev", { DATABASE_URL: "x", DOPPLER_PROJECT: "portal", DOPPLER_CONFIG: "prd" }))).toMatchObject({
      code: "ENVIRONMENT_UNKNOWN",
      message: 'There is no environment "dev". Known: production.',
    });
  });

  it("suggests the name that was meant", () => {
    expect(errorOf(() => find("prod", { DATABASE_URL: "x" }))).toMatchObject({
      code: "ENVIRONMENT_UNKNOWN",
      message: 'There is no environment "prod"; did you mean "production"? Known: dev.',
    });
  });
});

describe("findEnvironment with a configuration file", () => {
  const environments = environmentsFromFile({ dev: "env://A", live: "env://B" }, places, "lockstep.config.json");

  it("lists the environments of the file and offers no variables", () => {
    const error = errorOf(() => findEnvironment({ environments, file: "/x/lockstep.config.json", directory }, "production", {}));
    expect(error).toMatchObject({
      code: "ENVIRONMENT_UNKNOWN",
      message: 'There is no environment "production". Known: dev, live.',
    });
  });
});

describe("findEnvironment in a configuration with a fleet", () => {
  const environments = environmentsFromFile(
    { dev: "postgres://h/dev", customers: { urls: ["env://A", "env://B"], owner: "app" } },
    places,
    "lockstep.config.json",
  );
  const among = (name: string) => findEnvironment({ environments, file: "lockstep.config.json", directory }, name, {});

  it("refuses the fleet where one database is meant, and says how to name one", () => {
    expect(errorOf(() => among("customers"))).toMatchObject({
      code: "ENVIRONMENT_IS_FLEET",
      hint: expect.stringContaining("customers/DATABASE"),
    });
  });

  it("finds one of its databases as an environment of that name, with what the fleet says of all", () => {
    expect(among("customers/acme/eu")).toMatchObject({
      name: "customers/acme/eu",
      owner: "app",
      fleet: null,
      url: { kind: "member", fleet: "customers", name: "acme/eu" },
    });
  });

  it("knows no database of what is no fleet", () => {
    expect(errorOf(() => among("dev/acme"))).toMatchObject({ code: "ENVIRONMENT_UNKNOWN" });
  });
});
