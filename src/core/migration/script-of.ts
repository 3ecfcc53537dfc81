/** A loaded migration as what will run. It is asked for by everybody who looks at a batch, and read once. */

import type { MigrationFile } from "./migration-file.ts";
import { type MigrationScript, readMigration } from "./read-migration.ts";

const scripts = new WeakMap<MigrationFile, MigrationScript>();

/** Reads the file, with the sibling that undoes it where there is one. */
export function scriptOf(migration: MigrationFile): MigrationScript {
  const known = scripts.get(migration);
  if (known !== undefined) return known;
  const { file, text, downFile, downText } = migration;
  const script = readMigration(file, text, downFile === null || downText === null ? null : { file: downFile, text: downText });
  scripts.set(migration, script);
  return script;
}
