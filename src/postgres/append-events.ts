/** Appends many events in one transaction: all of them, or none. */

import type { NewEvent } from "../core/journal/journal-event.ts";
import { type AppendedEvent, appendStatements, readAppended } from "./journal-store.ts";
import type { Session } from "./session.ts";

/** As large as a message should be: a thousand events may hold the text of as many files. */
const bulk = 100;

/** Appends them in this order. @throws as `Session.run`; then nothing was appended */
export async function appendEvents(session: Session, events: readonly NewEvent[]): Promise<readonly AppendedEvent[]> {
  const appended: AppendedEvent[] = [];
  await session.run(["begin", "reset role"]);
  // a message that is refused ends the transaction
  for (let at = 0; at < events.length; at += bulk) {
    const statements = events.slice(at, at + bulk).map(appendStatements);
    const results = await session.run(statements.flat());
    let end = 0;
    for (const one of statements) {
      end += one.length;
      appended.push(readAppended(results[end - 1]));
    }
  }
  await session.run(["commit"]);
  return appended;
}
