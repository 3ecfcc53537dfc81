import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lookAtFolder } from "./settled-folder.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockstep-folder-"));
  mkdirSync(join(root, "files/evidence"), { recursive: true });
  write("a.sql", "select 1;\n");
  write("b.sql", "select 2;\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFileSync(join(root, "files", file), text);
const names = () =>
  readdirSync(join(root, "files"), { recursive: true })
    .map(String)
    .filter((name) => name.includes("."))
    .sort();
/** As if the files had been written long ago. */
const later = () => Date.now() + 60_000;
const look = (now = later) => lookAtFolder(join(root, "files"), names(), { XDG_CACHE_HOME: join(root, "cache") }, now);

it("knows a folder again that nobody has touched, and no other", () => {
  expect(look()?.digest).toBeNull();
  look()?.remember("d1");
  expect(look()?.digest).toBe("d1");
  write("evidence/2026-11-23-train-abc.json", "{}");
  expect(look()?.digest).toBe("d1");
  write("c.sql", "select 3;\n");
  expect(look()?.digest).toBeNull();
});

it.each<[string, () => void]>([
  ["another text", () => write("a.sql", "select 10;\n")],
  [
    "a text of the same size, its time set back",
    () => {
      const path = join(root, "files/a.sql");
      const { atime, mtime } = statSync(path);
      write("a.sql", "select 9;\n");
      utimesSync(path, atime, mtime);
    },
  ],
  ["another name", () => renameSync(join(root, "files/a.sql"), join(root, "files/0.sql"))],
  ["a file less", () => rmSync(join(root, "files/b.sql"))],
])("does not know it again after %s", (_, change) => {
  look()?.remember("d1");
  change();
  expect(look()?.digest).toBeNull();
});

it("tells nothing of files that are too new, or without a place to keep anything", () => {
  expect(look(Date.now)).toBeNull();
  expect(lookAtFolder(join(root, "files"), names(), {}, later)).toBeNull();
});
