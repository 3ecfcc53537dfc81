/**
 * The queue of a fleet: one job for each database, kept by pg-boss in a schema of its own, so that the pg-boss of an application in the same
 * database is left alone. Retries and dead letters are pg-boss's. What it lacks is a sign of life: a job that runs for hours must not be
 * given to somebody else, and one whose worker was killed must be, soon. So a job is leased, and whoever works at it renews the lease.
 */

import type PgBoss from "pg-boss";
import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import { loadPgBoss } from "./load-pg-boss.ts";
import { QueueConnection } from "./queue-connection.ts";

const schema = "lockstep_queue";

/** A job that was taken. */
export interface TakenJob {
  readonly id: string;
  readonly data: unknown;
  readonly leaseMs: number;
}

/** A job as it stands. */
export interface QueuedJob {
  readonly id: string;
  readonly state: "created" | "retry" | "active" | "completed" | "cancelled" | "failed";
  /** What the worker said last. */
  readonly output: unknown;
}

/** Open one, and close it in `finally`. */
export class FleetQueue {
  readonly #boss: PgBoss;
  readonly #connection: QueueConnection;
  readonly #name: string;

  private constructor(boss: PgBoss, connection: QueueConnection, name: string) {
    this.#boss = boss;
    this.#connection = connection;
    this.#name = name;
  }

  /**
   * Connects, and makes what is not there yet. `cwd` is where pg-boss may be installed.
   *
   * @throws AppError QUEUE_UNAVAILABLE, CONNECT_*, SQL_ERROR where the role may not create the schema
   */
  static async open(target: ConnectionTarget, fleet: string, cwd: string): Promise<FleetQueue> {
    const Boss = await loadPgBoss(cwd);
    const connection = new QueueConnection(target);
    try {
      const boss = new Boss({
        schema,
        db: { executeSql: async (text, values) => ({ rows: [...(await connection.run(text, values ?? [])).rows] }) },
        schedule: false,
        // leases that ran out are looked for by whoever is there
        maintenanceIntervalSeconds: 15,
      });
      // what matters comes back with the call that failed; without a listener the rest would end the process
      boss.on("error", () => undefined);
      // workers are started all at once, and what makes a queue deadlocks with itself
      await connection.run(`select pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended('${schema}', 0))`);
      await boss.start();
      const queue = new FleetQueue(boss, connection, `lockstep-${fleet}`);
      await boss.createQueue(queue.#dead);
      await boss.createQueue(queue.#name, {
        name: queue.#name,
        // one job at most in each state for a database
        policy: "stately",
        retryLimit: 2,
        retryDelay: 1,
        retryBackoff: true,
        deadLetter: queue.#dead,
      });
      await connection.run(`select pg_catalog.pg_advisory_unlock(pg_catalog.hashtextextended('${schema}', 0))`);
      return queue;
    } catch (error) {
      await connection.close();
      if (error instanceof AppError) throw error;
      const said = messageOf(error);
      throw new AppError({
        code: "SQL_ERROR",
        message: `${target.display}: the queue could not be set up: ${said}`,
        cause: error,
      });
    }
  }

  /** Where jobs go that have failed for good. */
  get #dead(): string {
    return `${this.#name}-dead`;
  }

  /** Why the queue cannot be reached; null while it can. */
  get trouble(): unknown {
    return this.#connection.trouble;
  }

  /** Keeps others from handing out the same fleet, as long as this is open. @returns whether it is ours */
  async claim(): Promise<boolean> {
    const { rows } = await this.#connection.run(
      "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended($1, 0)) as taken",
      [`${schema}.${this.#name}`],
    );
    return rows[0]?.taken === true;
  }

  /** Takes back every job that nobody works at. @returns how many are still being worked at */
  async withdraw(): Promise<number> {
    const { rows } = await this.#connection.run(
      `select id::text as id, state::text as state from ${schema}.job where name = $1 and state < 'completed' order by id`,
      [this.#name],
    );
    const idle = rows.filter(({ state }) => state !== "active").map(({ id }) => String(id));
    if (idle.length > 0) await this.#boss.cancel(this.#name, idle);
    return rows.length - idle.length;
  }

  /** Hands out the work at one database. `data` reaches a table: no secret may be in it. */
  async send(database: string, data: object, leaseMs: number): Promise<string> {
    const expireInSeconds = Math.max(1, Math.ceil(leaseMs / 1_000));
    const id = await this.#boss.send(this.#name, data, { singletonKey: database, expireInSeconds });
    if (id !== null) return id;
    throw new AppError({ code: "RUNNER_BUSY", message: `A job for ${database} is queued already.`, retryable: true });
  }

  /** How these jobs stand; those whose lease has run out are given to others. */
  async look(ids: readonly string[]): Promise<readonly QueuedJob[]> {
    await this.#boss.expire();
    const { rows } = await this.#connection.run(
      `select id::text as id, state::text as state, output from ${schema}.job where name = $1 and id = any($2::uuid[]) order by id`,
      [this.#name, [...ids]],
    );
    return rows.map(({ id, state, output }) => ({
      id: String(id),
      // the type of the column
      state: String(state) as QueuedJob["state"],
      output,
    }));
  }

  /** The next job, or null. @throws AppError CONNECT_* */
  async take(): Promise<TakenJob | null> {
    const [job] = await this.#boss.fetch<object>(this.#name);
    if (job === undefined && this.trouble !== null) throw this.trouble;
    return job === undefined ? null : { id: job.id, data: job.data, leaseMs: Number(job.expireInSeconds) * 1_000 };
  }

  /** Says that these are being worked at. */
  async renew(ids: readonly string[]): Promise<void> {
    await this.#connection.run(
      `update ${schema}.job set started_on = pg_catalog.now() where name = $1 and id = any($2::uuid[]) and state = 'active'`,
      [this.#name, [...ids]],
    );
  }

  /** The work is done. */
  async complete(id: string, output: object): Promise<void> {
    await this.#boss.complete(this.#name, id, output);
  }

  /** The work has failed; where another try would fail the same way there is none. */
  async fail(id: string, output: object, mayHeal: boolean): Promise<void> {
    if (!mayHeal)
      await this.#connection.run(
        `update ${schema}.job set retry_limit = retry_count where name = $1 and id = $2::uuid and state = 'active'`,
        [this.#name, id],
      );
    await this.#boss.fail(this.#name, id, output);
  }

  /** Forgets that these databases had failed, as they are tried anew. */
  async forgetDead(databases: readonly string[]): Promise<void> {
    const { rows } = await this.#connection.run(
      `select id::text as id from ${schema}.job where name = $1 and data->>'database' = any($2::text[]) order by id`,
      [this.#dead, [...databases]],
    );
    if (rows.length > 0)
      await this.#boss.deleteJob(
        this.#dead,
        rows.map(({ id }) => String(id)),
      );
  }

  /** Never throws. What was taken and not ended is given to others when its lease has run out. */
  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false }).catch(() => undefined);
    await this.#connection.close();
  }
}
