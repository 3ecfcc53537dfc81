/** Sessions on real servers: reading in one snapshot, what ends a statement, poolers and replicas. */

import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { AppError } from "../../src/core/app-error.ts";
import { detectPooler } from "../../src/postgres/pooler.ts";
import { sameDatabase } from "../../src/postgres/same-database.ts";
import type { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { chooseServerAccount } from "../../src/postgres/scratch/server-account.ts";
import type { Session } from "../../src/postgres/session.ts";
import { sqlState } from "../../src/postgres/sql-state.ts";
import { createDatabase, execSql, startServer } from "../support/postgres.ts";
import { canary, failure, listen, open } from "../support/sessions.ts";

const folder = mkdtempSync(join(tmpdir(), "lockstep-session-"));
const account = chooseServerAccount();
let server: ScratchServer;
let otherServer: ScratchServer;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  server = await startServer(18);
  otherServer = await startServer(18);
  await execSql(server.url(), `create role reader login password '${canary}'`);
});

afterAll(async () => {
  await server?.stop();
  await otherServer?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("a snapshot", () => {
  test("returns one typed result per statement, in a read-only repeatable-read transaction with our settings", async () => {
    const url = await createDatabase(server);
    const name = new URL(url).pathname.slice(1);
    await execSql(
      server.url(),
      `alter database ${name} set datestyle = 'SQL, DMY'; alter database ${name} set search_path = public`,
    );
    const session = await open(url);
    const results = await session.snapshot([
      "select true as b, 7 as i, null::text as n, '{a,NULL,\"b c\"}'::text[] as a, '{\"x\":1}'::json as j, 8::int8 as big; -- with a comment",
      "select 1 as none where false",
      `select current_setting('transaction_isolation') as isolation, current_setting('transaction_read_only') as read_only,
              current_setting('search_path') as path, current_setting('datestyle') as style, current_setting('jit') as jit,
              current_setting('application_name') as application, current_setting('server_version_num')::int as version`,
    ]);
    expect(results.map(({ rows }) => rows)).toEqual([
      [{ b: true, i: 7, n: null, a: ["a", null, "b c"], j: { x: 1 }, big: "8" }],
      [],
      [
        {
          isolation: "repeatable read",
          read_only: "on",
          path: '""',
          style: "ISO, DMY",
          jit: "off",
          application: "lockstep",
          version: session.serverVersion,
        },
      ],
    ]);
    expect(results[1]?.fields).toEqual([{ name: "none", dataTypeID: 23 }]);
    expect((await session.query("show datestyle")).rows).toEqual([{ DateStyle: "ISO, DMY" }]);
  });

  test("takes one round trip for any number of statements", async () => {
    // a relay between us and the server counts how often the direction changes
    let turns = 0;
    let last = "";
    const note = (direction: string) => {
      if (direction === "out" && last !== "out") turns++;
      last = direction;
    };
    const port = await listen((socket) => {
      const link = connect(otherServer.port, "127.0.0.1");
      link.on("error", () => socket.destroy());
      socket.on("data", (data) => {
        note("out");
        link.write(data);
      });
      link.on("data", (data) => {
        note("in");
        socket.write(data);
      });
      socket.on("close", () => link.destroy());
    });
    const session = await open(otherServer.url().replace(/:\d+\//, `:${port}/`));
    turns = 0;
    last = "";
    const results = await session.snapshot(Array.from({ length: 40 }, (_, i) => `select ${i} as i, repeat('x', 5000) as x`));
    expect(results).toHaveLength(40);
    expect(turns).toBe(1);
  });

  test("can be followed by a newer one in the same round trip", async () => {
    const url = await createDatabase(server, "create table public.t ()");
    const session = await open(url);
    const count = "select count(*)::int as rows, current_setting('search_path') as path from public.t";
    const reading = session.snapshot([count, "select pg_sleep(1)", count], [count]);
    await delay(300);
    await execSql(url, "insert into public.t default values");
    const [before, , still, after] = await reading;
    expect([before, still, after].map((result) => result?.rows)).toEqual([
      [{ rows: 0, path: '""' }],
      [{ rows: 0, path: '""' }],
      [{ rows: 1, path: '""' }],
    ]);
  });

  test("cannot write, and goes on after an error", async () => {
    const session = await open(server.url());
    const error = await failure(session.snapshot(["select 1", "create table public.x ()", "select 2"]));
    expect(error).toMatchObject({ code: "SQL_ERROR", message: expect.stringContaining("Statement: create table public.x ()") });
    expect(sqlState(error)).toBe("25006");
    expect((await session.query("select 2 as two")).rows).toEqual([{ two: 2 }]);
    expect((await failure(session.run(["select 1"]))).code).toBe("INTERNAL");
  });

  test("names what the role may not read", async () => {
    const error = await failure(
      (await open(`postgres://reader:${canary}@127.0.0.1:${server.port}/postgres`)).query(
        "select rolname from pg_catalog.pg_authid",
      ),
    );
    expect(error).toMatchObject({ code: "PERMISSION_DENIED", message: expect.stringContaining("pg_authid") });
  });

  test("names who holds the lock that it waited for", async () => {
    const url = await createDatabase(server, "create table public.busy (id int)");
    const holder = new pg.Client({ connectionString: url, application_name: "nightly job" });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query("begin; lock table public.busy in access exclusive mode");
    const { rows } = await holder.query<{ pid: number }>("select pg_backend_pid() as pid");
    const error = await failure((await open(url)).snapshot(["select id from public.busy"]));
    expect(error).toMatchObject({
      code: "LOCK_TIMEOUT",
      retryable: true,
      hint: expect.stringContaining(`pg_terminate_backend(${rows[0]?.pid})`),
    });
    expect(error.message).toContain(`process ${rows[0]?.pid} (application nightly job, user`);
    expect(error.message).toContain("idle in transaction");
  });

  test("ends at its time limit", async () => {
    const session = await open(server.url(), { statementTimeoutMs: 200 });
    expect((await failure(session.query("select pg_sleep(20)"))).code).toBe("STATEMENT_TIMEOUT");
    expect((await session.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });

  test("stops on the server when it is interrupted", async () => {
    const controller = new AbortController();
    const session = await open(server.url(), { signal: controller.signal, applicationName: "to be stopped" });
    setTimeout(() => controller.abort(), 200);
    const start = performance.now();
    expect((await failure(session.query("select pg_sleep(20)"))).code).toBe("INTERRUPTED");
    expect(performance.now() - start).toBeLessThan(1_900);
    const running = "select 1 from pg_stat_activity where application_name = 'to be stopped' and state = 'active'";
    expect(await execSql(server.url(), running)).toEqual([]);
  });

  test("reports a backend that was ended as a lost connection", async () => {
    const session = await open(server.url());
    const query = failure(session.query("select pg_sleep(20)"));
    await delay(200);
    await execSql(server.url(), `select pg_terminate_backend(${session.backendPid})`);
    expect(await query).toMatchObject({ code: "CONNECT_LOST", retryable: true });
    expect((await failure(session.query("select 1"))).code).toBe("CONNECT_LOST");
  });
});

describe("two sessions", () => {
  const key = () => randomBytes(8).readBigInt64BE();

  test("lead to the same database or not, whatever their URLs say", async () => {
    const url = await createDatabase(server);
    const copy = await createDatabase(server, "", new URL(url).pathname.slice(1));
    const session = await open(url);
    expect(await sameDatabase(session, await open(url.replace("127.0.0.1", "localhost")), key())).toBe(true);
    expect(await sameDatabase(session, await open(copy), key())).toBe(false);
    expect(await sameDatabase(session, await open(otherServer.url()), key())).toBe(false);
    expect(await sameDatabase(session, await open(url), -1n)).toBe(true);
  });

  test("are told to go straight to the server when they do", async () => {
    expect((await detectPooler(await open(server.url()))).path).toBe("direct");
  });
});

test("a read replica is read like any server, and says that it is one", async () => {
  // a standby made of a stopped server's files, as the embedded builds have no pg_basebackup
  const data = join(folder, "standby");
  mkdirSync(data, { mode: 0o700 });
  if (account !== undefined) chownSync(data, account.uid, account.gid);
  const run = { ...account, cwd: "/", stdio: "ignore" as const };
  const program = (name: string) => join(server.binDir, name);
  expect(spawnSync(program("initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-N", "--locale=C"], run).status).toBe(0);
  const signal = join(data, "standby.signal");
  writeFileSync(signal, "", { mode: 0o600 });
  if (account !== undefined) chownSync(signal, account.uid, account.gid);
  appendFileSync(join(data, "postgresql.conf"), "fsync = off\nshared_buffers = 16MB\nunix_socket_directories = ''\n");
  const standbyPort = await freePort();
  const standby = spawn(program("postgres"), ["-D", data, "-p", String(standbyPort), "-h", "127.0.0.1"], run);
  const ended = new Promise((resolve) => standby.once("exit", resolve));
  onTestFinished(async () => {
    standby.kill("SIGQUIT");
    await ended;
  });
  const url = `postgres://postgres@127.0.0.1:${standbyPort}/postgres`;
  const session = await openPatiently(url);
  expect(session.inReplica).toBe(true);
  expect((await session.query("select pg_is_in_recovery() as standby")).rows).toEqual([{ standby: true }]);
  expect(await sameDatabase(session, await open(url), 42n)).toBe(true);
  expect((await failure(open(`${url}?target_session_attrs=primary`))).code).toBe("CONNECT_FAILED");
});

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo; // a TCP listener's address is never a path
  listener.close();
  await once(listener, "close");
  return port;
}

/** Opens as soon as the server lets us in. */
async function openPatiently(url: string): Promise<Session> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await open(url);
    } catch (error) {
      if (attempt > 100 || !(error instanceof AppError) || !error.retryable) throw error;
      await delay(100);
    }
  }
}
