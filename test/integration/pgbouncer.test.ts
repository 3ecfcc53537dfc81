/**
 * Reading through PgBouncer in transaction mode, the strictest of poolers: it refuses start-up parameters that it does
 * not know and gives every transaction another backend. Needs Debian's package `pgbouncer` (or Homebrew's).
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { AppError } from "../../src/core/app-error.ts";
import { openSession } from "../../src/postgres/connect.ts";
import { parseConnectionUrl } from "../../src/postgres/connection-url.ts";
import { detectPooler } from "../../src/postgres/pooler.ts";
import { sameDatabase } from "../../src/postgres/same-database.ts";
import type { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { chooseServerAccount } from "../../src/postgres/scratch/server-account.ts";
import type { Session } from "../../src/postgres/session.ts";
import { createDatabase, execSql, startServer } from "../support/postgres.ts";

const program = ["pgbouncer", "/usr/sbin/pgbouncer"].find((path) => spawnSync(path, ["--version"]).status === 0);

if (program === undefined) {
  test("reading through PgBouncer", ({ skip }) => {
    skip("NOT RUN: pgbouncer is not installed (apt-get install pgbouncer)");
  });
}

describe.skipIf(program === undefined)("through PgBouncer in transaction mode", () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-pgbouncer-"));
  let server: ScratchServer;
  let bouncer: ChildProcess;
  let port: number;

  beforeAll(async () => {
    server = await startServer(18);
    port = await freePort();
    bouncer = startBouncer("transaction", port);
    await waitFor(port);
  });

  afterAll(async () => {
    await stop(bouncer);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function startBouncer(mode: "transaction" | "session", listenPort: number): ChildProcess {
    const account = chooseServerAccount();
    const { username, password } = new URL(server.url());
    const users = join(folder, "users.txt");
    const config = join(folder, `${mode}.ini`);
    writeFileSync(users, `"${username}" "${decodeURIComponent(password)}"\n`);
    writeFileSync(
      config,
      `[databases]
* = host=127.0.0.1 port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = 3
`,
    );
    chmodSync(folder, 0o755);
    for (const path of [users, config]) if (account !== undefined) chownSync(path, account.uid, account.gid);
    return spawn(program ?? "pgbouncer", [config], { ...account, cwd: "/", stdio: "ignore" });
  }

  const through = (url: string, listenPort = port) => url.replace(/:\d+\//, `:${listenPort}/`);

  async function open(url: string): Promise<Session> {
    const session = await openSession(parseConnectionUrl(url, { env: {}, osUser: "nobody" }));
    onTestFinished(() => session.close());
    return session;
  }

  test("a snapshot is read, with our settings, and they do not stay behind in the pool", async () => {
    const url = await createDatabase(server, "create table public.t (id int primary key)");
    const session = await open(through(url));
    expect(session.serverVersion).toBe(server.version);
    const [path, table] = await session.snapshot([
      "select current_setting('search_path') as path, current_setting('application_name') as name",
      "select relname::text as name from pg_catalog.pg_class where oid = 'public.t'::regclass",
    ]);
    expect(path?.rows).toEqual([{ path: '""', name: "lockstep" }]);
    expect(table?.rows).toEqual([{ name: "t" }]);
    const [left] = await execSql(through(url), "select current_setting('search_path') as path, current_setting('jit') as jit");
    expect(left).toEqual({ path: '"$user", public', jit: "off" }); // jit is off in every scratch server
  });

  test("start-up options of the URL are refused with the reason", async () => {
    const url = `${through(server.url())}?options=-c%20jit%3Doff`;
    const error = await open(url).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "CONNECT_FAILED", hint: expect.stringContaining("Remove options from the URL") });
  });

  test("the pooler is recognised, also while other transactions are open", async () => {
    const url = through(server.url());
    expect((await detectPooler(await open(url))).path).toBe("transaction-pooler");
    const other = await open(url);
    const report = await other.transaction(["select 1"], async () => detectPooler(await open(url)));
    expect(report).toMatchObject({ path: "transaction-pooler", detail: expect.stringContaining("backend") });
  });

  test("a pooler in session mode is told apart: it relays, but keeps the backend", async () => {
    const sessionPort = await freePort();
    const sessionBouncer = startBouncer("session", sessionPort);
    onTestFinished(() => stop(sessionBouncer));
    await waitFor(sessionPort);
    expect((await detectPooler(await open(through(server.url(), sessionPort)))).path).toBe("proxy");
  });

  test("the same database is recognised behind two different addresses", async () => {
    const url = await createDatabase(server);
    const other = await createDatabase(server);
    const key = randomBytes(8).readBigInt64BE();
    const pooled = await open(through(url));
    expect(await sameDatabase(pooled, await open(url), key)).toBe(true);
    expect(await sameDatabase(await open(url), pooled, key)).toBe(true);
    expect(await sameDatabase(pooled, await open(through(url)), key)).toBe(true);
    expect(await sameDatabase(pooled, await open(other), key)).toBe(false);
  });

  test("the holder of a lock is found although the pooler hides our backend", async () => {
    const url = await createDatabase(server, "create table public.busy (id int)");
    const holder = await openSession(parseConnectionUrl(url, { env: {}, osUser: "nobody" }), {
      readOnly: false,
      applicationName: "deploy",
    });
    onTestFinished(() => holder.close());
    await holder.run(["begin", "lock table public.busy in access exclusive mode"]);
    const error = await (await open(through(url))).query("select id from public.busy").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "LOCK_TIMEOUT", message: expect.stringContaining("application deploy") });
  });

  test("a wrong password and a missing database have their own errors", async () => {
    const wrong = await open(through(server.url().replace(/:[^:@]*@/, ":wrong@"))).catch((thrown: unknown) => thrown);
    expect(wrong).toMatchObject({ code: "CONNECT_AUTHENTICATION" });
    const missing = await open(through(server.url("nosuchdatabase"))).catch((thrown: unknown) => thrown);
    expect(missing).toMatchObject({ code: "CONNECT_NO_DATABASE" });
  });
});

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo; // a TCP listener's address is never a path
  listener.close();
  await once(listener, "close");
  return port;
}

/** Waits until something listens. */
async function waitFor(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, "127.0.0.1");
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (isUp) return;
    await delay(50);
  }
  throw new Error("pgbouncer did not start");
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
