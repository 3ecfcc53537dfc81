/** DDL that waits for its lock only briefly, as everybody behind it waits too, and tries again a few times. */

import { AppError } from "../core/app-error.ts";
import type { Session } from "../postgres/session.ts";

const tries = 5;
const lockTimeoutMs = 2_000;

/** Runs statements in one transaction. @throws AppError LOCK_TIMEOUT when the lock could not be had, and as `Session.run` */
export async function runGently(session: Session, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  for (let attempt = 1; ; attempt++) {
    try {
      await session.run([
        "begin",
        `set local lock_timeout = ${lockTimeoutMs}`,
        // a role's own timeout would end the look at a large table
        "set local statement_timeout = 0",
        "set local client_min_messages = warning",
        ...statements,
        "commit",
      ]);
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "LOCK_TIMEOUT" || attempt === tries) throw error;
      await new Promise((done) => void setTimeout(done, 300 * attempt));
    }
  }
}
