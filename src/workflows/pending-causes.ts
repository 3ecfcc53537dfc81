/** Which differences a migration explains that the target has not applied: the folder minus what its journal or log names. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseAppliedLog } from "../core/migration/applied-log.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { pendingMigrations } from "../core/migration/pending-migrations.ts";
import { hasLeftTraces, type PendingMigration, readPending } from "../core/parity/cause.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { Config } from "../project/config.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import type { SourceReading } from "./source-reading.ts";
import { unapplied } from "./unapplied.ts";

/**
 * The migrations that the target has not applied, parsed; none where there is no folder. Its journal tells, or else its log; without
 * either the catalog: a migration is pending as long as nothing that it makes is there.
 */
export async function readPendingMigrations(
  config: Config,
  { name, catalog, live }: Pick<SourceReading, "name" | "catalog" | "live">,
): Promise<readonly PendingMigration[]> {
  const environment = config.environments.find((one) => one.name === name);
  const folder = migrationsPath(config);
  if (environment === undefined || !existsSync(folder)) return [];
  const { migrations } = await loadMigrations(folder, { check: false });
  const byJournal = live === null ? null : await unapplied({ migrations, repeatables: [] }, live.session).catch(() => null);
  if (byJournal !== null) return parsed(byJournal);
  if (environment.log === null) return [];
  const log = resolve(config.directory, environment.log);
  const hasLog = existsSync(log);
  const pending = await parsed(pendingMigrations(migrations, parseAppliedLog(hasLog ? await readFile(log, "utf8") : "")));
  return hasLog ? pending : pending.filter((migration) => !hasLeftTraces(migration, catalog.objects.keys()));
}

async function parsed(pending: readonly MigrationFile[]): Promise<readonly PendingMigration[]> {
  if (pending.length === 0) return [];
  await loadParser();
  return readPending(pending.map(({ file, text: sql }) => ({ file, text: sql })));
}
