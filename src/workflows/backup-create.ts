/**
 * `backup create`: takes a backup the way the configuration says. A dump is taken at one moment that we hold open, and what is written
 * down about it (catalog, counts, the journal's head) is of that very moment.
 */

import { relative, resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { BackupRecord } from "../core/release/backup-record.ts";
import { expiredBackups } from "../core/release/backup-retention.ts";
import type { Session } from "../postgres/session.ts";
import { removeBackup, sizeOf } from "../project/backup-folder.ts";
import { runProcess } from "../project/run-process.ts";
import { lastLine } from "../project/secrets/exec.ts";
import { backupByWord } from "./backup-by-word.ts";
import { dumpBackup } from "./backup-dump.ts";
import {
  type BackupPlace,
  backupFolderOf,
  openBackupPlace,
  readBackups,
  saveBackup,
  withPatientSession,
} from "./backup-place.ts";
import { foreignIdOf } from "./backup-words.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** How to take it; what is null is decided by the configuration. */
export interface BackupRequest {
  readonly environment: string;
  /** A folder, or `-` for `write`. */
  readonly to: string | null;
  /** Parallel connections of pg_dump; more than one makes a folder of files. Null: as the size asks for. */
  readonly jobs: number | null;
  /** Takes the dump where `to` is `-`. */
  readonly write: ((bytes: Uint8Array) => Promise<void>) | null;
  readonly clock: () => Date;
}

/** What was taken. */
export interface BackupOutcome {
  readonly environment: string;
  readonly record: BackupRecord;
  /** Files of older backups that `keep` let go, as in their records. */
  readonly removed: readonly string[];
}

/** Takes one. @throws AppError BACKUP_CLIENT_MISSING, BACKUP_FAILED, FILE_UNWRITABLE, SCHEMA_CHANGING, CONNECT_*, and as `openBackupPlace` */
export async function createBackup(request: BackupRequest, context: WorkflowContext): Promise<BackupOutcome> {
  return createBackupAt(request, await openBackupPlace(request.environment, context, request.clock));
}

/** The same where the project is open already. @throws as `createBackup` */
export async function createBackupAt(
  request: Pick<BackupRequest, "to" | "jobs" | "write">,
  place: BackupPlace,
): Promise<BackupOutcome> {
  const { backup } = place.project.config;
  const { name } = place.environment;
  const step = `backup of ${name}`;
  place.context.progress({ step, state: "start" });
  const record = await withPatientSession(place, (session) =>
    backup !== null && "command" in backup && request.to === null
      ? askProvider(backup, session, place)
      : dumpBackup({ ...request, step }, session, place),
  );
  await saveBackup(place, record);
  const removed = await removeExpired(request.to, place);
  place.context.progress({ step, state: "done", ...(record.file === null ? {} : { detail: record.file }) });
  return { environment: name, record, removed };
}

const providerDeadlineMs = 6 * 3_600_000;

/** A provider's snapshot: the program says that it was taken, and that is all that is known. */
async function askProvider(
  reference: { readonly command: readonly string[]; readonly json?: string | undefined },
  session: Session,
  place: BackupPlace,
): Promise<BackupRecord> {
  const { project, environment, context, clock } = place;
  const [program = "", ...args] = reference.command;
  return backupByWord(session, async (database) => {
    const startedAt = clock();
    const result = await runProcess(program, args, {
      env: { ...context.env, LOCKSTEP_ENVIRONMENT: environment.name, LOCKSTEP_DATABASE: database.name },
      cwd: project.config.directory,
      deadlineMs: providerDeadlineMs,
      signal: context.signal,
    });
    if (result.kind !== "exited" || result.code !== 0)
      throw new AppError({
        code: "BACKUP_FAILED",
        message: `${program} did not take a backup of ${environment.name}${"stderr" in result ? lastLine(result.stderr) : `: ${result.kind}`}`,
        hint: `Run it by hand: ${reference.command.join(" ")}`,
      });
    const foreignId = foreignIdOf(result.stdout, reference.json);
    return { kind: "exec", target: program, foreignId, startedAt, endedAt: clock(), seed: [foreignId ?? ""] };
  });
}

async function removeExpired(to: string | null, place: BackupPlace): Promise<readonly string[]> {
  const { backup, directory } = place.project.config;
  const keep = backup !== null && "keep" in backup ? backup.keep : undefined;
  if (keep === undefined || to === "-") return [];
  const folder = backupFolderOf(place, to);
  const records = await readBackups(place);
  const there = new Map<string, boolean>();
  for (const { id, file, bytes } of records) there.set(id, file !== null && (await sizeOf(resolve(directory, file))) === bytes);
  const removed: string[] = [];
  for (const { file } of expiredBackups(records, keep, ({ id }) => there.get(id) === true))
    if (file !== null && (await removeBackup(folder, resolve(directory, file))))
      removed.push(relative(directory, resolve(directory, file)));
  return removed;
}
