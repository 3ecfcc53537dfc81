/** `lockstep lint --env` on a database that is being used: what it says of sizes, of who is in the way, and of who else is reached. */

import { Client } from "pg";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import { adoptDiskFunction, strayDiskFunction } from "../support/fake-disk-extension.ts";
import { LaggingReplica } from "../support/lagging-replica.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { useProgramDesk } from "../support/program-desk.ts";
import type { Ended } from "../support/run-program.ts";
import { testedMajors } from "../support/tested-majors.ts";

const { folder, migration, lockstep } = useProgramDesk();

const schema = `
  create table orders (id bigint primary key, status text, total int);
  insert into orders select i, 'open', i from generate_series(1, 60000) i;
  create table notes (id int primary key, body text);
  create publication changes for table orders;
  analyze;`;

const lint = async (url: string, sql: string): Promise<{ readonly ended: Ended; readonly findings: readonly Finding[] }> => {
  migration("20260101000000_change.sql", sql);
  // a home without what was kept from other runs
  const env = { HOME: folder(), PRODUCTION_DATABASE_URL: url };
  const ended = await lockstep(["lint", "--env", "production", "--format", "json"], env);
  return { ended, findings: JSON.parse(ended.stdout).findings };
};

const messages = (findings: readonly Finding[], rule: string) =>
  findings.filter((finding) => finding.rule === rule).map(({ message }) => message);

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major, { settings: { max_prepared_transactions: "5", wal_level: "logical" } });

  const during = async (url: string, begin: string, work: () => Promise<void>): Promise<void> => {
    const client = new Client({ connectionString: url, application_name: "shop" });
    await client.connect();
    try {
      await client.query(begin);
      await work();
    } finally {
      await client.end();
    }
  };

  it("names who holds a lock in the way, and since when", async () => {
    const url = await createDatabase(server(), schema);
    await during(url, "begin; update orders set total = 0 where id = 1", async () => {
      const { findings } = await lint(url, "alter table orders add column note text;");
      const [message = ""] = messages(findings, "blocked-right-now");
      expect(message).toMatch(
        /^pid \d+ \(.*shop, idle in transaction\) holds ROW EXCLUSIVE on public\.orders for .*: ACCESS EXCLUSIVE waits/,
      );
      // reading a table that nobody else locks is in nobody's way
      expect(messages((await lint(url, "alter table notes add column note text;")).findings, "blocked-right-now")).toEqual([]);
    });
    expect(messages((await lint(url, "alter table orders add column note text;")).findings, "blocked-right-now")).toEqual([]);
  });

  it("sees prepared transactions, which no session shows", async () => {
    const url = await createDatabase(server(), schema);
    await execSql(url, "begin; update orders set total = 0 where id = 1; prepare transaction 'forgotten'");
    try {
      const { findings } = await lint(url, "alter table orders add column note text;");
      expect(messages(findings, "blocked-right-now")[0]).toMatch(/^the prepared transaction forgotten holds ROW EXCLUSIVE/);
    } finally {
      await execSql(url, "rollback prepared 'forgotten'");
    }
  });

  it("says how large a table is that is worked on under a lock, how long that may take, and who receives its changes", async () => {
    const url = await createDatabase(server(), schema);
    const { findings } = await lint(url, "alter table orders alter column total type bigint;");
    expect(messages(findings, "large-table")[0]).toMatch(
      /^public\.orders is \d.* MB with about 60,000 rows: rewrite under ACCESS EXCLUSIVE, held for .* to .* \(an estimate\)$/,
    );
    expect(messages(findings, "published-table")).toEqual([
      "public.orders is published (changes), and DDL is not replicated: on the side first that takes more",
    ]);
    // what replication does not see is no matter
    expect(messages((await lint(url, "create index on orders (status);")).findings, "published-table")).toEqual([]);
    expect(messages((await lint(url, "alter table notes add column note text;")).findings, "published-table")).toEqual([]);
  });

  it("says how much room work takes, and what is free where an extension can tell", async () => {
    const url = await createDatabase(server(), `${schema} ${strayDiskFunction}`);
    const rewrite = "alter table orders alter column total type bigint;";
    const room = async (sql: string) =>
      (await lint(url, sql)).findings.filter(({ rule }) => rule === "disk-room").map(({ level, message }) => [level, message]);
    // a few megabytes are not worth a word, and a function that is not the extension's is not called
    expect(await room(rewrite)).toEqual([]);
    await execSql(url, adoptDiskFunction);
    expect(await room(rewrite)).toEqual([
      [
        "high",
        expect.stringMatching(
          /^public\.orders takes [\d.]+ MB to [\d.]+ MB more disk while it is written anew \(the table is .*, its indexes .*\); 5\.0 kB are free$/,
        ),
      ],
    ]);
    expect((await room("create index concurrently on orders (total);"))[0]?.[0]).toBe("high");
    await execSql(
      url,
      "create or replace function st.pg_sys_disk_info(out mount_point text, out file_system text, out free_space int8) returns setof record language sql as $$ values ('/', '/dev/a', 9000000000::int8) $$",
    );
    expect(await room(rewrite)).toEqual([]);
    await execSql(
      url,
      "alter table notes alter body set storage external; insert into notes select i, repeat('x', 12000) from generate_series(1, 9000) i",
    );
    expect(await room("alter table notes alter column id type bigint;")).toEqual([
      ["low", expect.stringMatching(/^public\.notes takes \d+ MB to 1\d\d MB more disk .*; 9\.0 GB are free$/)],
    ]);
    await execSql(url, "drop function st.pg_sys_disk_info cascade").catch(() => undefined);
    await execSql(url, "set allow_system_table_mods = on; delete from pg_extension where extname = 'system_stats'");
    expect(await room("alter table notes alter column id type bigint;")).toEqual([
      ["low", expect.stringContaining("what is free cannot be seen from here")],
    ]);
  });

  it("says what standbys replay, and leaves out who only keeps WAL", async () => {
    const url = await createDatabase(server(), schema);
    const add = "alter table orders add column note text;\nalter table notes add column seen boolean;";
    expect(messages((await lint(url, add)).findings, "standby-conflict")).toEqual([]);
    const replica = await LaggingReplica.begin(url, "reports");
    try {
      replica.say();
      const found = (await lint(url, add)).findings.filter(({ rule }) => rule === "standby-conflict");
      expect(found).toMatchObject([
        {
          level: "low",
          message: expect.stringMatching(/^ACCESS EXCLUSIVE on public\.orders, public\.notes is replayed on reports/),
          why: expect.stringContaining("hot_standby_feedback does not spare it"),
        },
      ]);
      const rewrite = (await lint(url, "alter table orders alter column total type bigint;")).findings;
      expect(rewrite).toMatchObject(
        expect.arrayContaining(
          [{ rule: "standby-conflict", level: "medium", why: expect.stringContaining("of WAL have to be replayed too") }].map(
            (one) => expect.objectContaining(one),
          ),
        ),
      );
      const index = (await lint(url, "create index on orders (status);")).findings;
      expect(messages(index, "standby-conflict")).toEqual([]);
      replica.say({ applies: false });
      for (let isSeen = false; !isSeen; )
        isSeen = (await execSql(url, "select from pg_stat_replication where replay_lsn is null")).length > 0;
      expect(messages((await lint(url, add)).findings, "standby-conflict")).toEqual([]);
    } finally {
      replica.end();
    }
  });

  it("names a published table that would be left without a key", async () => {
    const url = await createDatabase(server(), schema);
    const lost = async (sql: string) => messages((await lint(url, sql)).findings, "replica-identity-lost");
    expect(await lost("alter table orders drop constraint orders_pkey;")).toEqual([
      "without orders_pkey every UPDATE and DELETE of public.orders is refused: it is published (changes)",
    ]);
    expect(await lost("alter table orders drop constraint orders_pkey, add primary key (total);")).toEqual([]);
    expect(await lost("alter table orders drop constraint orders_pkey;\nalter table orders replica identity full;")).toEqual([]);
    expect(await lost("alter table notes drop constraint notes_pkey;")).toEqual([]);
    await execSql(url, "alter table orders drop constraint orders_pkey");
    await expect(execSql(url, "delete from orders where id = 1")).rejects.toThrow("does not have a replica identity");
  });

  it("finds a name where the database's search_path leads", async () => {
    const url = await createDatabase(server(), "create schema app; create table app.orders (id int primary key);");
    await execSql(
      url,
      `do $$ begin execute format('alter database %I set search_path = app, public', current_database()); end $$`,
    );
    migration("20260101000000_change.sql", "alter table orders add column note text;");
    const line = ["lint", "--env", "production", "--format", "json"];
    const { stdout } = await lockstep(line, { HOME: folder(), PRODUCTION_DATABASE_URL: url });
    expect(JSON.parse(stdout).data.migrations[0].statements[0].locks).toMatchObject([
      { relation: "app.orders", mode: "ACCESS EXCLUSIVE" },
    ]);
  });

  it("writes nothing, and takes a role that may only connect", async () => {
    const url = await createDatabase(server(), `${schema} create role lint_reader_${major} login password 'x';`);
    const as = new URL(url);
    as.username = `lint_reader_${major}`;
    as.password = "x";
    const { ended, findings } = await lint(as.href, "alter table orders add column note text;");
    expect(ended.code, ended.stderr).toBe(0);
    expect(messages(findings, "not-seen")).toEqual([]);
    expect(JSON.parse(ended.stdout).data.migrations[0].statements[0].locks).toEqual([
      { relation: "public.orders", mode: "ACCESS EXCLUSIVE", because: null },
    ]);
  });
});
