/** What the journal is told of the files that a checkpoint stands for: they are in effect with it, and were not run. */

import type { NewEvent } from "../core/journal/journal-event.ts";
import { checkpointOf, heldBy } from "../core/migration/checkpoint.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import type { Migrating } from "./migrating.ts";

/** Events that belong into the checkpoint's own transaction; none for any other migration. @throws AppError MIGRATION_INVALID, FILE_UNREADABLE, as `inspect` */
export async function heldFileEvents(migration: MigrationFile, run: Migrating): Promise<readonly NewEvent[]> {
  if (checkpointOf(migration) === null) return [];
  const { migrations } = await loadMigrations(run.folder, { check: false });
  const { versions } = await run.state();
  const held = heldBy(migration, migrations).filter(({ version }) => versions.get(version)?.kind !== "applied");
  if (held.length === 0) return [];
  const { snapshotOf, textsOf } = await import("./taken-over.ts"); // brings inspection along, which hardly any run needs
  // of the schema before it: the checkpoint is replayed as what it is, a migration
  const snapshot = await snapshotOf(run.target.session, run.environment.name);
  return held.map((one, i) =>
    run.event(
      { event: "baselined", version: one.version, file: one.file, checksum: one.checksum },
      { ...textsOf(one), reason: `${migration.file} holds what it makes`, ...(i === 0 ? { snapshot } : {}) },
    ),
  );
}
