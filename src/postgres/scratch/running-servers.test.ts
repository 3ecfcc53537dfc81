import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type CacheFolder, openCacheFolder } from "./cache-folder.ts";
import { forgetServer, reapServers, recordServer } from "./running-servers.ts";

const now = new Date("2026-01-01T00:00:00Z");
let folder = "";
let cache: CacheFolder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-test-"));
  cache = openCacheFolder({ env: {}, folder });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A server's record and folder, with fields of the record changed. */
function leave(name: string, changes: Readonly<Record<string, unknown>>): void {
  const serverFolder = join(cache.servers, name);
  mkdirSync(join(serverFolder, "data"), { recursive: true });
  recordServer(cache, name, serverFolder);
  const path = join(cache.running, `${name}.json`);
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...changes }));
}

it("leaves the servers of living parents alone", async () => {
  leave("mine", {});
  expect(await reapServers(cache, now)).toEqual([]);
  expect(readdirSync(cache.servers)).toEqual(["mine"]);
  forgetServer(cache, "mine");
  expect(readdirSync(cache.running)).toEqual([]);
});

it("removes what a dead parent left, also when its process id is in use again", async () => {
  leave("reused", { parentStart: "1" });
  leave("dead", { parentPid: 2 ** 30 });
  expect(await reapServers(cache, now)).toEqual(["dead", "reused"]);
  expect(readdirSync(cache.servers)).toEqual([]);
  expect(readdirSync(cache.running)).toEqual([]);
});

it("kills no process that only has the id of a dead server", async () => {
  leave("dead", { parentPid: 2 ** 30 });
  writeFileSync(join(cache.servers, "dead", "data", "postmaster.pid"), `${process.pid}\n`);
  expect(await reapServers(cache, now)).toEqual(["dead"]);
});

it("leaves another container's servers alone for a week", async () => {
  leave("foreign", { namespace: "another", parentPid: 2 ** 30 });
  expect(await reapServers(cache, new Date())).toEqual([]);
  expect(await reapServers(cache, new Date(Date.now() + 8 * 24 * 3_600_000))).toEqual(["foreign"]);
});

it("never removes a folder outside the cache, whatever a record says", async () => {
  const outside = join(folder, "outside");
  mkdirSync(outside);
  leave("forged", { parentPid: 2 ** 30, folder: outside });
  expect(await reapServers(cache, now)).toEqual([]);
  expect(readdirSync(folder)).toContain("outside");
});
