/** Files of a batch that hold no statement: they are applied as they are, and it is told, as nobody meant that. */

import type { Finding } from "../core/finding.ts";
import { emptyMigration } from "../core/lint/rules/empty-migration.ts";
import { allowing, readSuppressions } from "../core/lint/suppressions.ts";
import { fileRole } from "../core/migration/file-role.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { scriptOf } from "../core/migration/script-of.ts";

/** A finding of the linter's rule for each, unless the file says as it says to the linter that it is meant; `today`: `2026-03-01`. */
export function emptyFiles(
  files: readonly MigrationFile[],
  { isDryRun, today }: { readonly isDryRun: boolean; readonly today: string },
): readonly Finding[] {
  return files.flatMap((migration) => {
    const { file, text } = migration;
    const { statements, checkpoint } = scriptOf(migration);
    if (statements.length > 0 || checkpoint !== null || fileRole(file) !== "migration") return [];
    const message = isDryRun
      ? "it holds no statement: it would be applied, and do nothing"
      : "it holds no statement: it counts as applied, and did nothing";
    const fix = isDryRun
      ? emptyMigration.advice
      : "What it was for goes into a new file (lockstep new NAME): this one is not run again, whatever is written into it.";
    const { id: rule, level, why } = emptyMigration;
    const finding: Finding = { rule, level, message, file, line: 1, column: 1, why, fix };
    const suppressions = readSuppressions(text, [emptyMigration], (line) => line);
    return allowing(suppressions, finding, today).length > 0 ? [] : [finding];
  });
}
