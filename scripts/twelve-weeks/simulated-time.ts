/**
 * A clock that can be set: for this process, and for databases that are told of it. What runs under it is the tool as it is, which asks
 * the process and the server what time it is; nothing in it knows that weeks pass in seconds.
 */

import { withClient } from "../../test/support/with-client.ts";

/** Time goes on at its own pace from wherever it was set; close it to have the real one back. */
export class SimulatedTime {
  readonly #databases: readonly string[];
  readonly #real = globalThis.Date;
  #aheadMs = 0;

  /** `databases` are URLs of superusers, as a server's own clock functions are replaced there. */
  constructor(databases: readonly string[]) {
    this.#databases = databases;
    const [real, now] = [this.#real, () => this.#real.now() + this.#aheadMs];
    globalThis.Date = new Proxy(real, {
      construct: (target, args, asked) => Reflect.construct(target, args.length === 0 ? [now()] : args, asked),
      apply: () => new real(now()).toString(),
      get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
    });
  }

  /** Sets it. */
  async set(instant: Date): Promise<void> {
    this.#aheadMs = instant.getTime() - this.#real.now();
    await Promise.all(this.#databases.map((url) => withClient(url, (client) => client.query(shifted(this.#aheadMs)))));
  }

  /** Lets time pass, for this process only: databases follow at the next `set`. */
  pass(ms: number): void {
    this.#aheadMs += ms;
  }

  close(): void {
    globalThis.Date = this.#real;
  }
}

// A body in SQL is put in place of the call when a statement is planned; the names keep their oids, so that a catalog stays as it was. What
// they rest on, now() and timeofday(), goes on telling the real time.
function shifted(aheadMs: number): string {
  const clock = (name: string, volatility: string, real: string) =>
    `create or replace function pg_catalog.${name}() returns timestamptz language sql ${volatility} strict parallel safe
       as $$ select ${real} + interval '${aheadMs} milliseconds' $$;`;
  return [
    clock("clock_timestamp", "volatile", "pg_catalog.timeofday()::pg_catalog.timestamptz"),
    clock("transaction_timestamp", "stable", "pg_catalog.now()"),
  ].join("\n");
}
