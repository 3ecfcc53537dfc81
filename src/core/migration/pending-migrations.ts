/** Which migrations a log does not name yet, and which of its lines name no file. */

import type { AppliedLog, AppliedLogEntry } from "./applied-log.ts";
import type { MigrationEntry } from "./migration-layout.ts";

/** The migrations that the log does not name, in running order. */
export function pendingMigrations<Migration extends MigrationEntry>(
  files: readonly Migration[],
  log: AppliedLog,
): readonly Migration[] {
  const names = new Set(log.entries.map((entry) => loggedName(entry.file)));
  return files.filter((file) => !names.has(loggedName(file.file)) && !names.has(file.version));
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
