/**
 * A small write, again and again, that feels what the application's writes feel: locks, a slow disk, a replica that has to confirm. The server
 * itself measures it, with its commit, as this process may be busy computing and the way to the server may be long.
 */

import { openSession } from "./connect.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import type { Session } from "./session.ts";

/** What to do. */
export interface CanaryOptions {
  /** One statement of the user's; null: a row of our own. */
  readonly sql: string | null;
  /** What takes longer is cut off, and counts as so long. */
  readonly timeoutMs: number;
  /** Told once when there can be no canary. */
  readonly warn: (text: string) => void;
}

const table = "lockstep.job_canary";

// the row is changed every second: with room on its page no index changes with it
const makeTable = `
  create table if not exists ${table} (
    id pg_catalog.int4 primary key,
    touched_at pg_catalog.timestamptz not null
  ) with (fillfactor = 10)`;
const makeRow = `insert into ${table} values (1, pg_catalog.clock_timestamp()) on conflict do nothing`;
const touchRow = `update ${table} set touched_at = pg_catalog.clock_timestamp() where id = 1`;

const clock = "select (extract(epoch from pg_catalog.clock_timestamp()) * 1000)::pg_catalog.float8 as at_ms";

// the schema may be missing, or closed to the role, to which to_regclass() would be an error
const rightsQuery = `
  select c.oid is not null as is_there,
         pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select')
           and pg_catalog.has_table_privilege(c.oid, 'insert') and pg_catalog.has_table_privilege(c.oid, 'update') as may_write,
         pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_schema_privilege(n.oid, 'create') as may_make
  from (select 1) one
  left join pg_catalog.pg_namespace n on n.nspname = 'lockstep'
  left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = 'job_canary'`;

/** The session of a canary. Close it in `finally`. */
export class Canary {
  readonly #target: ConnectionTarget;
  readonly #options: CanaryOptions;
  #session: Session | null = null;
  #isReady = false;
  #isOff = false;

  constructor(target: ConnectionTarget, options: CanaryOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** Its backend, once it is connected. */
  get backendPid(): number | null {
    return this.#session?.backendPid ?? null;
  }

  /** How long it took, in milliseconds; null: not known this time, or there can be none. @throws AppError CONNECT_* */
  async measure(): Promise<number | null> {
    if (this.#isOff) return null;
    this.#session ??= await openSession(this.#target, {
      readOnly: false,
      applicationName: "lockstep gauge",
      connectTimeoutMs: this.#options.timeoutMs,
    });
    const session = this.#session;
    if (!this.#isReady) this.#isReady = this.#options.sql !== null || (await this.#prepare(session));
    return this.#isReady ? this.#run(session) : null;
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  async #prepare(session: Session): Promise<boolean> {
    const { rows } = await session.query(rightsQuery);
    const { is_there: isThere, may_write: mayWrite, may_make: mayMake } = rows[0] ?? {};
    if (isThere === true ? mayWrite !== true : mayMake !== true)
      return this.#giveUp(isThere === true ? `the role may not write ${table}` : `the role may not create ${table}`);
    const made = await session.exchange(
      [
        "begin read write",
        `set local lock_timeout = ${this.#lockTimeoutMs}`,
        ...(isThere === true ? [] : [makeTable]),
        makeRow,
        "commit",
      ].join(";\n"),
    );
    if (made.kind === "done") return true;
    if (made.kind === "lost") throw made.error;
    await session.exchange("rollback");
    // another process makes it at the same moment
    return /^(23505|42P07|55P03|40)/.test(made.state) ? false : this.#giveUp(`${table} cannot be made (SQLSTATE ${made.state})`);
  }

  async #run(session: Session): Promise<number | null> {
    const { sql, timeoutMs } = this.#options;
    const text = [
      clock,
      "begin read write",
      `set local statement_timeout = ${Math.round(timeoutMs)}`,
      `set local lock_timeout = ${Math.round(timeoutMs)}`,
      sql ?? touchRow,
      "commit",
      clock,
    ].join("\n;\n");
    const exchange = await session.exchange(text);
    if (exchange.kind === "lost") throw exchange.error;
    if (exchange.kind === "done") {
      const at = (index: number) => Number(exchange.results.at(index)?.rows[0]?.at_ms);
      return Math.max(0, at(-1) - at(0));
    }
    await session.exchange("rollback");
    // 57014: cut off · 55P03: it waited for a lock all the time
    if (exchange.state === "57014" || exchange.state === "55P03") return timeoutMs;
    // a deadlock, a conflict or a full server is over soon
    if (!/^(40|53|57)/.test(exchange.state)) this.#giveUp(`its statement was refused (SQLSTATE ${exchange.state})`);
    return null;
  }

  get #lockTimeoutMs(): number {
    return Math.round(Math.min(1_000, this.#options.timeoutMs));
  }

  #giveUp(why: string): false {
    this.#isOff = true;
    this.#options.warn(`how writes fare is not measured: ${why}`);
    return false;
  }
}
