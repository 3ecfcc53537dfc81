import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepFolder } from "./keep-folder.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockstep-keep-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("files that were changed, removed or made are as they were", async () => {
  mkdirSync(join(root, "meta"));
  writeFileSync(join(root, "meta/_journal.json"), "{}");
  writeFileSync(join(root, "0000_a.sql"), "select 1;");
  const kept = await keepFolder(root);
  writeFileSync(join(root, "meta/_journal.json"), "other");
  rmSync(join(root, "0000_a.sql"));
  mkdirSync(join(root, "new/deep"), { recursive: true });
  writeFileSync(join(root, "new/deep/0001_b.sql"), "select 2;");
  expect(await kept.newFiles()).toEqual(["new/deep/0001_b.sql"]);
  await kept.restore();
  expect(readdirSync(root, { recursive: true }).sort()).toEqual(["0000_a.sql", "meta", "meta/_journal.json"]);
  expect(readFileSync(join(root, "meta/_journal.json"), "utf8")).toBe("{}");
  expect(readFileSync(join(root, "0000_a.sql"), "utf8")).toBe("select 1;");
});

test("a folder that was missing is missing again, with those above it", async () => {
  const kept = await keepFolder(join(root, "db/migrations"));
  mkdirSync(join(root, "db/migrations"), { recursive: true });
  writeFileSync(join(root, "db/migrations/1_a.sql"), "");
  expect(await kept.newFiles()).toEqual(["1_a.sql"]);
  await kept.restore();
  expect(existsSync(join(root, "db"))).toBe(false);
});
