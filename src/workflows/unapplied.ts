/** Which migrations of a folder a database has not applied, by its own journal. */

import { journalState } from "../core/journal/journal-state.ts";
import { knownVersions } from "../core/journal/pending-work.ts";
import { neededMigrations } from "../core/migration/checkpoint.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import type { Session } from "../postgres/session.ts";

/** Those that it needs and that are not in effect there, in running order; null where there is no journal to ask. @throws as `readSummaries` */
export async function unapplied(
  migrations: readonly MigrationFile[],
  session: Session,
): Promise<readonly MigrationFile[] | null> {
  const state = journalState(await readSummaries(session));
  if (state.head === null) return null;
  const needed = neededMigrations(migrations, knownVersions(state));
  return needed.filter(({ version }) => state.versions.get(version)?.kind !== "applied");
}
