/** Small migrations that travel in one message: each is a transaction of its own all the same, whatever happens to one of them. */

import { describe, expect, it } from "vitest";
import { verifyChain } from "../../src/core/journal/hash-chain.ts";
import type { NewEvent } from "../../src/core/journal/journal-event.ts";
import { makeJournal, readEvents } from "../../src/postgres/journal-store.ts";
import { composeTogether, runTogether } from "../../src/postgres/run-together.ts";
import { runTransaction } from "../../src/postgres/run-transaction.ts";
import type { Session } from "../../src/postgres/session.ts";
import { CuttingProxy } from "../crash/cutting-proxy.ts";
import { refusal, useApplyDesk } from "../support/apply-desk.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { rowValues } from "../support/row-values.ts";
import { openJobSession, withSession } from "../support/run-job.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

const limits = { lockBudgetMs: 400, statementTimeoutMs: 0, owner: null, canNoticeDeadClient: true };

function event(version: string): NewEvent {
  const attempt = `00000000-0000-4000-8000-${version.padStart(12, "0")}`;
  return {
    attempt,
    event: "applied",
    version,
    file: `${version}.sql`,
    checksum: null,
    actor: "tester",
    database: attempt,
    payload: {},
  };
}

/** One transaction for each text, which is one statement for each line. */
function transactions(...texts: readonly string[]) {
  return texts.map((text, i) => ({
    statements: text.split("\n").map((sql, line) => ({ sql, line: line + 1, column: 1 })),
    event: event(String(i + 1)),
    limits,
  }));
}

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  // nobody but who commits writes the log to the disk
  const server = useServer(major, { settings: { wal_writer_delay: "10s" } });
  const desk = useApplyDesk();

  const numbers = (url: string) => rowValues(url, "select n from t order by n");
  const database = async () => {
    const url = await createDatabase(server(), "create table t (n int primary key); create table held (n int)");
    await withSession(url, (session) => makeJournal(session, event("0")));
    return url;
  };
  const together = (session: Session, url: string, ...texts: readonly string[]) =>
    runTogether(session, () => openJobSession(url), composeTogether(session, transactions(...texts)));

  it("commits each with its event, and measures each by itself", async () => {
    const url = await database();
    await withSession(url, async (session) => {
      const slow = "select pg_sleep(0.05);";
      const outcome = await together(session, url, `insert into t values (1);\n${slow}`, "insert into t values (2);", slow);
      expect(outcome.stopped).toBeNull();
      const [first, second, third] = outcome.committed;
      expect(first?.ranMs).toBeGreaterThanOrEqual(50);
      expect(second?.ranMs).toBeLessThan(40);
      expect(third?.ranMs).toBeGreaterThanOrEqual(50);
      expect(verifyChain(await readEvents(session))).toEqual([]);
    });
    expect(await numbers(url)).toEqual([1, 2]);
    const counts = "select jsonb_array_length(payload -> 'durationsMs') from lockstep.journal order by seq";
    expect(await rowValues(url, counts)).toEqual([0, 2, 1, 1]);
    expect(await rowValues(url, "select count(distinct xmin::text)::int from lockstep.journal")).toEqual([4]);
  });

  it("begins each with a session as new", async () => {
    const url = await database();
    await withSession(url, async (session) => {
      const rude =
        "set search_path = nowhere;\ncreate temp table t (n int);\nset default_transaction_read_only = on;\nlisten ears;";
      const outcome = await together(session, url, rude, "insert into t values (2);", "insert into public.t values (3);");
      expect(outcome).toMatchObject({ committed: [{}, {}, {}], stopped: null });
    });
    expect(await numbers(url)).toEqual([2, 3]);
  });

  it("ends at the one that is refused, with its place, and begins none behind it", async () => {
    const url = await database();
    await withSession(url, async (session) => {
      const fails = "insert into t values (3);\ninsert into t values\t(nowhere);";
      const outcome = await together(session, url, "insert into t values (1);", "select 1;", fails, "insert into t values (4);");
      expect(outcome.committed).toHaveLength(2);
      expect(outcome.stopped).toMatchObject({ kind: "refused", refusal: { state: "42703", index: 1, line: 2, column: 23 } });
      // the session is of use again, and what was prepared in it is known or made anew
      expect((await together(session, url, "insert into t values (5);", "insert into t values (6);")).committed).toHaveLength(2);
    });
    expect(await numbers(url)).toEqual([1, 5, 6]);
  });

  it.each([
    { name: "all of them are done", texts: ["insert into t values (1);", "insert into t values (2);"] },
    { name: "one is refused", texts: ["insert into t values (1);", "insert into t values (2);", "insert into t values (2);"] },
    { name: "the last waits for no disk", texts: ["insert into t values (1);", "set synchronous_commit = off;"] },
  ])("is safe on the disk when the answer comes, where $name", { retry: 2 }, async ({ texts }) => {
    const url = await database();
    await execSql(url, `alter database ${new URL(url).pathname.slice(1)} set synchronous_commit = on`);
    await withSession(url, async (session) => {
      await together(session, url, ...texts);
      // nobody else writes here; what does (a checkpoint, say) is not there three times
      expect(await rowValues(url, "select pg_current_wal_insert_lsn() <= pg_current_wal_flush_lsn() as n")).toEqual([true]);
    });
  });

  it("has done nothing where one of them cannot be read", async () => {
    const url = await database();
    await withSession(url, async (session) => {
      const outcome = await together(session, url, "insert into t values (1);", "insert in t values (2);");
      expect(outcome).toEqual({ committed: [], stopped: null });
      const alone = await together(session, url, "insert in t values (2);");
      expect(alone.stopped).toMatchObject({ kind: "refused", refusal: { state: "42601", line: 1, column: 8 } });
    });
    expect(await numbers(url)).toEqual([]);
  });

  it("lets go of a lock that one of them does not get, and says who holds it", async () => {
    const url = await database();
    await withClient(url, async (holder) => {
      await holder.query("begin; lock table held in access share mode");
      await withSession(url, async (session) => {
        const waits = "alter table held add w int;";
        const outcome = await together(session, url, "insert into t values (1);", waits, "insert into t values (3);");
        expect(outcome.committed).toHaveLength(1);
        expect(outcome.stopped).toMatchObject({
          kind: "blocked",
          refusal: { index: 0 },
          holders: [{ state: "idle in transaction" }],
        });
      });
    });
    expect(await numbers(url)).toEqual([1]);
  });

  it("goes on where something takes away what was prepared", async () => {
    const url = await database();
    await withSession(url, async (session) => {
      await runTransaction(session, () => openJobSession(url), {
        ...(transactions("insert into t values (0);")[0] ?? { statements: [], event: event("9"), limits }),
        event: event("9"),
        check: null,
      });
      const forgets = "do $$ begin execute 'deallocate ' || 'all'; end $$;";
      const outcome = await together(session, url, "insert into t values (1);", forgets, "insert into t values (3);");
      // the one that did it is refused when its event is to be written, and has not happened
      expect(outcome).toMatchObject({ committed: [{}], stopped: null });
    });
    expect(await numbers(url)).toEqual([0, 1]);
  });

  it("may be composed while another message is under way, which prepares what it needs", async () => {
    const url = await database();
    await withSession(url, async (session) => {
      const [first, second, third] = transactions(
        "insert into t values (1);",
        "insert into t values (2);",
        "insert into t values (3);",
      );
      if (first === undefined || second === undefined || third === undefined) throw new Error("there are three");
      const messages = [composeTogether(session, [first, second]), composeTogether(session, [third])];
      for (const message of messages)
        expect(await runTogether(session, () => openJobSession(url), message)).toMatchObject({ stopped: null });
    });
    expect(await numbers(url)).toEqual([1, 2, 3]);
  });

  it("does not know how far it came when the connection breaks, and the journal does", async () => {
    const url = await database();
    await withSession(url, async (session) => {
      const ends = "select pg_terminate_backend(pg_backend_pid());";
      const outcome = await together(session, url, "insert into t values (1);", ends, "insert into t values (3);");
      expect(outcome).toMatchObject({ committed: [], stopped: { kind: "unknown" } });
    });
    expect(await numbers(url)).toEqual([1]);
  });

  it("applies a folder of small files up to the one that fails, and goes on from there", { timeout: 60_000 }, async () => {
    const dev = await createDatabase(server(), "create table t (n int primary key)");
    const file = (n: number, text: string) => desk.migration(`20260101${String(n).padStart(6, "0")}_m.sql`, text);
    for (let n = 1; n <= 60; n++) file(n, `insert into t values (${n});`);
    file(47, "insert into t values (47);\ninsert into t values (1);");
    const failed = await refusal(desk.apply({ dev }));
    expect(failed.message).toMatch(/^20260101000047_m\.sql:2:1: duplicate key .* Applied before it: 46 migrations\.$/);
    expect(await numbers(dev)).toHaveLength(46);
    const failures = "select file from lockstep.journal where event = 'failed'";
    expect(await rowValues(dev, failures)).toEqual(["20260101000047_m.sql"]);
    file(47, "insert into t values (47);");
    expect((await desk.apply({ dev })).applied).toHaveLength(14);
    expect(await numbers(dev)).toHaveLength(60);
    await withSession(dev, async (session) => expect(verifyChain(await readEvents(session))).toEqual([]));
  });

  it("runs what a broken connection has not done, and nothing twice", { timeout: 60_000 }, async () => {
    // a sequence remembers what a transaction that was lost has done
    const breaks = "do $$ begin if nextval('once') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if; end $$;";
    const dev = await createDatabase(server(), "create sequence once; create table t (n int)");
    const file = (n: number, text: string) => desk.migration(`20260101${String(n).padStart(6, "0")}_m.sql`, text);
    // the first messages hold 1, 2, 4 and 8 files, where the machine is quick enough
    for (let n = 1; n <= 30; n++) file(n, `insert into t values (${n});`);
    file(11, `insert into t values (11);\n${breaks}`);
    const { applied } = await desk.apply({ dev });
    expect(await rowValues(dev, "select n from t order by n")).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    // what is told is what the journal has
    const journal = await rowValues(
      dev,
      "select format('%s %s', file, seq) from lockstep.journal where event = 'applied' order by seq",
    );
    expect(applied.map((one) => `${one.file} ${one.seq}`)).toEqual(journal);
    expect(journal).toHaveLength(30);
    expect(await rowValues(dev, "select last_value::int from once")).toEqual([2]);
    await withSession(dev, async (session) => expect(verifyChain(await readEvents(session))).toEqual([]));
  });

  it("takes for done what was, where only the answer was lost", { timeout: 60_000 }, async () => {
    const proxy = await CuttingProxy.open(server().port);
    const throughProxy = async () => {
      const url = await createDatabase(server(), "create table t (n int)");
      const dev = new URL(url);
      dev.port = String(proxy.port);
      dev.searchParams.set("sslmode", "disable");
      return { url, dev: dev.href };
    };
    try {
      for (let n = 1; n <= 30; n++) desk.migration(`20260101${String(n).padStart(6, "0")}_m.sql`, `insert into t values (${n});`);
      const first = await throughProxy();
      proxy.arm(null, () => undefined);
      await desk.apply({ dev: first.dev });
      // in the midst of a message with several
      const message = proxy.commits.at(-8) ?? 0;
      const second = await throughProxy();
      proxy.arm({ message, when: "before" }, (cut) => cut());
      const { applied } = await desk.apply({ dev: second.dev });
      expect(await proxy.struck()).toBe(true);
      expect(await rowValues(second.url, "select n from t order by n")).toEqual(
        await rowValues(first.url, "select n from t order by n"),
      );
      const journal = await rowValues(second.url, "select file from lockstep.journal where event = 'applied' order by seq");
      expect(applied.map((one) => one.file)).toEqual(journal);
      expect(journal).toHaveLength(30);
    } finally {
      await proxy.close();
    }
  });

  it("sends few messages for many small files", { timeout: 60_000 }, async () => {
    const url = await createDatabase(server(), "create table t (n int primary key)");
    const proxy = await CuttingProxy.open(server().port);
    try {
      const dev = new URL(url);
      dev.port = String(proxy.port);
      dev.searchParams.set("sslmode", "disable");
      for (let n = 1; n <= 200; n++)
        desk.migration(`20260101${String(n).padStart(6, "0")}_m.sql`, `insert into t values (${n});`);
      expect((await desk.apply({ dev: dev.href })).applied).toHaveLength(200);
      expect(proxy.queries).toBeLessThan(100);
    } finally {
      await proxy.close();
    }
  });
});
