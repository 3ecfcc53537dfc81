/** The folder beside the journal, as the road to launch looks at both. */

import { existsSync } from "node:fs";
import { pendingRepeatables, pendingWork } from "../core/journal/pending-work.ts";
import { judgeMigration } from "../core/lint/judge-migration.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { scriptOf } from "../core/migration/script-of.ts";
import type { LaunchHistory, LaunchMigration } from "../core/release/launch-migrations.ts";
import { modelOfText } from "../core/risk/schema-model.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import type { LaunchPlace, LaunchTarget } from "./launch-place.ts";

/** Reads it. @throws AppError FILE_UNREADABLE, MIGRATION_INVALID */
export async function readLaunchHistory(
  { folder, environment }: Pick<LaunchPlace, "folder" | "environment">,
  { state, events, major }: Extract<LaunchTarget, { readonly kind: "asked" }>,
): Promise<LaunchHistory> {
  const { name, protected: isProtected } = environment;
  const head = state.head === null ? null : { seq: state.head.seq, hash: state.head.hash };
  if (!existsSync(folder)) return { environment: name, migrations: [], disagreements: [], head };
  await loadParser();
  const { migrations, repeatables } = await loadMigrations(folder, { check: false });
  const { pending, applied, problems } = pendingWork(migrations, state, { environment: name, isProtected });
  const waiting = [...pending, ...pendingRepeatables(repeatables, state)];
  const firstSeqs = new Map<string, number>();
  for (const { version, seq } of events) if (version !== null && !firstSeqs.has(version)) firstSeqs.set(version, seq);
  const entry = (migration: MigrationFile, isApplied: boolean): LaunchMigration => ({
    ...riskOf(migration, isApplied, major),
    isApplied,
    firstSeq: firstSeqs.get(migration.version) ?? null,
  });
  return {
    environment: name,
    migrations: [
      ...applied.map(({ migration }) => entry(migration, true)),
      ...waiting.map(({ migration }) => entry(migration, false)),
    ],
    disagreements: problems.map(({ message }) => message),
    head,
  };
}

function riskOf(migration: MigrationFile, isApplied: boolean, major: number): Omit<LaunchMigration, "isApplied" | "firstSeq"> {
  const { file, version, checksum, text } = migration;
  // what is applied has had its rating
  const risk = isApplied ? "" : judgeMigration({ file, text, down: null }, modelOfText(major)).rating.level;
  return { file, version, checksum, risk, kind: scriptOf(migration).kind };
}
