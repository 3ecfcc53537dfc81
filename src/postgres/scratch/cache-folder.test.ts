import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openCacheFolder } from "./cache-folder.ts";

const isRoot = process.getuid?.() === 0;
const account = { uid: 65534, gid: 65534 };
let home = "";

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lockstep-test-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

it("lies in the user's cache folder, XDG_CACHE_HOME first", () => {
  const inHome = openCacheFolder({ env: { HOME: home } });
  expect(inHome.templates).toBe(join(home, ".cache", "lockstep", "templates"));
  const inXdg = openCacheFolder({ env: { HOME: home, XDG_CACHE_HOME: join(home, "xdg") } });
  expect(readdirSync(dirname(inXdg.templates)).sort()).toEqual(["binaries", "running", "servers", "templates"]);
  expect(inXdg.serverPlaces[0]).toBe(join(home, "xdg", "lockstep", "servers"));
});

it("is not taken from a folder that others can write to", () => {
  const taken = join(home, ".cache", "lockstep");
  mkdirSync(taken, { recursive: true });
  chmodSync(taken, 0o777);
  expect(openCacheFolder({ env: { HOME: home }, folder: join(home, "own") }).servers).toBe(join(home, "own", "servers"));
  expect(() => openCacheFolder({ env: {}, folder: taken })).toThrow(/only this user can write to/);
});

it("says that TMPDIR does not exist instead of making that folder", () => {
  const missing = join(home, "missing");
  vi.stubEnv("TMPDIR", missing);
  expect(() => openCacheFolder({ env: {} })).toThrow(
    expect.objectContaining({ code: "SCRATCH_UNAVAILABLE", hint: expect.stringContaining("TMPDIR") }),
  );
  expect(existsSync(missing)).toBe(false);
});

it("keeps running servers in memory where there is room, and never in a folder that was named", () => {
  const { servers, serverPlaces } = openCacheFolder({ env: { HOME: home } });
  expect(serverPlaces).toContain(servers);
  const named = openCacheFolder({ env: {}, folder: join(home, "own") });
  expect(named.serverPlaces).toEqual([join(home, "own", "servers")]);
});

it("can be entered by the server's account under a narrow umask too", () => {
  const before = process.umask(0o077);
  try {
    const cache = openCacheFolder({ env: {}, folder: join(home, "own") });
    expect(statSync(cache.binaries).mode & 0o777).toBe(0o755);
    expect(statSync(dirname(cache.binaries)).mode & 0o777).toBe(0o755);
  } finally {
    process.umask(before);
  }
});

it.runIf(isRoot)("of root passes over a home that the server's account may not enter", () => {
  const elsewhere = openCacheFolder({ env: { HOME: home }, account });
  expect(elsewhere.templates.startsWith(home)).toBe(false);
  expect(() => openCacheFolder({ env: {}, folder: join(home, "own"), account })).toThrow(/may not enter/);
  chmodSync(home, 0o755);
  const inHome = openCacheFolder({ env: { HOME: home }, account });
  expect(inHome.templates.startsWith(home)).toBe(true);
  expect(statSync(inHome.servers).uid).toBe(account.uid);
  expect(statSync(inHome.binaries).uid).toBe(0);
});
