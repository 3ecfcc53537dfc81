import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checksumOf } from "../core/migration/checksum.ts";
import { checksumsOf } from "./checksum-cache.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockstep-checksums-"));
  mkdirSync(join(root, "files"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFileSync(join(root, "files", file), text);
const env = () => ({ XDG_CACHE_HOME: join(root, "cache") });
/** As if the files had been written long ago. */
const later = () => Date.now() + 60_000;
const ask = (files: readonly string[], now = later) => checksumsOf(join(root, "files"), files, env(), now);
const cacheFile = () => {
  const folder = join(root, "cache/lockstep/checksums");
  return join(folder, readdirSync(folder)[0] ?? "");
};
/** Puts another checksum into the cache, so that an answer from there can be told from a file that was read. */
const poison = (good: string, bad: string) => writeFileSync(cacheFile(), readFileSync(cacheFile(), "utf8").replaceAll(good, bad));

it("answers from the cache for a file that was not touched, and reads one that was", () => {
  write("a.sql", "select 1;\n");
  write("b.sql", "select 2;\n");
  const [a = "", b = ""] = ask(["a.sql", "b.sql"]);
  expect([a, b]).toEqual([checksumOf("select 1;\n"), checksumOf("select 2;\n")]);
  poison(a, "sha256:from-the-cache");
  expect(ask(["a.sql", "b.sql"])).toEqual(["sha256:from-the-cache", b]);
  write("a.sql", "select 3;\n");
  expect(ask(["a.sql", "b.sql"])).toEqual([checksumOf("select 3;\n"), b]);
});

it("sees an edit that keeps size and modification time", () => {
  write("a.sql", "select 1;\n");
  const { atime, mtime } = statSync(join(root, "files/a.sql"));
  ask(["a.sql"]);
  write("a.sql", "select 2;\n");
  utimesSync(join(root, "files/a.sql"), atime, mtime);
  expect(ask(["a.sql"])).toEqual([checksumOf("select 2;\n")]);
});

it("keeps nothing of a file that was written just now: a second edit might leave no trace", () => {
  write("a.sql", "select 1;\n");
  const [a = ""] = ask(["a.sql"], Date.now);
  poison(a, "sha256:from-the-cache");
  expect(ask(["a.sql"], Date.now)).toEqual([a]);
});

it("reads every file where no cache is wanted, and survives a broken one", () => {
  write("a.sql", "select 1;\n");
  const [a = ""] = ask(["a.sql"]);
  poison(a, "sha256:from-the-cache");
  expect(checksumsOf(join(root, "files"), ["a.sql"], null, later)).toEqual([a]);
  for (const broken of ["", "{", "[]", "null", '{"a":1}']) {
    writeFileSync(cacheFile(), broken);
    expect(ask(["a.sql"])).toEqual([a]);
  }
});
