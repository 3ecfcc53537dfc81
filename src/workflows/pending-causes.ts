/** Which differences a migration explains that the target has not applied: the folder minus the target's applied log. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseAppliedLog } from "../core/migration/applied-log.ts";
import { pendingMigrations } from "../core/migration/pending-migrations.ts";
import { type PendingMigration, readPending } from "../core/parity/cause.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { Config } from "../project/config.ts";
import { loadMigrations } from "../project/migrations-folder.ts";

/** The migrations that the environment of that name has not applied, parsed; none where there is no folder or no log. */
export async function readPendingMigrations(config: Config, environmentName: string): Promise<readonly PendingMigration[]> {
  const environment = config.environments.find(({ name }) => name === environmentName);
  const folder = resolve(config.directory, config.migrations.dir);
  if (environment === undefined || environment.log === null || !existsSync(folder)) return [];
  const log = resolve(config.directory, environment.log);
  const [{ migrations }, text] = await Promise.all([loadMigrations(folder), existsSync(log) ? readFile(log, "utf8") : ""]);
  const pending = pendingMigrations(migrations, parseAppliedLog(text));
  if (pending.length === 0) return [];
  await loadParser();
  return readPending(pending.map(({ file, text: sql }) => ({ file, text: sql })));
}
