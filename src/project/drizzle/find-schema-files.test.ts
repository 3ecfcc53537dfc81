import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findSchemaFiles } from "./find-schema-files.ts";

const root = mkdtempSync(join(tmpdir(), "lockstep-schema-files-"));
const find = (...paths: readonly string[]) =>
  findSchemaFiles(paths.map((path) => join(root, path))).map((file) => file.slice(root.length + 1));

beforeAll(() => {
  for (const file of ["a.ts", "a.test.ts", "types.d.ts", "notes.md", "deep/b.ts", "deep/er/c.mts", "node_modules/d.ts"]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("a folder means the code in it, without tests, declarations and folders below", () => {
  expect(find("")).toEqual(["a.ts"]);
});

test.each([
  ["*.ts", ["a.ts"]],
  ["**/*.ts", ["a.ts", "deep/b.ts"]],
  ["deep/**", ["deep/b.ts", "deep/er/c.mts"]],
  ["{a,deep/b}.ts", ["a.ts", "deep/b.ts"]],
  ["?.ts", ["a.ts"]],
])("the pattern %s finds %j", (pattern, files) => {
  expect(find(pattern)).toEqual(files);
});

test("a file that several paths lead to counts once", () => {
  expect(find("a.ts", "*.ts", "deep/b.ts")).toEqual(["a.ts", "deep/b.ts"]);
});

test("a path that leads nowhere is an error that names it", () => {
  expect(() => find("*.js")).toThrow(/No schema file was found at .*\*\.js/);
});
