/** Asks the catalog what a probe wants to know, with the settings of the file, so that its names mean what they mean to the statement. */

import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { quoteIdentifier } from "../core/sql/quote.ts";
import { tidyUp, withoutEnd } from "./compose-transaction.ts";
import { forgetPrepared } from "./prepared-append.ts";
import type { StatementResult } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** Settings as text, and the role that they are made with. */
export interface LookingAs {
  readonly owner: string | null;
  readonly settings: readonly string[];
}

/** What `query` sees, as JSON; null: nothing. @throws AppError CONNECT_LOST, SQL_ERROR */
export async function lookAtCatalog(session: Session, query: string, as: LookingAs): Promise<unknown> {
  const [row] = (await lookThenUndo(session, [query], as)).rows;
  const seen = row?.seen;
  return typeof seen === "string" ? JSON.parse(seen) : null;
}

/**
 * How the server writes down what these statements make; null where they cannot run: without the right to make temporary tables, or
 * because the table that they copy is gone. @throws AppError CONNECT_LOST
 */
export async function predictDefinition(session: Session, statements: readonly string[], as: LookingAs): Promise<string | null> {
  try {
    const { rows } = await lookThenUndo(session, statements, as);
    return typeof rows[0]?.definition === "string" ? rows[0].definition : null;
  } catch (error) {
    if (error instanceof AppError && error.code === "SQL_ERROR") return null;
    throw error;
  }
}

/** Whatever is made is gone afterwards. Returns what the last of them returned. */
async function lookThenUndo(session: Session, statements: readonly string[], as: LookingAs): Promise<StatementResult> {
  const message = [
    "begin",
    ...(as.owner === null ? [] : [`set local role ${quoteIdentifier(as.owner)}`]),
    ...as.settings.map(withoutEnd),
    "set local lock_timeout = 2000",
    "set local statement_timeout = 30000",
    ...statements,
    "rollback",
    ...tidyUp,
  ];
  const exchange = await session.exchange(message.join("\n;\n"));
  forgetPrepared(session);
  if (exchange.kind === "done") return exchange.results[exchange.results.length - tidyUp.length - 2] ?? { fields: [], rows: [] };
  if (exchange.kind === "refused") await session.exchange(["rollback", ...tidyUp].join("\n;\n"));
  const words = messageOf(exchange.error);
  throw new AppError({
    code: exchange.kind === "lost" ? "CONNECT_LOST" : "SQL_ERROR",
    message: `${session.display}: the catalog could not be asked: ${words}`,
    cause: exchange.error,
  });
}
