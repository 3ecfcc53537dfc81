/** What an event says of a file that is marked as applied without being run: all that a later look needs. */

import { formatSnapshot } from "../core/catalog/snapshot.ts";
import type { EventPayload } from "../core/journal/journal-event.ts";
import { meaningOf } from "../core/migration/meaning.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { inspect } from "../postgres/inspect.ts";
import type { Session } from "../postgres/session.ts";

/** The file's texts, kept as those of an applied file are. */
export function textsOf({ text, downText }: MigrationFile): Pick<EventPayload, "sql" | "downSql" | "meaning"> {
  return { sql: text, ...(downText === null ? {} : { downSql: downText }), meaning: meaningOf(text) };
}

/** The schema as it is now: what comes later is compared with it. @throws as `inspect` */
export async function snapshotOf(session: Session, environment: string): Promise<string> {
  return formatSnapshot((await inspect(session, { dependencies: true })).catalog, environment);
}
