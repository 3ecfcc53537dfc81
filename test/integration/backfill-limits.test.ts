/** Data jobs at their limits: time that runs out, rows that are wide, runs that begin at once, and what must not be done twice. */

import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { BatchWork } from "../../src/core/backfill/batch-work.ts";
import { claimChunk, reclaimChunk } from "../../src/postgres/chunk-claims.ts";
import { computedSettings, usualSettings } from "../../src/workflows/data-job.ts";
import { useMigrationProject } from "../support/migration-project.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { runJob, withSession } from "../support/run-job.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

const flat = (text: string) => text.replaceAll(/\s+/g, " ");

const counted = (rows: number) => `
  create table counted (id int primary key, hits int not null default 0, body text);
  insert into counted select n from generate_series(1, ${rows}) n; analyze counted;`;

const counting: BatchWork = { kind: "sql", set: [{ column: "hits", expression: "hits + 1" }], where: null };
const base = { name: "count", kind: "backfill", relation: "counted", checksum: "one", key: null, settings: usualSettings };

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();
  const hits = async (url: string) => (await execSql(url, "select min(hits), max(hits) from counted where id > 0"))[0] ?? {};

  it("takes fewer rows when computing them takes longer than the lease", { timeout: 30_000 }, async () => {
    const url = await createDatabase(server(), counted(60));
    const slow: BatchWork = {
      kind: "computed",
      reads: ["hits"],
      writes: ["hits"],
      where: null,
      compute: async (rows) => {
        await delay(rows.length * 10);
        return rows.map(({ values: [value] }) => ({ kind: "write", values: [String(Number(value) + 1)] }));
      },
    };
    const settings = { ...computedSettings, workers: 1, leaseMs: 300 };
    expect(await runJob(url, { ...base, work: slow, settings })).toMatchObject({ ending: "done", totals: { written: 60 } });
    expect(await hits(url)).toEqual({ min: 1, max: 1 });
  });

  it("keeps a chunk through batches that are longer than the lease", async () => {
    const url = await createDatabase(server(), counted(40));
    const set = [{ column: "hits", expression: "hits + (pg_sleep(0.02) is not null)::int" }];
    const settings = { ...usualSettings, workers: 3, leaseMs: 100, rowsPerChunk: 20, batch: { aimMs: 400, least: 1, most: 20 } };
    expect(await runJob(url, { ...base, work: { ...counting, set }, settings })).toMatchObject({ ending: "done" });
    expect(await hits(url)).toEqual({ min: 1, max: 1 });
  });

  it("holds few rows where they are wide", async () => {
    const url = await createDatabase(server(), counted(80));
    await execSql(url, "alter table counted alter body set storage external; update counted set body = repeat('x', 1000000)");
    await execSql(url, "analyze counted");
    let most = 0;
    const reading: BatchWork = {
      kind: "computed",
      reads: ["body"],
      writes: ["hits"],
      where: null,
      compute: (rows) => {
        most = Math.max(most, rows.length);
        return rows.map(() => ({ kind: "write", values: ["1"] }));
      },
    };
    expect(await runJob(url, { ...base, work: reading, settings: computedSettings })).toMatchObject({ ending: "done" });
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThan(20);
  });

  it("refuses the batches of a worker whose chunk was taken over", async () => {
    const url = await createDatabase(server(), counted(50));
    const { run } = await runJob(url, { ...base, work: counting });
    await execSql(url, "update lockstep.job set state = 'open'; update lockstep.job_chunk set is_done = false");
    await withSession(url, (one) =>
      withSession(url, async (other) => {
        const hold = (epoch = "") => one.run([`select lockstep.hold_chunk('${run.id}', 1, ${epoch})`]);
        const lost = { cause: expect.objectContaining({ code: "LS001" }) };
        const first = await claimChunk(one, run.id, "one", 60_000);
        await hold(first?.epoch);
        expect(await claimChunk(other, run.id, "other", 60_000)).toBeNull();
        // what the broken connection had sent may still arrive after the new one has begun
        const again = first === null ? null : await reclaimChunk(other, run.id, first, 60_000);
        await expect(hold(first?.epoch)).rejects.toMatchObject(lost);
        await hold(again?.epoch);
        await execSql(url, "update lockstep.job_chunk set lease_until = now() - interval '1 second'");
        const taken = await claimChunk(other, run.id, "other", 60_000);
        await expect(hold(again?.epoch)).rejects.toMatchObject(lost);
        await hold(taken?.epoch);
      }),
    );
  });

  it("touches no row while its window is closed, and may be cancelled there", async () => {
    const { write, newDev, lockstep, data } = project();
    const url = await newDev(server(), counted(50));
    const hour = (from: number) => `${String((new Date().getUTCHours() + from) % 24).padStart(2, "0")}:00`;
    write(
      "db/jobs/count.ts",
      `import { defineBackfill } from "lockstep";
       export default defineBackfill({ table: "counted", set: { hits: "hits + 1" }, windows: ["${hour(3)}-${hour(4)}"] });`,
    );
    const running = data("backfill", "run", "count", "--env", "dev");
    const claimed = "select from lockstep.job_chunk where lease_until is not null";
    while ((await execSql(url, claimed).catch(() => [])).length === 0) await delay(20);
    await delay(400);
    expect(await hits(url)).toEqual({ min: 0, max: 0 });
    await lockstep("backfill", "cancel", "count", "--env", "dev");
    expect(await running).toMatchObject({ ending: "cancelled" });
    expect(await hits(url)).toEqual({ min: 0, max: 0 });
  });

  it("is run once by two that were told to run it again", async () => {
    const url = await createDatabase(server(), counted(50));
    const job = { ...base, work: counting };
    await runJob(url, job);
    await withClient(url, async (other) => {
      await other.query("begin; lock table lockstep.job in share mode");
      const second = runJob(url, job, { again: true });
      const waits = "select from pg_locks where relation = 'lockstep.job'::regclass and not granted";
      while ((await execSql(url, waits)).length === 0) await delay(10);
      // the other one has begun its run meanwhile, and ended it
      await other.query(`insert into lockstep.job (id, name, kind, relation, checksum, definition, state, actor, started_at)
        select gen_random_uuid(), name, kind, relation, checksum, definition, state, actor, clock_timestamp() from lockstep.job; commit`);
      expect(await second).toMatchObject({ ending: "done-before" });
    });
    expect(await hits(url)).toEqual({ min: 1, max: 1 });
  });

  it("needs no more rights than the documentation says, also where another role has made the ledger", async () => {
    const { write, newDev, data } = project();
    const url = await newDev(server(), `${counted(100)} alter table counted add body_upper text;`);
    const names = ["first", "second"].map((name) => `${name}_${new URL(url).pathname.slice(1)}`);
    const environments: Record<string, { url: string }> = {};
    for (const name of names) {
      const own = new URL(url);
      own.username = name;
      own.password = "x";
      environments[name.replace(/_.*/, "")] = { url: own.href };
      await execSql(
        url,
        `create role ${name} login password 'x'; alter role ${name} set idle_session_timeout = '800ms';
         grant usage on schema public to ${name}; grant select (id, body, body_upper), update (body_upper) on counted to ${name}`,
      );
    }
    await execSql(url, `create schema lockstep authorization ${names[0]}`);
    write("lockstep.config.json", JSON.stringify({ environments }));
    write(
      "db/jobs/upper.ts",
      `import { defineBackfill } from "lockstep";
       export default defineBackfill({ table: "counted", set: { body_upper: "upper(coalesce(body, '')) || coalesce(pg_sleep(0.012)::text, '')" } });`,
    );
    expect(await data("backfill", "run", "upper", "--env", "first")).toMatchObject({ ending: "done", totals: { written: 100 } });
    await execSql(
      url,
      `grant usage on schema lockstep to ${names[1]};
       grant select, insert, update, delete on lockstep.job, lockstep.job_chunk, lockstep.job_quarantine, lockstep.job_canary to ${names[1]}`,
    );
    expect(await data("backfill", "run", "upper", "--env", "second", "--again")).toMatchObject({ ending: "done" });
  });

  it("asks before rows of a cancelled run are changed once more", async () => {
    const { write, newDev, lockstep, data } = project();
    const url = await newDev(server(), counted(1_000));
    const job = (set: string) =>
      write(
        "db/jobs/count.ts",
        `import { defineBackfill } from "lockstep"; export default defineBackfill({ table: "counted", set: { ${set} } });`,
      );
    job('hits: "hits + 1"');
    await data("backfill", "run", "count", "--env", "dev");
    await execSql(
      url,
      `update counted set hits = 0 where id > 600; update lockstep.job set state = 'open', finished_at = null;
       update lockstep.job_chunk set cursor = '{600}', written = 600, is_done = false, lease_until = null`,
    );
    await lockstep("backfill", "cancel", "count", "--env", "dev");
    const refused = await lockstep("backfill", "run", "count", "--env", "dev");
    expect(refused.code).toBe(3);
    expect(flat(refused.stderr)).toContain("was cancelled after 600 rows were written");
    expect(await hits(url)).toEqual({ min: 0, max: 1 });
    expect(await data("backfill", "run", "count", "--env", "dev", "--again")).toMatchObject({ ending: "done" });
    expect(await hits(url)).toEqual({ min: 1, max: 2 });
    // what comes out the same however often it is done needs no leave
    job('body: "upper(id::text)"');
    expect(await data("backfill", "run", "count", "--env", "dev")).toMatchObject({ ending: "done" });
    job('hits: "hits + 2"');
    expect(flat((await lockstep("backfill", "run", "count", "--env", "dev")).stderr)).toContain("was done in another form");
  });
});
