/** A folder of migrations as a source: what all of them together make. */

import type { Finding } from "../../core/finding.ts";
import { neededMigrations, nothingKnown } from "../../core/migration/checkpoint.ts";
import type { MigrationSet } from "../../core/migration/migration-file.ts";
import { refuseProblems } from "../../core/migration/migration-problem.ts";
import { readMigration } from "../../core/migration/read-migration.ts";
import { loadMigrations } from "../../project/migrations-folder.ts";
import type { SourceReading } from "../source-reading.ts";
import { fileLimits, toolTables } from "./file-limits.ts";
import type { ReplayContext } from "./replay-context.ts";
import { replaySource } from "./replay-source.ts";

/** Replays the folder. @throws AppError FILE_UNREADABLE, MIGRATION_INVALID, SQL_ERROR, SCRATCH_* */
export async function readMigrations(
  source: { readonly name: string; readonly path: string },
  context: ReplayContext,
): Promise<SourceReading> {
  const set = await loadMigrations(source.path);
  refuseProblems(set.problems);
  // a new database begins with the newest checkpoint, too
  const scripts = [...neededMigrations(set.migrations, nothingKnown), ...set.repeatables].map(({ file, text }) => {
    const { statements, transaction } = readMigration(file, text);
    return { file: `${source.name.replace(/\/+$/, "")}/${file}`, statements, transaction, text };
  });
  const limits: typeof fileLimits = (tells) => ({ ...fileLimits(tells), cannotExpressObjects: toolTables });
  return replaySource({ name: source.name, scripts, limits, findings: folderFindings(source.name, set) }, context);
}

/** A folder without migrations is an empty schema: true for a new project, and a mistyped path for an old one. */
function folderFindings(name: string, { migrations, ignored }: MigrationSet): readonly Finding[] {
  const findings: Finding[] = [];
  if (migrations.length === 0) {
    findings.push({
      rule: "no-migrations",
      level: "medium",
      message: `${name} holds no migration: it stands for an empty schema`,
    });
  }
  if (ignored.length > 0) {
    const message = `${name}: not named like migrations and left out: ${ignored.join(", ")}`;
    findings.push({ rule: "ignored-files", level: "low", message });
  }
  return findings;
}
