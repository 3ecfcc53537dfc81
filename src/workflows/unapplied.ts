/** Which files of a folder a database has not applied, by its own journal. */

import { journalState } from "../core/journal/journal-state.ts";
import { knownVersions, pendingRepeatables } from "../core/journal/pending-work.ts";
import { neededMigrations } from "../core/migration/checkpoint.ts";
import type { MigrationFile, MigrationSet } from "../core/migration/migration-file.ts";
import { readSummaries } from "../postgres/journal-store.ts";
import type { Session } from "../postgres/session.ts";

/**
 * Those that it needs and that are not in effect there, in running order, and after them the repeatable ones that have changed; null where
 * there is no journal to ask. @throws as `readSummaries`
 */
export async function unapplied(
  { migrations, repeatables }: Pick<MigrationSet, "migrations" | "repeatables">,
  session: Session,
): Promise<readonly MigrationFile[] | null> {
  const state = journalState(await readSummaries(session));
  if (state.head === null) return null;
  const needed = neededMigrations(migrations, knownVersions(state));
  return [
    ...needed.filter(({ version }) => state.versions.get(version)?.kind !== "applied"),
    ...pendingRepeatables(repeatables, state).map(({ migration }) => migration),
  ];
}
