/**
 * An application that keeps using tables while something else happens to them: for each table one connection reads by key and another
 * inserts and updates by key. How long an operation waited for locks is the server's own word (`log_lock_waits`), which a busy machine
 * does not distort; how long it took is the clock's.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

/** A table under traffic: it has columns `id` and `n`, and defaults for all others. */
export interface BusyTable {
  /** As SQL names it, with its schema. */
  readonly table: string;
  /** Rows with the thousand ids from here on are there. */
  readonly keys: number;
  /** No row has this id or a higher one. */
  readonly fresh: number;
}

/** One statement of the application; times are `performance.now()`. */
export interface Operation {
  readonly kind: "read" | "write";
  readonly table: string;
  readonly start: number;
  readonly end: number;
  /** For locks of any sort, in milliseconds. */
  readonly waitedMs: number;
}

/** Traffic that is running; stop it. */
export class Traffic {
  /** In the order in which they ended. */
  readonly operations: Operation[] = [];
  readonly #clients: readonly Client[];
  #loops: Promise<unknown> = Promise.resolve();
  #isOver = false;

  private constructor(clients: readonly Client[]) {
    this.#clients = clients;
  }

  static async start(url: string, tables: readonly BusyTable[]): Promise<Traffic> {
    const clients = tables.flatMap(() => [new Client({ connectionString: url }), new Client({ connectionString: url })]);
    const traffic = new Traffic(clients);
    await Promise.all(clients.map(prepare));
    const loops = tables.flatMap((table, i) => [
      traffic.#loop(clients[2 * i], "read", table, reads(table)),
      traffic.#loop(clients[2 * i + 1], "write", table, writes(table)),
    ]);
    traffic.#loops = Promise.all(loops);
    // it is told by stop()
    traffic.#loops.catch(() => undefined);
    return traffic;
  }

  /** Ends the traffic. @throws Error when a statement of the application failed */
  async stop(): Promise<void> {
    this.#isOver = true;
    try {
      await this.#loops;
    } finally {
      for (const client of this.#clients) await client.end();
    }
  }

  async #loop(
    client: Client | undefined,
    kind: Operation["kind"],
    { table }: BusyTable,
    statements: Generator<string, never>,
  ): Promise<void> {
    if (client === undefined) return;
    let waitedMs = 0;
    client.on("notice", ({ message }) => {
      const found = /acquired .* after ([\d.]+) ms/.exec(message ?? "");
      if (found !== null) waitedMs += Number(found[1]);
    });
    while (!this.#isOver) {
      const sql = statements.next().value;
      waitedMs = 0;
      const start = performance.now();
      await client.query(sql).catch((error: Error) => {
        throw new Error(`the application's ${sql} failed: ${error.message}`, { cause: error });
      });
      this.operations.push({ kind, table, start, end: performance.now(), waitedMs });
      // leaves the processor to others
      await sleep(1);
    }
  }
}

async function prepare(client: Client): Promise<void> {
  await client.connect();
  // a wait is told once the search for deadlocks has run, which therefore has to run at once
  await client.query(
    "set lc_messages = 'C'; set log_lock_waits = on; set deadlock_timeout = '4ms'; set client_min_messages = log",
  );
}

function* reads({ table, keys }: BusyTable): Generator<string, never> {
  for (let i = 0; ; i++) yield `select * from ${table} where id = ${keys + ((i * 7) % 1000)}`;
}

function* writes({ table, keys, fresh }: BusyTable): Generator<string, never> {
  for (let i = 0; ; i++) {
    yield `insert into ${table} (id, n) values (${fresh + i}, 1)`;
    // the first key is left to others
    yield `update ${table} set n = n + 1 where id = ${keys + 1 + ((i * 7) % 999)}`;
  }
}
