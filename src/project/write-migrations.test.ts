import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeMigrations } from "./write-migrations.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockstep-write-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("makes the folders that are missing and says where the files are", async () => {
  const folder = join(root, "db/migrations");
  const paths = await writeMigrations(folder, [
    { file: "1_a/migration.sql", text: "select 1;\n" },
    { file: "1_a/down.sql", text: "select 2;\n" },
  ]);
  expect(paths).toEqual([join(folder, "1_a/migration.sql"), join(folder, "1_a/down.sql")]);
  expect(paths.map((path) => readFileSync(path, "utf8"))).toEqual(["select 1;\n", "select 2;\n"]);
});

test("never writes over a file, and takes back what it wrote before", async () => {
  const folder = join(root, "db");
  mkdirSync(folder);
  writeFileSync(join(folder, "2_b.sql"), "mine");
  const files = ["1_a.sql", "sub/1_a.sql", "2_b.sql"].map((file) => ({ file, text: "new" }));
  await expect(writeMigrations(folder, files)).rejects.toMatchObject({ code: "FILE_UNWRITABLE" });
  expect(readdirSync(folder)).toEqual(["2_b.sql"]);
  expect(readFileSync(join(folder, "2_b.sql"), "utf8")).toBe("mine");
});

test("a path through a file is refused, and no folder is left", async () => {
  writeFileSync(join(root, "file"), "");
  await expect(writeMigrations(join(root, "file", "db"), [{ file: "1_a.sql", text: "" }])).rejects.toThrow(
    "part of the path is a file",
  );
  expect(existsSync(join(root, "file", "db"))).toBe(false);
});
