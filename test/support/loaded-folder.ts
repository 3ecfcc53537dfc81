/** A folder of migrations as it would be loaded, for tests of what is decided about its files. */

import { checksumOf } from "../../src/core/migration/checksum.ts";
import type { MigrationFile } from "../../src/core/migration/migration-file.ts";
import { layoutMigrations, type MigrationEntry } from "../../src/core/migration/migration-layout.ts";

/** Names → texts, arranged as the names ask for. */
export function loadedFolder(texts: Readonly<Record<string, string>>): {
  readonly migrations: readonly MigrationFile[];
  readonly repeatables: readonly MigrationFile[];
} {
  const { entries, repeatables } = layoutMigrations(Object.keys(texts), null);
  const load = (entry: MigrationEntry): MigrationFile => {
    const text = texts[entry.file] ?? "";
    return { ...entry, path: entry.file, text, checksum: checksumOf(text), downText: null };
  };
  return { migrations: entries.map(load), repeatables: repeatables.map(load) };
}
