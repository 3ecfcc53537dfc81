/** Which side of a logical replication a change has to come to first: what lint says, beside what two databases come to when it is done otherwise. */

import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import { testedMajors } from "../support/tested-majors.ts";

const { folder, migration, lockstep } = useProgramDesk();

type Side = "publisher" | "subscriber";

interface Case {
  readonly sql: string;
  /** The side to which it must not come first. */
  readonly wrong: Side;
  /** A row that the other side stumbles over then, and where it arrives. */
  readonly row: string;
  readonly arrives: string;
  /** What the publisher's lint says, in part. */
  readonly words: string;
  readonly afterwards?: string;
}

const cases: readonly Case[] = [
  {
    sql: "alter table orders add column note text",
    wrong: "publisher",
    row: "insert into orders (id, note) values (1, 'x')",
    arrives: "select from orders",
    words: "the new column on the subscribers first",
  },
  {
    sql: "alter table orders drop column status",
    wrong: "subscriber",
    row: "insert into orders (id) values (1)",
    arrives: "select from orders",
    words: "here first, the subscribers after it",
  },
  {
    sql: "alter table orders rename column status to state",
    wrong: "publisher",
    row: "insert into orders (id) values (1)",
    arrives: "select from orders",
    words: "both sides at once",
  },
  {
    sql: "alter table orders alter column total type bigint",
    wrong: "publisher",
    row: "insert into orders (id, total) values (1, 5000000000)",
    arrives: "select from orders",
    words: "on the side first that takes more",
  },
  {
    sql: "alter table orders alter column status set not null",
    wrong: "subscriber",
    row: "insert into orders (id) values (1)",
    arrives: "select from orders where status is null",
    words: "here first, the subscribers after it",
  },
  {
    sql: "create table parcels (id int primary key)",
    wrong: "publisher",
    row: "insert into parcels values (1)",
    arrives: "select from parcels",
    words: "the new table on the subscribers first",
    afterwards: "alter subscription s refresh publication",
  },
];

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { wal_level: "logical", wal_retrieve_retry_interval: "100ms" } });
  let subscriber = "";

  // a slot would keep its database from being dropped
  afterEach(async () => {
    if (subscriber !== "") await execSql(subscriber, "drop subscription if exists s");
    subscriber = "";
  });

  const pair = async () => {
    const schema = "create table orders (id int primary key, status text, total int);";
    const publisher = await createDatabase(server(), `${schema} create publication p for all tables;`);
    subscriber = await createDatabase(server(), schema);
    const name = `slot_${new URL(publisher).pathname.slice(1)}`;
    // one server cannot wait for its own slot
    await execSql(publisher, `select pg_create_logical_replication_slot('${name}', 'pgoutput')`);
    await execSql(
      subscriber,
      `create subscription s connection '${publisher}' publication p with (create_slot = false, slot_name = '${name}')`,
    );
    return { publisher, subscriber };
  };

  const linted = async (url: string, sql: string): Promise<readonly Finding[]> => {
    migration("20260101000000_change.sql", `${sql};`);
    const env = { HOME: folder(), PRODUCTION_DATABASE_URL: url };
    return JSON.parse((await lockstep(["lint", "--env", "production", "--format", "json"], env)).stdout).findings;
  };

  const arrives = async (url: string, query: string, withinMs: number) => {
    for (const end = Date.now() + withinMs; Date.now() < end; await sleep(50)) {
      const rows = await execSql(url, query).catch(() => []);
      if (rows.length > 0) return true;
    }
    return false;
  };

  it.each(cases)("$sql: what stops on the wrong side is what is said", { timeout: 60_000 }, async (one) => {
    const sides = await pair();
    const right = one.wrong === "publisher" ? sides.subscriber : sides.publisher;
    const found = (await linted(sides.publisher, one.sql)).filter(({ rule }) => rule === "published-table");
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining(one.words)]);
    const onSubscriber = (await linted(sides.subscriber, one.sql)).filter(({ rule }) => rule === "subscribed-table");
    // the subscriber is warned where coming first is wrong, and where names or types have to go together
    expect(onSubscriber).toHaveLength(/add column|create table/.test(one.sql) ? 0 : 1);

    await execSql(one.wrong === "publisher" ? sides.publisher : sides.subscriber, one.sql);
    await execSql(sides.publisher, one.row);
    expect(await arrives(sides.subscriber, one.arrives, 1_500)).toBe(false);
    // a subscriber that is stricter stays so until it is not
    if (/set not null/.test(one.sql)) await execSql(sides.subscriber, "alter table orders alter column status drop not null");
    else await execSql(right, one.sql);
    if (one.afterwards !== undefined) await execSql(sides.subscriber, one.afterwards);
    // where the wrong side was the subscriber, what was sent already still has the column
    if (/drop column/.test(one.sql)) await execSql(sides.subscriber, "alter table orders add column status text");
    expect(await arrives(sides.subscriber, one.arrives, 20_000)).toBe(true);
  });
});
