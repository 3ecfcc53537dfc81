/**
 * Applications that go on writing while a change goes through all of its steps: they insert, update and delete, first as old code does and then
 * as new code does, and keep a journal of what was acknowledged. At the end the rows must be what the journal says, and nobody may have failed.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { useMigrationProject } from "../support/migration-project.ts";
import { execSql, useServer } from "../support/postgres.ts";
import { sampled } from "../support/sampled.ts";
import { testedMajors } from "../support/tested-majors.ts";

/** A writer that owns the ids that leave `rest` when divided by `of`: nobody else's write can explain what is there. */
class Writer {
  /** What the server has acknowledged, by id. */
  readonly journal = new Map<number, string>();
  readonly failures: string[] = [];
  /** The column that this code says. */
  column: string;
  readonly #client: Client;
  readonly #share: { readonly of: number; readonly rest: number };
  #count = 0;
  #isOver = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(url: string, column: string, share: { readonly of: number; readonly rest: number }) {
    this.#client = new Client({ connectionString: url });
    this.column = column;
    this.#share = share;
  }

  async start(): Promise<void> {
    await this.#client.connect();
    const { rows } = await this.#client.query(
      `select id, ${this.column} as v from accounts where id % ${this.#share.of} = ${this.#share.rest}`,
    );
    for (const { id, v } of rows) this.journal.set(id, v);
    this.#loop = this.#run();
  }

  async stop(): Promise<number> {
    this.#isOver = true;
    await this.#loop;
    await this.#client.end();
    return this.#count;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const i = this.#count++;
      const ids = [...this.journal.keys()];
      const some = ids[(i * 7919) % ids.length] ?? this.#share.rest;
      const fresh = 1_000_000 + i * this.#share.of + this.#share.rest;
      const { column } = this;
      const kind = i % 5;
      const [sql, id, value]: readonly [string, number, string | null] =
        kind === 0
          ? [`insert into accounts (id, ${column}) values (${fresh}, 'Made${i}')`, fresh, `Made${i}`]
          : kind === 1
            ? [`delete from accounts where id = ${some}`, some, null]
            : [`update accounts set ${column} = 'Set${i}' where id = ${some}`, some, `Set${i}`];
      try {
        await this.#client.query(sql);
        if (value === null) this.journal.delete(id);
        else this.journal.set(id, value);
      } catch (error) {
        this.failures.push(`${sql}: ${error instanceof Error ? error.message : error}`);
      }
      // leaves the processor to others
      await sleep(2);
    }
  }
}

const changes = [
  { name: "a name", words: ["rename", "accounts.token", "secret"], of: "accounts_token_to_secret", old: "token", now: "secret" },
  { name: "a type", words: ["change-type", "accounts.token", "varchar"], of: "accounts_token_type", old: "token", now: "token" },
  {
    name: "a type in partitions",
    words: ["change-type", "accounts.token", "varchar"],
    of: "accounts_token_type",
    old: "token",
    now: "token",
    // a range that rows come into meanwhile, and one that is partitioned itself
    partitions: `partition by range (id);
      create table accounts_new partition of accounts for values from (1000000) to (maxvalue);
      create table accounts_first partition of accounts for values from (minvalue) to (1000000) partition by hash (id);
      create table accounts_first_0 partition of accounts_first for values with (modulus 2, remainder 0);
      create table accounts_first_1 partition of accounts_first for values with (modulus 2, remainder 1)`,
  },
] as const;

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  const project = useMigrationProject();

  it.each(sampled(changes))(
    "loses no write and fails none while $name changes",
    async ({ words, of, old, now, ...table }) => {
      const url = await project().newDev(
        server(),
        `create table accounts (id int primary key, token text not null default 'none', other text)
         ${"partitions" in table ? table.partitions : ""};
       create index accounts_token_idx on accounts (token);
       insert into accounts (id, token) select i, 'First' || i from generate_series(1, 3000) i;`,
      );
      const done = async (...line: readonly string[]) => {
        const ended = await project().lockstep(...line);
        expect(ended, `${line.join(" ")}\n${ended.stdout}${ended.stderr}`).toMatchObject({ code: 0 });
      };
      const apply = () => done("apply", "dev", "--no-prediction");
      const writers = [0, 1].map((rest) => new Writer(url, old, { of: 2, rest }));
      for (const writer of writers) await writer.start();
      await done("expand", ...words);
      await apply();
      await done("backfill", "run", of);
      await done("backfill", "verify", of);
      // one after the other is deployed, while the other is still the old code
      const [first, second] = writers;
      if (first !== undefined) first.column = now;
      await done("switch", of);
      await apply();
      if (second !== undefined) second.column = now;
      await sleep(300);
      await done("contract", of);
      await apply();
      await sleep(100);
      const counts = await Promise.all(writers.map((writer) => writer.stop()));
      expect(writers.flatMap(({ failures }) => failures)).toEqual([]);
      const rows = await execSql(url, `select id, ${now} as v from accounts order by id`);
      const journal = writers.flatMap((writer) => [...writer.journal]).sort(([a], [b]) => a - b);
      expect(rows).toEqual(journal.map(([id, v]) => ({ id, v })));
      expect(Math.min(...counts)).toBeGreaterThan(50);
    },
    120_000,
  );
});
