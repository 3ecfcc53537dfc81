/**
 * Audits beside others who work on the same schema. Postgres' deparse functions look at the catalogs as they are now and not as
 * they were when the read began, and they take locks: what comes out must be one of the schema's true states or a plain refusal,
 * and nobody may have to wait for it longer than the reader's own lock timeout.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../src/core/app-error.ts";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import { compareCatalogs } from "../../src/core/parity/compare-catalogs.ts";
import { asAuditor, createAuditor, inspectUrl } from "../support/inspect-url.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { testedMajors } from "../support/tested-majors.ts";

// As long as the reader may wait in all, and as long as it may hold locks while it waits for another: well below deadlock_timeout,
// so that it is never the migration that is ended.
const lockTimeoutMs = 2_000;
const holdMs = 300;

// Every name here turns up in some other object's printed text.
const shop = `
  create schema s;
  create type s.mood as enum ('sad', 'ok');
  create domain s.short as text check (length(value) < 10);
  create function s.twice(n int) returns int language sql immutable as 'select n * 2';
  create collation s.plain from "C";
  create table s.items (
    id int primary key, price int default 1 check (price > 0), mood s.mood default 'sad', label s.short,
    constraint items_twice check (s.twice(price) > id), constraint items_mood check (mood <> 'ok')
  );
  create table s.lines (item int references s.items (id), what text collate s.plain, check (what <> ''));
  create index lines_what on s.lines (lower(what), s.twice(item)) where item > 0;
  create view s.cheap as select i.id, l.what from s.items i join s.lines l on l.item = i.id where i.price < 5 and i.mood = 'sad';
  create policy cheap_only on s.items using (price < s.twice(5));
  create statistics s.both on item, what from s.lines;
  create table s.extra (a int default 3);`;

const there = `
  alter table s.items rename column price to cost; alter table s.items rename to goods;
  alter table s.lines rename column what to thing; alter function s.twice(int) rename to dup;
  alter type s.mood rename to temper; alter type s.temper rename value 'sad' to 'low'; alter collation s.plain rename to bare;
  alter view s.cheap rename column what to thing; alter view s.cheap rename to bargains; drop table s.extra;
  create table s.more (b int default s.dup(4)); alter schema s rename to z;`;

const back = `
  alter schema z rename to s; drop table s.more; create table s.extra (a int default 3);
  alter view s.bargains rename to cheap; alter view s.cheap rename column thing to what;
  alter collation s.bare rename to plain; alter type s.temper rename value 'low' to 'sad'; alter type s.temper rename to mood;
  alter function s.dup(int) rename to twice; alter table s.lines rename column thing to what;
  alter table s.goods rename to items; alter table s.items rename column cost to price;`;

/** Runs `work` while the statements run one after the other, over and over, in a session of their own, which must never fail. */
async function beside<T>(url: string, statements: readonly string[], pauseMs: () => number, work: () => Promise<T>) {
  const client = new Client({ connectionString: url });
  await client.connect();
  let stopped = false;
  let rounds = 0;
  const loop = async () => {
    while (!stopped) {
      for (const statement of statements) {
        await client.query(statement);
        await sleep(pauseMs());
      }
      rounds++;
    }
  };
  // settled at once: a failure must not go unhandled while the work goes on
  const looping = loop().then(
    () => null,
    (error: unknown) => error,
  );
  try {
    const result = await work();
    stopped = true;
    return { result, rounds, failure: await looping };
  } finally {
    stopped = true;
    await looping;
    await client.end();
  }
}

/** What one audit came to: the state that it saw, or the error that it refused with. */
async function outcome(url: string, states: ReadonlyMap<string, Catalog>): Promise<string> {
  let seen: Catalog;
  try {
    seen = await inspectUrl(url);
  } catch (error) {
    return error instanceof AppError && error.code === "SCHEMA_CHANGING" ? error.code : String(error);
  }
  const differences: string[] = [];
  for (const [name, state] of states) {
    const { changes } = await compareCatalogs(state, seen);
    if (changes.length === 0) return name;
    differences.push(`${name}: ${changes.map((change) => `${change.change} ${change.id}`).join(", ")}`);
  }
  return `torn: ${differences.join(" | ")}`;
}

async function auditFor(ms: number, url: string, states: ReadonlyMap<string, Catalog>): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const end = performance.now() + ms; performance.now() < end; ) {
    const name = await outcome(url, states);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** A session that holds a lock until it is told to let go. */
async function holdLock(url: string, sql: string) {
  const client = new Client({ connectionString: url, application_name: "careless migration" });
  await client.connect();
  await client.query(`begin; ${sql}`);
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return { pid: rows[0]?.pid ?? 0, letGo: () => client.end() };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  beforeAll(() => execSql(server().url(), createAuditor));

  describe("beside renames", () => {
    const twoStates = async (url: string): Promise<ReadonlyMap<string, Catalog>> => {
      const before = await inspectUrl(url);
      await execSql(url, there);
      const renamed = await inspectUrl(url);
      await execSql(url, back);
      return new Map([
        ["as it was", before],
        ["renamed", renamed],
      ]);
    };

    it.each([
      ["without pause", () => 0],
      ["with pauses about as long as an audit", () => Math.random() * 150],
      ["with long pauses", () => 400],
    ])("%s sees a true state or says that the schema is changing", async (name, pauseMs) => {
      const url = await createDatabase(server(), shop);
      const states = await twoStates(url);
      const work = () => auditFor(4_000, asAuditor(url), states);
      const { result, rounds, failure } = await beside(url, [there, back], pauseMs, work);
      expect(failure, "an audit made a migration fail").toBeNull();
      expect(rounds).toBeGreaterThan(3);
      console.log(`PostgreSQL ${major}, ${name}, ${rounds} rounds:`, Object.fromEntries(result));
      const unexpected = [...result.keys()].filter((seen) => seen !== "SCHEMA_CHANGING" && !states.has(seen));
      expect(unexpected).toEqual([]);
      if (pauseMs() === 400) expect([...result.keys()].sort()).toEqual(expect.arrayContaining(["as it was", "renamed"]));
    });

    it("is not disturbed by sessions that make temporary tables", async () => {
      const url = await createDatabase(server(), shop);
      const states = new Map([["as it was", await inspectUrl(url)]]);
      const temporary = [
        "create temp table t (id serial primary key, x text default 'a' check (x <> '')); create temp view v as select * from t",
        "drop table t cascade",
      ];
      const { result, rounds, failure } = await beside(
        url,
        temporary,
        () => 0,
        () => auditFor(2_000, asAuditor(url), states),
      );
      expect(failure).toBeNull();
      expect(rounds).toBeGreaterThan(20);
      expect([...result.keys()]).toEqual(["as it was"]);
    });
  });

  describe("behind an ACCESS EXCLUSIVE lock", () => {
    it("gives up after the lock timeout and names the holder", async () => {
      const url = await createDatabase(server(), shop);
      const holder = await holdLock(url, "lock table s.items in access exclusive mode");
      try {
        const { value: error, ms } = await timed(() => inspectUrl(asAuditor(url)).catch((thrown: unknown) => thrown));
        expect(error).toMatchObject({ code: "LOCK_TIMEOUT", retryable: true });
        expect(String(error)).toContain(`process ${holder.pid} (application careless migration`);
        expect(ms).toBeGreaterThan(lockTimeoutMs * 0.7);
        expect(ms).toBeLessThan(lockTimeoutMs + 1_500);
      } finally {
        await holder.letGo();
      }
      expect((await inspectUrl(asAuditor(url))).objects.size).toBeGreaterThan(10);
    });

    it("does not wait for a table that nothing has to be printed of", async () => {
      const url = await createDatabase(server(), "create table plain (id int, name text)");
      const holder = await holdLock(url, "lock table plain in access exclusive mode");
      try {
        const { value, ms } = await timed(() => inspectUrl(asAuditor(url)));
        expect([...value.objects.keys()]).toContain("table:public.plain");
        expect(ms).toBeLessThan(lockTimeoutMs / 2);
      } finally {
        await holder.letGo();
      }
    });

    it("lets nobody wait for the reader longer than the reader's own timeout", async () => {
      const url = await createDatabase(
        server(),
        `${shop} create table s.a (x int default 1); create view s.b as select x from s.a`,
      );
      const holder = await holdLock(url, "lock table s.items in access exclusive mode");
      try {
        const reading = inspectUrl(asAuditor(url)).catch((thrown: unknown) => thrown);
        await sleep(500);
        // the reader waits now; it may hold locks on what it has printed already
        const written = await timed(() =>
          execSql(url, "alter table s.a add column y int; alter view s.b alter column x set default 1"),
        );
        expect(written.ms).toBeLessThan(holdMs + 700);
        expect(await reading).toMatchObject({ code: "LOCK_TIMEOUT" });
        expect((await timed(() => execSql(url, "alter table s.a drop column y"))).ms).toBeLessThan(500);
      } finally {
        await holder.letGo();
      }
    });
  });
});
