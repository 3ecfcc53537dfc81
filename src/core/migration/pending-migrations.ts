/** Which migrations a log does not name yet, and which of its lines name no file. */

import type { AppliedLog, AppliedLogEntry } from "./applied-log.ts";
import type { MigrationEntry } from "./migration-layout.ts";

/** The migrations that the log does not name, in running order. */
export function pendingMigrations<Migration extends MigrationEntry>(
  files: readonly Migration[],
  log: AppliedLog,
): readonly Migration[] {
  const names = new Set(log.entries.flatMap((entry) => spellings(entry.file)));
  return files.filter((file) => !spellings(file.file).some((name) => names.has(name)) && !names.has(file.version));
}

/** The lines of the log whose file is not in the folder (any more). */
export function loggedWithoutFile(
  files: readonly MigrationEntry[],
  log: AppliedLog,
): readonly (AppliedLogEntry & { line: number })[] {
  const names = new Set(files.flatMap((file) => [...spellings(file.file), file.version]));
  return log.entries.filter((entry) => !spellings(entry.file).some((name) => names.has(name)));
}

/** People write a migration with or without its ending, or with the path that they typed for psql. */
function spellings(file: string): readonly string[] {
  const stem = file
    .replaceAll("\\", "/")
    .replace(/\/(migration\.sql)?$/i, "")
    .replace(/(\.up)?\.sql$/i, "");
  return [stem.slice(stem.lastIndexOf("/") + 1)];
}
