/**
 * The connection that a queue runs on. pg-boss would open a pool of its own, which reads TLS settings, password files and sockets otherwise
 * than the rest of Lockstep; and a queue is waited at for hours, so that a connection which breaks is made anew.
 */

import type { Client } from "pg";
import { AppError } from "../core/app-error.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import { dial } from "./dial.ts";

/** What a statement gives. */
export interface QueueRows {
  // pg-boss's own type; whoever reads a column checks it
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** One connection, one statement at a time. Close it in `finally`. */
export class QueueConnection {
  readonly #target: ConnectionTarget;
  #client: Client | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  /** Why it cannot be reached; null while it can. */
  #trouble: unknown = null;

  constructor(target: ConnectionTarget) {
    this.#target = target;
  }

  /** Why the last statement could not be sent; null where it could. pg-boss keeps such failures to itself. */
  get trouble(): unknown {
    return this.#trouble;
  }

  /** Runs statements. Whatever the server refuses is rolled back. @throws what the server says, AppError CONNECT_* */
  run(text: string, values: readonly unknown[] = []): Promise<QueueRows> {
    const result = this.#turn.then(() => this.#run(text, values));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Never throws. */
  async close(): Promise<void> {
    await this.#client?.end().catch(() => undefined);
  }

  async #run(text: string, values: readonly unknown[]): Promise<QueueRows> {
    const client = await this.#ready();
    try {
      const result: unknown = await client.query(text, values.length === 0 ? undefined : [...values]);
      // of several statements pg gives a list, which its types do not say
      return (Array.isArray(result) ? result.at(-1) : result) as QueueRows;
    } catch (error) {
      // a script with its own BEGIN leaves its transaction open
      await client.query("rollback").catch(() => undefined);
      throw error;
    }
  }

  async #ready(): Promise<Client> {
    if (this.#client !== null) return this.#client;
    try {
      const client = await this.#dial();
      const forget = () => {
        if (this.#client === client) this.#client = null;
      };
      client.on("error", forget).on("end", forget);
      this.#client = client;
      this.#trouble = null;
      return client;
    } catch (error) {
      this.#trouble = error;
      throw error;
    }
  }

  async #dial(): Promise<Client> {
    const options = { applicationName: "lockstep queue", timeoutMs: (this.#target.connectTimeoutSeconds ?? 10) * 1_000 };
    let failure: unknown = new AppError({ code: "CONNECT_FAILED", message: `${this.#target.display} names no server.` });
    for (const address of this.#target.hosts) {
      try {
        return (await dial(this.#target, address, options)).client;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}
