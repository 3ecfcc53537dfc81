/** Whether there is a backup to fall back to now: evidence, files, the database and its journal, asked and put to `backupStanding`. */

import { type BackupFileState, type BackupStanding, backupStanding } from "../core/release/backup-standing.ts";
import { readBackedUpDatabase, readJournalHead } from "../postgres/backup-facts.ts";
import type { Session } from "../postgres/session.ts";
import { stateOfBackup } from "../project/backup-folder.ts";
import type { Environment } from "../project/environments.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { readBackups } from "./backup-place.ts";
import type { Project } from "./open-project.ts";

/** What is open already, and what is known. */
export interface BackupSubject {
  readonly project: Project;
  readonly environment: Environment;
  /** To the environment's database. */
  readonly session: Session;
  readonly now: Date;
  /** Of the catalog as it was read with this environment's role names; null: not read. */
  readonly fingerprint: string | null;
  /** When the window opened that the run is in; null outside of one. */
  readonly windowOpens: Date | null;
}

/** Reads only. @throws AppError FILE_UNREADABLE, and as `Session.query` */
export async function readBackupStanding(subject: BackupSubject): Promise<BackupStanding> {
  const { project, environment, session, now, windowOpens } = subject;
  const { directory, backup } = project.config;
  const records = await readBackups({ folder: migrationsPath(project.config), environment });
  const database = await readBackedUpDatabase(session);
  const head = await readJournalHead(session);
  const files = new Map<string, BackupFileState>();
  // reading a dump to its end takes a while: only those that could count
  for (const record of records.filter(
    ({ kind, verified, refuted }) => kind === "pg_dump" && verified !== null && refuted === null,
  ))
    if (record.head?.hash === head?.hash) files.set(record.id, await stateOfBackup(record, directory));
  const accepts = {
    exec: backup !== null && "command" in backup,
    attestedHours: backup !== null && "maxAgeHours" in backup ? backup.maxAgeHours : null,
  };
  // a backup's fingerprint knows the roles by their own names
  const hasOwnNames = Object.keys(environment.roles).length === 0;
  const fingerprint = hasOwnNames ? subject.fingerprint : null;
  return backupStanding(records, { now, database, head, fingerprint, files, windowOpens, accepts });
}
