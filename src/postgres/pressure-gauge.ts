/**
 * Measures what a job does to its server, about once a second, in one round trip and with a small write of its own. A gauge never ends a job:
 * what it cannot read is not known, is told once, and is tried again.
 */

import { AppError } from "../core/app-error.ts";
import { PressureMemory } from "../core/backfill/pressure-memory.ts";
import { type Pressure, unseenPressure } from "../core/backfill/throttle.ts";
import { messageOf } from "../core/message-of.ts";
import { Canary } from "./canary.ts";
import { openSession } from "./connect.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import { type PressurePart, type PressureSubject, pressureQueries, readPressure, seesAllQuery } from "./pressure-queries.ts";
import type { ResultRow } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** What to measure. */
export interface GaugeOptions {
  /** The job's table as SQL spells it, with its schema. */
  readonly relation: string;
  /** Backends that work at the job, as `pg_backend_pid()` tells them; asked before each reading. */
  readonly workers: () => readonly number[];
  /** A row of our own, a statement of the user's (one, without transaction control), or no small write at all. */
  readonly canary: "row" | { readonly sql: string } | null;
  /** Told once of what cannot be measured: sentences without a full stop. */
  readonly warn: (text: string) => void;
  /** For connecting, for a reading and for the small write. Default 2 s. */
  readonly timeoutMs?: number;
}

/** Two sessions that look at one database. Close it in `finally`. */
export class PressureGauge {
  readonly #target: ConnectionTarget;
  readonly #options: GaugeOptions;
  readonly #timeoutMs: number;
  readonly #canary: Canary | null;
  readonly #memory = new PressureMemory();
  /** Parts that the server refuses to tell. */
  readonly #refused = new Set<PressurePart>();
  #session: Session | null = null;
  #isOut = false;
  #hasLookedAtRights = false;

  constructor(target: ConnectionTarget, options: GaugeOptions) {
    this.#target = target;
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 2_000;
    const { canary, warn } = options;
    this.#canary =
      canary === null
        ? null
        : new Canary(target, { sql: canary === "row" ? null : canary.sql, timeoutMs: this.#timeoutMs, warn });
  }

  /** Measures. Never throws: what cannot be read is null. */
  async read(): Promise<Pressure> {
    const [seen, canary] = await Promise.allSettled([this.#look(), this.#canary?.measure() ?? null]);
    const canaryMs = canary.status === "fulfilled" ? canary.value : null;
    if (canary.status === "rejected") await this.#canary?.close();
    if (seen.status === "fulfilled") {
      this.#isOut = false;
      return { ...seen.value, canaryMs };
    }
    const session = this.#session;
    this.#session = null;
    await session?.close();
    if (!this.#isOut)
      this.#options.warn(`the server's state cannot be read, and the job goes on without it: ${saidBy(seen.reason)}`);
    this.#isOut = true;
    return { ...unseenPressure, canaryMs };
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await Promise.all([session?.close(), this.#canary?.close()]);
  }

  async #look(): Promise<Pressure> {
    this.#session ??= await openSession(this.#target, {
      applicationName: "lockstep gauge",
      connectTimeoutMs: this.#timeoutMs,
      statementTimeoutMs: this.#timeoutMs,
      lockTimeoutMs: this.#timeoutMs,
    });
    const session = this.#session;
    if (!this.#hasLookedAtRights) await this.#lookAtRights(session);
    const workers = this.#options.workers();
    const canaryPid = this.#canary?.backendPid ?? null;
    const subject = { relation: this.#options.relation, own: [...workers, ...(canaryPid === null ? [] : [canaryPid])] };
    const reading = readPressure(await this.#ask(session, subject));
    return this.#memory.pressureOf(reading, workers, null);
  }

  async #lookAtRights(session: Session): Promise<void> {
    const { rows } = await session.query(seesAllQuery);
    this.#hasLookedAtRights = true;
    if (rows[0]?.sees_all !== true)
      this.#options.warn(
        `the role is not told how far replicas are behind, nor when other roles' transactions began: grant pg_monitor to ${session.target.user}`,
      );
  }

  async #ask(session: Session, subject: PressureSubject): Promise<ReadonlyMap<PressurePart, readonly ResultRow[]>> {
    // the keys of a Record of parts are parts
    const parts = (Object.keys(pressureQueries) as readonly PressurePart[]).filter((part) => !this.#refused.has(part));
    const queries = parts.map((part) => pressureQueries[part](subject, session.serverVersion));
    try {
      const results = await session.snapshot(queries);
      return new Map(parts.map((part, i) => [part, results[i]?.rows ?? []]));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return this.#askEach(session, parts, queries);
    }
  }

  // one of them is refused here, by a provider or for want of a right; which one shows when they are asked alone
  async #askEach(
    session: Session,
    parts: readonly PressurePart[],
    queries: readonly string[],
  ): Promise<ReadonlyMap<PressurePart, readonly ResultRow[]>> {
    const found = new Map<PressurePart, readonly ResultRow[]>();
    for (const [i, part] of parts.entries()) {
      try {
        found.set(part, (await session.query(queries[i] ?? "")).rows);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.#refused.add(part);
        this.#options.warn(`${partNames[part]} cannot be read here: ${saidBy(error)}`);
      }
    }
    return found;
  }
}

const partNames: Readonly<Record<PressurePart, string>> = {
  atMs: "the server's clock",
  replicas: "how far replicas are behind",
  wal: "what waits for WAL",
  tables: "the table's dead rows",
  waits: "who waits for locks",
  holders: "the oldest transaction",
};

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && (error.code === "PERMISSION_DENIED" || error.code === "SQL_ERROR");
}

/** The server's own words, without what stands around them. */
function saidBy(error: unknown): string {
  const said = error instanceof AppError && error.cause instanceof Error ? error.cause : error;
  return messageOf(said).replace(/\.$/, "");
}
