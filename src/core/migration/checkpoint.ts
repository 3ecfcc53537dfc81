/**
 * Checkpoints: a file that holds the schema which all files up to some version make, so that a new database begins there and does not go
 * through years of them. A database that has gone through them never runs it.
 */

import { AppError } from "../app-error.ts";
import type { MigrationFile } from "./migration-file.ts";
import { scriptOf } from "./script-of.ts";

/** The version up to which a file stands for all others, itself included; null for a file that is no checkpoint. */
export function checkpointOf(migration: MigrationFile): string | null {
  // few files are one, and reading all of them takes time
  return /lockstep:\s*checkpoint\b/i.test(migration.text) ? scriptOf(migration).checkpoint : null;
}

/** What is known of a database, by version. */
export interface KnownVersions {
  /** In effect, or on its way there. */
  readonly stands: (version: string) => boolean;
  /** That, or it was undone, or it failed. */
  readonly wasTried: (version: string) => boolean;
}

/** A database of which nothing is known. */
export const nothingKnown: KnownVersions = { stands: () => false, wasTried: () => false };

/**
 * The migrations that a database needs or has, in the order in which it runs them. Where only a checkpoint stands, or nothing, it begins
 * with that one or with the newest, and what that holds is left out; else all checkpoints are, but those that it has tried itself.
 *
 * @throws AppError MIGRATION_INVALID as {@link heldBy}
 */
export function neededMigrations(migrations: readonly MigrationFile[], known: KnownVersions): readonly MigrationFile[] {
  const checkpoints = migrations.filter((migration) => checkpointOf(migration) !== null);
  if (checkpoints.length === 0) return migrations;
  const isCheckpoint = new Set(checkpoints);
  if (migrations.some((migration) => !isCheckpoint.has(migration) && known.stands(migration.version)))
    return migrations.filter((migration) => !isCheckpoint.has(migration) || known.wasTried(migration.version));
  const first = checkpoints.findLast(({ version }) => known.stands(version)) ?? checkpoints.at(-1);
  if (first === undefined) return migrations;
  const held = new Set(heldBy(first, migrations));
  return [first, ...migrations.filter((migration) => !isCheckpoint.has(migration) && !held.has(migration))];
}

/** The files whose schema a checkpoint holds, in running order. @throws AppError MIGRATION_INVALID where the version that it names is not before it */
export function heldBy(checkpoint: MigrationFile, migrations: readonly MigrationFile[]): readonly MigrationFile[] {
  const through = checkpointOf(checkpoint);
  const last = migrations.findIndex(({ version }) => version === through);
  const own = migrations.findIndex(({ version }) => version === checkpoint.version);
  if (last !== -1 && last < own) return migrations.slice(0, last + 1);
  throw new AppError({
    code: "MIGRATION_INVALID",
    message: `${checkpoint.file} holds the schema through ${through}, and the folder has no such file before it.`,
    hint: "Bring the file back from git: databases that began before the checkpoint have applied it.",
  });
}
