/** Which differences a migration explains that the target has not applied: the folder minus the target's applied log. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Catalog } from "../core/catalog/catalog.ts";
import { parseAppliedLog } from "../core/migration/applied-log.ts";
import { pendingMigrations } from "../core/migration/pending-migrations.ts";
import { hasLeftTraces, type PendingMigration, readPending } from "../core/parity/cause.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { Config } from "../project/config.ts";
import { loadMigrations } from "../project/migrations-folder.ts";

/**
 * The migrations that the environment of that name has not applied, parsed; none where there is no folder. Without a log
 * the catalog tells: a migration is pending as long as nothing that it makes is there.
 */
export async function readPendingMigrations(
  config: Config,
  environmentName: string,
  catalog: Catalog,
): Promise<readonly PendingMigration[]> {
  const environment = config.environments.find(({ name }) => name === environmentName);
  const folder = resolve(config.directory, config.migrations.dir);
  if (environment === undefined || environment.log === null || !existsSync(folder)) return [];
  const log = resolve(config.directory, environment.log);
  const hasLog = existsSync(log);
  const [{ migrations }, text] = await Promise.all([loadMigrations(folder), hasLog ? readFile(log, "utf8") : ""]);
  const pending = pendingMigrations(migrations, parseAppliedLog(text));
  if (pending.length === 0) return [];
  await loadParser();
  const parsed = readPending(pending.map(({ file, text: sql }) => ({ file, text: sql })));
  return hasLog ? parsed : parsed.filter((migration) => !hasLeftTraces(migration, catalog.objects.keys()));
}
