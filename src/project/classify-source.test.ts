import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../core/app-error.ts";
import { classifySource } from "./classify-source.ts";

const cwd = mkdtempSync(join(tmpdir(), "lockstep-classify-"));
const classify = (text: string) => classifySource(text, { cwd, environments: ["dev", "staging", "production"] });

beforeAll(() => {
  for (const file of [
    "shared/schema.ts",
    "schemas/users.ts",
    "schemas/posts.ts",
    "db/migrations/20260101_a.sql",
    "drizzle/0000_a.sql",
    "drizzle/meta/_journal.json",
    "v1/20260101000000_a/migration.sql",
    "dump.sql",
    "prod.snapshot.json",
    "drizzle.config.ts",
    "drizzle.config.json",
    "dump.backup",
    "dev/x.sql",
  ]) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), "");
  }
  mkdirSync(join(cwd, "empty-folder"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe("a source", () => {
  test.each([
    ["dev", "environment"],
    ["prod", "environment"],
    ["postgres://u:p@h/d", "url"],
    ["postgresql://h/d", "url"],
    ["env:DATABASE_URL", "variable"],
    ["empty", "empty"],
    ["dump.sql", "sql-file"],
    ["./dump.sql", "sql-file"],
    ["prod.snapshot.json", "snapshot"],
    ["shared/schema.ts", "drizzle"],
    ["schemas", "drizzle"],
    ["schemas/*.ts", "drizzle"],
    ["drizzle.config.ts", "drizzle"],
    ["drizzle.config.json", "drizzle"],
    ["db/migrations", "migrations"],
    ["drizzle", "migrations"],
    ["v1/", "migrations"],
    ["empty-folder", "migrations"],
  ])("%s is of kind %s", (text, kind) => {
    expect(classify(text).kind).toBe(kind);
  });

  test("that names an environment and a folder is the environment", () => {
    expect(classify("dev")).toEqual({ kind: "environment", name: "dev" });
    expect(classify("./dev")).toEqual({ kind: "migrations", name: "./dev", path: join(cwd, "dev") });
  });

  test("carries the variable of env:NAME", () => {
    expect(classify("env:STAGING_URL")).toEqual({ kind: "variable", name: "env:STAGING_URL", variable: "STAGING_URL" });
  });
});

describe("an unknown source", () => {
  const messageOf = (text: string) => {
    try {
      classify(text);
    } catch (error) {
      if (error instanceof AppError && error.code === "SOURCE_UNKNOWN") return error.message;
    }
    throw new Error("nothing was refused");
  };

  test("gets the environment that was probably meant", () => {
    expect(messageOf("prodution")).toBe(
      '"prodution" is neither an environment nor a file; did you mean "production"? Environments: dev, staging, production.',
    );
  });

  test("gets the file that was probably meant, in its folder", () => {
    expect(messageOf("shared/shema.ts")).toBe('There is no file or folder "shared/shema.ts"; did you mean "shared/schema.ts"?');
    expect(messageOf("dmup.sql")).toBe('There is no file or folder "dmup.sql"; did you mean "dump.sql"?');
  });

  test("of a missing folder is said to be missing and no more", () => {
    expect(messageOf("nowhere/x.sql")).toBe('There is no file or folder "nowhere/x.sql".');
  });

  test("that is a dump in another format gets told how to make SQL of it", () => {
    expect(messageOf("dump.backup")).toContain("is a file that is no source");
  });

  test("that looks like a URL with a password does not repeat it", () => {
    expect(messageOf("postgrse://u:s3cret@h/d")).not.toContain("s3cret");
    expect(messageOf("u:s3cret@h/d")).not.toContain("s3cret");
  });
});
