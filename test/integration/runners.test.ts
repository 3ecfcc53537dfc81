/** Several runners at once, and runners among other people's transactions: each migration once, and nobody waits longer than they may. */

import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { createDatabase, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import type { Ended } from "../support/run-program.ts";
import { times } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";
import { withClient } from "../support/with-client.ts";

const { migration, lockstep } = useProgramDesk();
const apply = (url: string, ...words: readonly string[]): Promise<Ended> =>
  lockstep(["apply", "dev", "--no-prediction", ...words], { DATABASE_URL: `${url}?sslmode=disable` });

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);

  it("eight runners on an empty database apply each migration once, and all are content", { timeout: 300_000 }, async () => {
    migration("20260101000000_ledger.sql", "create table ledger (entry int not null);\ninsert into ledger values (1);");
    migration("20260102000000_more.sql", "create table more (id int);\ninsert into ledger values (2);\nselect pg_sleep(0.02);");
    migration("20260103000000_last.sql", "alter table more add column note text;\ninsert into ledger values (3);");
    for (let round = 0; round < times(20); round++) {
      const url = await createDatabase(server(), "");
      const runs = await Promise.all(Array.from({ length: 8 }, () => apply(url)));
      expect(
        runs.filter(({ code }) => code !== 0).map(({ stderr }) => stderr),
        `round ${round}`,
      ).toEqual([]);
      const [ledger, events] = await withClient(url, async (client) => [
        (await client.query("select entry from ledger order by 1")).rows.map(({ entry }) => entry),
        (await client.query("select event from lockstep.journal order by seq")).rows.map(({ event }) => event),
      ]);
      expect(ledger).toEqual([1, 2, 3]);
      expect(events).toEqual(["identified", "applied", "applied", "applied"]);
    }
  });

  it("names who holds the lock when another runner takes too long", async () => {
    migration("20260101000000_slow.sql", "select pg_sleep(3);");
    const url = await createDatabase(server(), "");
    const first = apply(url);
    await delay(1_000);
    const second = await apply(url, "--wait", "300ms");
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/RUNNER_BUSY/);
    expect(second.stderr).toMatch(/process \d+ \(lockstep .*:\d+, user \w+, from 127\.0\.0\.1, connected for \d+ s\)/);
    expect((await first).code).toBe(0);
  });

  it("keeps no reader waiting longer than the budget, whatever it has to lock", { timeout: 120_000 }, async () => {
    const url = await createDatabase(
      server(),
      `create table plain (id int primary key);
       create table parted (id int, at int) partition by range (at);
       create table parted_1 partition of parted for values from (0) to (10);
       create table parted_2 partition of parted for values from (10) to (20);
       create table parted_3 partition of parted for values from (20) to (30);
       insert into parted select n, n % 30 from generate_series(1, 300) n;`,
    );
    // locks one table after the other, each behind somebody else: the server's own timeout would begin anew for each
    migration("20260101000000_wide.sql", "alter table plain add column a int;\nalter table parted add column b int;");
    const budgetMs = 2_000;
    const blockers = await Promise.all(
      ["parted_1", "parted_2", "parted_3"].map(async (table) => {
        const client = new Client({ connectionString: url, application_name: "somebody idle" });
        await client.connect();
        await client.query("begin");
        await client.query(`select from ${table} limit 1`);
        return client;
      }),
    );
    const [one, two, three] = blockers;
    let longest = 0;
    let isOver = false;
    const readers = ["plain", "parted_1", "parted_2", "parted"].map((table) =>
      withClient(url, async (client) => {
        while (!isOver) {
          const start = performance.now();
          await client.query(`select count(*) from ${table}`);
          longest = Math.max(longest, performance.now() - start);
          await delay(2);
        }
      }),
    );
    const run = apply(url, "--lock-timeout", `${budgetMs}ms`, "--attempts", "20");
    // the first two let go while the migration waits for them, one after the other; the last one later
    await delay(1_500);
    await one?.query("rollback");
    await delay(1_000);
    await two?.query("rollback");
    await delay(5_000);
    await three?.query("rollback");
    const { code, stderr } = await run;
    isOver = true;
    await Promise.all(readers);
    await Promise.all(blockers.map((client) => client.end()));
    expect(stderr).toMatch(/somebody idle/);
    expect(code).toBe(0);
    expect(longest, "milliseconds").toBeLessThan(budgetMs * 1.1);
    expect(longest, "somebody did wait").toBeGreaterThan(budgetMs * 0.5);
    const columns = await withClient(url, (client) =>
      client.query("select 1 from pg_attribute where attrelid = 'parted_3'::regclass and attname = 'b'"),
    );
    expect(columns.rows).toHaveLength(1);
  });
});
