/** Runs a migration's statements on a scratch copy, once and unwatched; what the server skipped because it was there already is told. */

import type { MigrationScript, MigrationStatement } from "../core/migration/read-migration.ts";
import { tidyUp, withoutEnd } from "../postgres/compose-transaction.ts";
import type { Session } from "../postgres/session.ts";

/** What came of it. */
export interface CopyRun {
  /** Null when all ran. */
  readonly failedAt: { readonly line: number; readonly message: string } | null;
  /** The server's notices of skipping. */
  readonly skipped: readonly string[];
}

/** Runs as the migration will be run. The session's role is the caller's to set. @throws AppError CONNECT_LOST, INTERRUPTED */
export async function runOnCopy(
  statements: readonly MigrationStatement[],
  transaction: MigrationScript["transaction"],
  actor: Session,
): Promise<CopyRun> {
  const skipped: string[] = [];
  const stop = actor.listen((message) => {
    if (/already exists, skipping$/.test(message)) skipped.push(message);
  });
  try {
    const messages = transaction === "one" ? [statements] : statements.map((one) => [one]);
    for (const message of messages) {
      const opening = transaction === "one" ? ["begin"] : [];
      const closing = transaction === "one" ? ["commit"] : [];
      const refused = await actor.attempt([...opening, ...message.map(({ sql }) => withoutEnd(sql)), ...closing]);
      if (refused === null) continue;
      const at = message[Math.min(Math.max(refused.index - opening.length, 0), message.length - 1)];
      return { failedAt: { line: at?.line ?? 1, message: refused.message }, skipped };
    }
    return { failedAt: null, skipped };
  } finally {
    stop();
    // what a migration set for the session is not for the next one; its role stays
    await actor.attempt(tidyUp.filter((statement) => !/role|authorization/.test(statement)));
  }
}
