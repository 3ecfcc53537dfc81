/**
 * Whether a read that failed is worth another one. DDL beside it can make a read fail in many ways, and so can a damaged catalog
 * or a migration that hangs: what tells them apart is whether the schema has moved since.
 */

import { AppError } from "../core/app-error.ts";
import { rowsOf } from "../core/catalog/row-shape.ts";
import { exclusiveHoldersQuery, readHolder } from "./lock-holder.ts";
import { queryError } from "./query-error.ts";
import type { Session } from "./session.ts";

/** The failures of one inspection. */
export class ReadFailures {
  readonly #session: Session;
  readonly #lockWaitMs: number;
  readonly #digestQuery: () => string;
  #digest: string | null = null;
  #lockedSince: number | null = null;

  /**
   * @param lockWaitMs how long each read waits for a lock; the session's lock timeout is the patience for all of them
   * @param digestQuery the digest over what the role may read, as far as that is known by now
   */
  constructor(session: Session, lockWaitMs: number, digestQuery: () => string) {
    this.#session = session;
    this.#lockWaitMs = lockWaitMs;
    this.#digestQuery = digestQuery;
  }

  /** Returns when another read makes sense. @throws the error when the schema has stood still since the failure before */
  async tryAgain(error: unknown): Promise<void> {
    if (!(await this.#hasMoved())) throw error;
  }

  /** Likewise, for a lock. @throws AppError LOCK_TIMEOUT with the lock's holder, or SCHEMA_CHANGING, when patience has ended */
  async waitAgain(error: AppError): Promise<void> {
    const { lockTimeoutMs, display } = this.#session;
    this.#lockedSince ??= Date.now() - this.#lockWaitMs;
    const hasMoved = await this.#hasMoved();
    if (Date.now() - this.#lockedSince + this.#lockWaitMs <= lockTimeoutMs) return;
    if (hasMoved) throw schemaChanging(display);
    const { rows } = await this.#session.query(exclusiveHoldersQuery);
    const attempt = { display, statement: null, statementTimeoutMs: 0, lockTimeoutMs, interrupted: false };
    throw queryError(error.cause, { ...attempt, holders: rows.map(readHolder) });
  }

  async #hasMoved(): Promise<boolean> {
    const result = await this.#session.query(this.#digestQuery());
    const digest = rowsOf(result, { digest: "text" }, "digest")[0]?.digest ?? null;
    const hasMoved = digest !== this.#digest;
    this.#digest = digest;
    return hasMoved;
  }
}

/** The error of a schema that does not stand still for long enough to be read. */
export function schemaChanging(display: string): AppError {
  return new AppError({
    code: "SCHEMA_CHANGING",
    message: `${display}: the schema changed while it was read, several times in a row.`,
    hint: "A migration is running. Try again when it has finished.",
    retryable: true,
  });
}
