/** A loaded migration as what will run. */

import type { MigrationFile } from "./migration-file.ts";
import { type MigrationScript, readMigration } from "./read-migration.ts";

/** Reads the file, with the sibling that undoes it where there is one. */
export function scriptOf({ file, text, downFile, downText }: MigrationFile): MigrationScript {
  return readMigration(file, text, downFile === null || downText === null ? null : { file: downFile, text: downText });
}
