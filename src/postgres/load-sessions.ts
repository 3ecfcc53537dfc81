/**
 * The sessions over which load in SQL runs. A step is one message and one transaction, as an application would send it, without the
 * settings that Lockstep's own reads bring along: those would be a load of their own.
 */

import { messageOf } from "../core/message-of.ts";
import { openSession } from "./connect.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import type { Session } from "./session.ts";

/** One transaction. */
export interface LoadTransaction {
  /** Plain statements, see `plainStatements`. */
  readonly statements: readonly string[];
  /** Committed, and may write; else it is a read-only one. */
  readonly writes: boolean;
}

/** Sessions by number, opened when they are first used and again when they broke. Close them in `finally`. */
export class LoadSessions {
  readonly #target: ConnectionTarget;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #sessions = new Map<number, Session>();

  constructor(target: ConnectionTarget, timeoutMs: number, signal: AbortSignal | undefined) {
    this.#target = target;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
  }

  /** Opens so many at once, so that connecting is no part of what is measured. @throws AppError CONNECT_*, INTERRUPTED */
  async open(count: number): Promise<void> {
    const opened = await Promise.allSettled(Array.from({ length: count }, (_, i) => this.#session(i)));
    for (const one of opened) if (one.status === "rejected") throw one.reason;
  }

  /** Runs it on one of them; null, or what the server said. @throws AppError CONNECT_*, INTERRUPTED when the session cannot be had */
  async run(number: number, { statements, writes }: LoadTransaction): Promise<string | null> {
    const session = await this.#session(number);
    const timeout = `set local statement_timeout = ${Math.round(this.#timeoutMs)}`;
    // a snapshot first: from then on the server refuses to make it a transaction that writes
    const opening = writes ? ["begin", timeout] : ["begin transaction read only", timeout, "select 1"];
    const exchange = await session.exchange([...opening, ...statements, "commit"].join("\n;\n"));
    if (exchange.kind === "done") return null;
    const said = messageOf(exchange.error);
    if (exchange.kind === "refused") {
      const ended = await session.exchange("rollback");
      if (ended.kind === "lost") await this.#drop(number);
      return exchange.state === "57014" ? `no answer within ${this.#timeoutMs / 1000} s` : said;
    }
    await this.#drop(number);
    return `the connection broke: ${said}`;
  }

  /** Ends all of them. Never throws. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((number) => this.#drop(number)));
  }

  async #session(number: number): Promise<Session> {
    const known = this.#sessions.get(number);
    if (known !== undefined) return known;
    const session = await openSession(this.#target, {
      readOnly: false,
      applicationName: "lockstep load",
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    });
    this.#sessions.set(number, session);
    return session;
  }

  async #drop(number: number): Promise<void> {
    const session = this.#sessions.get(number);
    this.#sessions.delete(number);
    await session?.close();
  }
}
