/** The watch: it stops when a server starts to fail, by HTTP and by SQL, and says what it could not see. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readVitals } from "../../src/postgres/database-vitals.ts";
import { findEnvironment } from "../../src/project/find-environment.ts";
import { openProject } from "../../src/workflows/open-project.ts";
import { takeBaseline, type WatchRequest, watch } from "../../src/workflows/watch.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { openHttpWorld } from "../support/http-world.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { open } from "../support/sessions.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();

  const contextOf = (url: string) => ({
    cwd: project().folder,
    env: { DATABASE_URL: url },
    osUser: "tester",
    learn: () => undefined,
    progress: () => undefined,
  });
  /** A minute between looks that takes no time; `between` is what happens in it, by the number of looks so far. */
  const time = (between: (looks: number) => Promise<void> | void = () => undefined) => {
    let at = Date.parse("2026-11-20T17:00:00Z");
    let looks = 0;
    return {
      clock: () => new Date(at),
      sleep: async (ms: number) => {
        at += ms;
        await between(++looks);
      },
    };
  };
  const watched = (url: string, request: Partial<WatchRequest> = {}) =>
    watch({ environment: "dev", forMs: 300_000, everyMs: 60_000, baseline: null, ...time(), ...request }, contextOf(url));

  it("says go after its time, keeps what was usual, and names what it had nothing to say of", async () => {
    const url = await createDatabase(server());
    const web = await openHttpWorld();
    project().write("lockstep.config.json", JSON.stringify({ smoke: [{ kind: "http", url: web.url }] }));
    const outcome = await watched(url);
    expect(outcome).toMatchObject({
      kind: "go",
      looks: 6,
      reasons: [],
      from: "2026-11-20T17:00:00.000Z",
      until: "2026-11-20T17:05:00.000Z",
    });
    expect(existsSync(join(project().folder, outcome.evidence))).toBe(true);
    expect(outcome.signals.find(({ name }) => name === `GET ${web.url}`)).toMatchObject({ middle: 0, worst: 0, limit: 0 });
    // nobody else uses this database: a share of nothing is not told
    expect(outcome.unseen.map(({ signal }) => signal)).toContain("rolled back");
  });

  it("stops when a server starts to answer 5xx, and not for one odd answer", async () => {
    const url = await createDatabase(server());
    const web = await openHttpWorld();
    project().write(
      "lockstep.config.json",
      JSON.stringify({ watch: { signals: [{ name: "shop", http: { kind: "http", url: web.url } }] } }),
    );
    const fails = (...at: readonly number[]) =>
      time((looks) => {
        web.answer = at.includes(looks) ? { status: 500, body: "" } : { status: 200, body: "ok" };
      });
    expect(await watched(url, fails(2))).toMatchObject({ kind: "go", looks: 6 });
    const stopped = await watched(url, fails(2, 3, 4, 5));
    expect(stopped).toMatchObject({ kind: "stop", looks: 4, reasons: [{ signal: "shop", value: 1, limit: 0 }] });
    // a fault in the very last minute is looked at once more before anybody says go
    expect(await watched(url, fails(5, 6))).toMatchObject({ kind: "stop", looks: 7 });
  });

  it("stops by the team's own query and by transactions that are rolled back, beside what was usual before", async () => {
    const url = await createDatabase(server(), "create table failures (at int);");
    project().write("watch/failures.sql", "select count(*) from failures;\n");
    project().write(
      "lockstep.config.json",
      JSON.stringify({ watch: { signals: [{ name: "failed orders", sql: "watch/failures.sql" }] } }),
    );
    const context = contextOf(url);
    const opened = await openProject(context);
    const environment = findEnvironment(opened.config, "dev", context.env);
    const baseline = await takeBaseline(environment, opened, { looks: 2, everyMs: 10, ...time() }, context);
    expect(baseline).toMatchObject({ "failed orders": 0, "no answer": 0 });
    await execSql(url, "insert into failures select generate_series(1, 5)");
    const byQuery = await watched(url, { baseline });
    expect(byQuery).toMatchObject({ kind: "stop", looks: 2, reasons: [{ signal: "failed orders", value: 5, limit: 1 }] });
    await execSql(url, "delete from failures");
    // SQL errors of an application: each aborts its transaction, and the counters reach the statistics when the session ends
    const errors = async () => {
      for (let i = 0; i < 30; i++) await execSql(url, "select 1 / 0").catch(() => undefined);
    };
    const byErrors = await watched(url, { baseline: { ...baseline, "rolled back": 0.01 }, ...time(errors) });
    expect(byErrors).toMatchObject({ kind: "stop", reasons: [{ signal: "rolled back" }] });
  });

  it("stops when the database does not answer any more", async () => {
    const url = await createDatabase(server(), "create table t (id int);");
    const name = new URL(url).pathname.slice(1);
    const gone = await watched(
      url,
      time(async (looks) => {
        if (looks === 1) await execSql(server().url("postgres"), `drop database ${name} with (force)`);
      }),
    );
    expect(gone).toMatchObject({ kind: "stop", looks: 3, reasons: [{ signal: "no answer", value: 1 }] });
  });

  it("sees who waits for a lock and whose transaction is long", async () => {
    const url = await createDatabase(server(), "create table t (id int);");
    const session = await open(url);
    await withClient(url, async (holder) => {
      await holder.query("begin");
      await holder.query("lock table t");
      await withClient(url, async (waiter) => {
        const waiting = waiter.query("select from t");
        await expect.poll(async () => (await readVitals(session)).longestWait, { timeout: 10_000 }).toBeGreaterThan(0.2);
        expect((await readVitals(session)).longestTransaction).toBeGreaterThan(0.2);
        await holder.query("commit");
        await waiting;
      });
    });
    expect(await readVitals(session)).toMatchObject({ longestWait: 0, longestTransaction: 0, seesAll: true });
  });

  it("says what a role without rights cannot see, and goes on without a query that is refused", async () => {
    const url = await createDatabase(server(), `${ensureRole("watch_app", "login password 'x'")} create table hidden (id int);`);
    project().write(
      "lockstep.config.json",
      JSON.stringify({ watch: { signals: [{ name: "hidden", sql: "select count(*) from hidden", max: 1 }] } }),
    );
    const as = new URL(url);
    as.username = "watch_app";
    as.password = "x";
    const outcome = await watched(as.href);
    expect(outcome).toMatchObject({ kind: "go", blindTo: [expect.stringContaining("pg_read_all_stats")] });
    expect(outcome.unseen.map(({ signal }) => signal)).toEqual(expect.arrayContaining(["hidden", "longest transaction"]));
  });
});
