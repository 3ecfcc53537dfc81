/** `backup list`: what evidence knows of an environment's backups, and what their files are like now. */

import type { BackupRecord } from "../core/release/backup-record.ts";
import type { BackupFileState } from "../core/release/backup-standing.ts";
import { stateOfBackup } from "../project/backup-folder.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { readBackups } from "./backup-place.ts";
import { openProject } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** All of them, the newest first. */
export interface BackupList {
  readonly environment: string;
  readonly backups: readonly { readonly record: BackupRecord; readonly state: BackupFileState }[];
}

/** Reads evidence and files, and asks no database. @throws AppError CONFIG_*, ENVIRONMENT_*, FILE_UNREADABLE */
export async function listBackups(environment: string, context: WorkflowContext): Promise<BackupList> {
  const { config } = await openProject(context);
  const folder = migrationsPath(config);
  const records = await readBackups({ folder, environment: findEnvironment(config, environment, context.env) });
  const states = await Promise.all(records.map((record) => stateOfBackup(record, config.directory)));
  return { environment, backups: records.map((record, i) => ({ record, state: states[i] ?? "gone" })) };
}
