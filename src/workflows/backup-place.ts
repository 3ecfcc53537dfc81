/** Where backups of an environment are made, looked for and remembered; every verb of `backup` begins with it. */

import { resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import { type BackupRecord, foldBackups } from "../core/release/backup-record.ts";
import { openSession } from "../postgres/connect.ts";
import { parseConnectionUrl } from "../postgres/connection-url.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { readEvidence, saveEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { actorOf } from "./actor-of.ts";
import { openProject, type Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is known before anything is asked. */
export interface BackupPlace {
  readonly project: Project;
  readonly environment: Environment;
  /** Of migrations, absolute: evidence is kept below it. */
  readonly folder: string;
  readonly context: WorkflowContext;
  readonly clock: () => Date;
}

/** Opens the project. @throws AppError CONFIG_*, ENVIRONMENT_*, SECRET_MISSING */
export async function openBackupPlace(name: string, context: WorkflowContext, clock: () => Date): Promise<BackupPlace> {
  const project = await openProject(context);
  const environment = findEnvironment(project.config, name, context.env);
  return { project, environment, folder: migrationsPath(project.config), context, clock };
}

/** All that evidence knows of this environment, the newest first. */
export async function readBackups({
  folder,
  environment,
}: Pick<BackupPlace, "folder" | "environment">): Promise<readonly BackupRecord[]> {
  return foldBackups(await readEvidence(folder, "backup", environment.name));
}

/** Keeps a record; one with the same id takes the place of the older. Returns the path. @throws AppError FILE_UNWRITABLE */
export function saveBackup({ folder, environment, context, clock }: BackupPlace, record: BackupRecord): Promise<string> {
  const by = actorOf(context);
  return saveEvidence(folder, { kind: "backup", at: clock().toISOString(), environment: environment.name, by, data: record });
}

/** The folder of backups: `--to`, the configuration's, else `backups/`. Absolute. */
export function backupFolderOf({ project, context }: Pick<BackupPlace, "project" | "context">, wanted: string | null): string {
  const { backup, directory } = project.config;
  const configured = backup !== null && "to" in backup && typeof backup.to === "string" ? backup.to : "backups/";
  return wanted === null ? resolve(directory, configured) : resolve(context.cwd, wanted);
}

/**
 * A reading session to the server itself that may take its time: a dump and its counts last. Closed afterwards.
 *
 * @throws AppError CONNECT_*, SECRET_*, URL_INVALID and what `work` throws
 */
export async function withPatientSession<T>(place: BackupPlace, work: (session: Session) => Promise<T>): Promise<T> {
  const { environment, project, context } = place;
  const { value } = await resolveSecret(environment.directUrl ?? environment.url, project.secrets);
  const target = parseConnectionUrl(value, { env: context.env, osUser: context.osUser, whose: environment.name });
  const session = await openPatientSession(target, context);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** Another one to the same server; whoever opens it closes it. @throws AppError CONNECT_* */
export function openPatientSession(target: Session["target"], { signal, timeoutMs }: WorkflowContext): Promise<Session> {
  return openSession(target, {
    statementTimeoutMs: 0,
    applicationName: "lockstep backup",
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { connectTimeoutMs: timeoutMs }),
  });
}

/** The backup of that id, or whose file this is; the newest with a file where nothing is named. @throws AppError BACKUP_UNKNOWN */
export function findBackup(records: readonly BackupRecord[], wanted: string | null, place: BackupPlace): BackupRecord {
  const { directory } = place.project.config;
  const path = wanted === null ? null : resolve(place.context.cwd, wanted);
  const found =
    path === null
      ? records.find(({ file }) => file !== null)
      : records.find(({ id, file }) => id === wanted || (file !== null && resolve(directory, file) === path));
  if (found !== undefined) return found;
  const { name } = place.environment;
  throw new AppError({
    code: "BACKUP_UNKNOWN",
    message:
      wanted === null ? `There is no backup of ${name} in a file.` : `No evidence knows a backup of ${name} called ${wanted}.`,
    hint: wanted === null ? `lockstep backup create ${name}` : `lockstep backup list ${name}`,
  });
}
