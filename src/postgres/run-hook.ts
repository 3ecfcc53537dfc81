/** Runs the statements of a hook in one transaction, as the role that migrations run as. */

import type { MigrationStatement } from "../core/migration/read-migration.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { tidyUp, withoutEnd, wordsOf } from "./compose-transaction.ts";
import { forgetPrepared } from "./prepared-append.ts";
import { keepRunnerLock } from "./runner-lock.ts";
import type { Session } from "./session.ts";

/** Where a hook was refused; nothing of it has happened then. */
export interface HookRefusal {
  readonly statement: MigrationStatement | null;
  /** The server's words. */
  readonly message: string;
  readonly state: string;
}

/** The connection broke: it has happened or not. */
export interface HookLoss {
  readonly error: unknown;
}

/** Runs it; null: it has run. Never throws for what the server or the network does. */
export async function runHook(
  session: Session,
  statements: readonly MigrationStatement[],
  { owner, lockTimeoutMs }: { readonly owner: string | null; readonly lockTimeoutMs: number },
): Promise<HookRefusal | HookLoss | null> {
  const prelude = [
    "begin",
    `set local lock_timeout = ${Math.round(lockTimeoutMs)}`,
    ...(owner === null ? [] : [`set local role ${quoteIdentifier(owner)}`]),
  ];
  const message = [...prelude, ...statements.map(({ sql }) => withoutEnd(sql)), "commit"];
  const exchange = await session.exchange(message.join("\n;\n"));
  if (exchange.kind === "lost") return { error: exchange.error };
  await session.exchange([...(exchange.kind === "refused" ? ["rollback"] : []), keepRunnerLock, ...tidyUp].join("\n;\n"));
  forgetPrepared(session);
  if (exchange.kind === "done") return null;
  const statement = statements[exchange.results.length - prelude.length] ?? null;
  return { statement, message: wordsOf(exchange.error).message, state: exchange.state };
}
