/** Which migrations of a folder a database has not applied, by its own journal. */

import { journalState } from "../core/journal/journal-state.ts";
import type { MigrationEntry } from "../core/migration/migration-layout.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import type { Session } from "../postgres/session.ts";

/** Those that are not in effect there, in running order; null where there is no journal to ask. @throws as `readSummaries` */
export async function unapplied<Migration extends MigrationEntry>(
  migrations: readonly Migration[],
  session: Session,
): Promise<readonly Migration[] | null> {
  const { versions, head } = journalState(await readSummaries(session));
  if (head === null) return null;
  return migrations.filter(({ version }) => versions.get(version)?.kind !== "applied");
}
