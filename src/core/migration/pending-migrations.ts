/** Which migrations a log does not name yet, and which of its lines name no file. */

import type { AppliedLog, AppliedLogEntry } from "./applied-log.ts";
import { neededMigrations } from "./checkpoint.ts";
import type { MigrationFile } from "./migration-file.ts";
import type { MigrationEntry } from "./migration-layout.ts";

/** The migrations that the log does not name and that its database needs, in running order. @throws AppError MIGRATION_INVALID as `neededMigrations` */
export function pendingMigrations(files: readonly MigrationFile[], log: AppliedLog): readonly MigrationFile[] {
  const names = new Set(log.entries.map((entry) => loggedName(entry.file)));
  const named = new Set(
    files.flatMap(({ file, version }) => (names.has(loggedName(file)) || names.has(version) ? [version] : [])),
  );
  const stands = (version: string) => named.has(version);
  return neededMigrations(files, { stands, wasTried: stands }).filter(({ version }) => !named.has(version));
}

/** The lines of the log whose file is not in the folder (any more). */
export function loggedWithoutFile(
  files: readonly MigrationEntry[],
  log: AppliedLog,
): readonly (AppliedLogEntry & { line: number })[] {
  const names = new Set(files.flatMap((file) => [loggedName(file.file), file.version]));
  return log.entries.filter((entry) => !names.has(loggedName(entry.file)));
}

/** A migration by one name, however it is written: with or without its ending, or with the path that somebody typed for psql. */
export function loggedName(file: string): string {
  const stem = file
    .replaceAll("\\", "/")
    .replace(/\/(migration\.sql)?$/i, "")
    .replace(/(\.up)?\.sql$/i, "");
  return stem.slice(stem.lastIndexOf("/") + 1);
}
