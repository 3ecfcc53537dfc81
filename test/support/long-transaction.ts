/** An old transaction that stands in the way: it has read tables, or written a row of each, and has not ended. */

import { Client } from "pg";
import { type LockMode, lockModes } from "../../src/core/risk/lock-mode.ts";
import type { BusyTable } from "./traffic.ts";

/** Such a transaction; end it. */
export class LongTransaction {
  /** The lock on each relation, by its name with schema. */
  readonly held: ReadonlyMap<string, LockMode>;
  readonly #client: Client;
  #ending: Promise<unknown> | undefined;

  private constructor(client: Client, held: ReadonlyMap<string, LockMode>) {
    this.#client = client;
    this.held = held;
  }

  /** A writer leaves the first key of each table locked. */
  static async begin(url: string, tables: readonly BusyTable[], does: "read" | "write"): Promise<LongTransaction> {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("begin isolation level repeatable read");
    for (const { table, keys } of tables) {
      await client.query(`select from ${table} limit 1`);
      if (does === "write") await client.query(`update ${table} set n = n where id = ${keys}`);
    }
    const { rows } = await client.query<{ name: string; mode: string }>(
      `select n.nspname || '.' || c.relname as name, l.mode
       from pg_catalog.pg_locks l
       join pg_catalog.pg_class c on c.oid = l.relation
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and n.nspname = 'public'`,
    );
    const held = new Map<string, LockMode>();
    for (const mode of lockModes) for (const row of rows) if (row.mode === `${camelCase(mode)}Lock`) held.set(row.name, mode);
    return new LongTransaction(client, held);
  }

  /** Its locks are free when this returns; a second call does nothing more. */
  async end(): Promise<void> {
    this.#ending ??= this.#client.query("rollback").finally(() => this.#client.end());
    await this.#ending;
  }
}

/** `ACCESS SHARE` → `AccessShare`, as pg_locks writes it. */
function camelCase(mode: LockMode): string {
  return mode
    .split(" ")
    .map((word) => `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`)
    .join("");
}
