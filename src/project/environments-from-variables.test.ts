import { describe, expect, it } from "vitest";
import { environmentsFromVariables } from "./environments-from-variables.ts";

const places = { dir: "db/migrations", log: "db/migrations/applied_to_prod.log" };
const environments = (variables: Record<string, string>) =>
  environmentsFromVariables(variables, places).map(({ name, protected: isProtected, url }) => [
    name,
    isProtected,
    url.kind === "env" && url.name,
  ]);

describe("environmentsFromVariables", () => {
  it("knows dev, staging and production by their variables, in that order", () => {
    expect(
      environments({
        PRODUCTION_DATABASE_URL: "postgres://p",
        DATABASE_URL: "postgres://d",
        STAGING_DATABASE_URL: "postgres://s",
      }),
    ).toEqual([
      ["dev", false, "DATABASE_URL"],
      ["staging", false, "STAGING_DATABASE_URL"],
      ["production", true, "PRODUCTION_DATABASE_URL"],
    ]);
  });

  it("leaves out what is unset or blank", () => {
    expect(environments({ DATABASE_URL: " ", PRODUCTION_DATABASE_URL: "" })).toEqual([]);
  });

  it.each([
    ["dev", "dev"],
    ["dev_anna", "dev"],
    ["stg", "staging"],
    ["staging_eu", "staging"],
    ["prd", "production"],
    ["prd_jobs", "production"],
    ["production", "production"],
  ])("gives DATABASE_URL under doppler run --config %s to %s", (config, name) => {
    expect(environments({ DATABASE_URL: "postgres://x", DOPPLER_CONFIG: config })).toEqual([
      [name, name === "production", "DATABASE_URL"],
    ]);
  });

  it("reads the environment and the config, and believes whichever says production", () => {
    expect(environments({ DATABASE_URL: "x", DOPPLER_ENVIRONMENT: "stg", DOPPLER_CONFIG: "anna" })).toEqual([
      ["staging", false, "DATABASE_URL"],
    ]);
    expect(environments({ DATABASE_URL: "x", DOPPLER_ENVIRONMENT: "dev", DOPPLER_CONFIG: "prd" })).toEqual([
      ["production", true, "DATABASE_URL"],
    ]);
  });

  it("keeps a name of Doppler's that it does not know, protected unless it sounds like a place for trying things", () => {
    expect(environments({ DATABASE_URL: "x", DOPPLER_ENVIRONMENT: "qa", DOPPLER_CONFIG: "qa" })).toEqual([
      ["qa", false, "DATABASE_URL"],
    ]);
    expect(environments({ DATABASE_URL: "x", DOPPLER_ENVIRONMENT: "main", DOPPLER_CONFIG: "main" })).toEqual([
      ["main", true, "DATABASE_URL"],
    ]);
  });

  it("refuses two URLs that both claim to be production, and takes one that is given twice", () => {
    const both = { DATABASE_URL: "postgres://a", PRODUCTION_DATABASE_URL: "postgres://b", DOPPLER_CONFIG: "prd" };
    expect(() => environments(both)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(environments({ ...both, PRODUCTION_DATABASE_URL: "postgres://a" })).toEqual([
      ["production", true, "PRODUCTION_DATABASE_URL"],
    ]);
  });
});
