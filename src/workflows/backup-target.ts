/** Where a dump goes: a folder of ours, a program that reads it, or our own output. Only the first can be looked at later. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../core/app-error.ts";
import { nameBackup, openBackupFolder, removeStaleDrafts } from "../project/backup-folder.ts";
import { fileReceiver, type ProgramReceiver, programReceiver, writerReceiver } from "../project/dump-receivers.ts";
import type { DumpReceiver } from "../project/dump-stream.ts";
import { type BackupPlace, backupFolderOf } from "./backup-place.ts";
import { stampOf } from "./backup-words.ts";

/** What was asked for. */
export interface DumpWish {
  /** A folder, or `-` for `write`; null: as configured. */
  readonly to: string | null;
  readonly jobs: number | null;
  readonly write: ((bytes: Uint8Array) => Promise<void>) | null;
  /** As progress calls it. */
  readonly step: string;
}

/** Where a dump is written to. */
export interface DumpTarget {
  /** Of the snapshot file, and of the dump where it is kept here. */
  readonly folder: string;
  readonly draft: string;
  /** What it is called where it goes elsewhere. */
  readonly elsewhere: string | null;
  readonly program: readonly string[] | null;
  readonly idPath: string | undefined;
  /** Whether a database of that many bytes is dumped through several connections, into a folder of files. */
  readonly isFolder: (bytes: number) => boolean;
  /** Gives the finished dump its name; null where there is no file. */
  readonly keep: (id: string) => Promise<string | null>;
}

const parallelFromBytes = 8 * 1024 ** 3;

/** Makes the folder where there is none. @throws AppError USAGE for connections that a stream cannot have, FILE_UNWRITABLE */
export async function openDumpTarget(wish: DumpWish, place: BackupPlace): Promise<DumpTarget> {
  const { environment, project, clock } = place;
  const { backup, directory } = project.config;
  const reader = wish.to === null && backup !== null && "to" in backup && typeof backup.to !== "string" ? backup.to : null;
  const isStdout = wish.to === "-";
  const isElsewhere = isStdout || reader !== null;
  if (isElsewhere && wish.jobs !== null && wish.jobs > 1)
    throw new AppError({
      code: "USAGE",
      message: "--jobs makes a folder of files, and this dump goes to one stream.",
      hint: `lockstep backup create ${environment.name} --jobs ${wish.jobs} --to backups/`,
    });
  const folder = backupFolderOf(place, isStdout ? null : wish.to);
  await openBackupFolder(folder, directory);
  await removeStaleDrafts(folder, clock());
  const draft = join(folder, `.${environment.name}-${stampOf(clock())}-${process.pid}.partial`);
  return {
    folder,
    draft,
    elsewhere: isStdout ? "standard output" : (reader?.command[0] ?? null),
    program: reader?.command ?? null,
    idPath: reader?.json,
    isFolder: (bytes) => !isElsewhere && (wish.jobs === null ? bytes >= parallelFromBytes : wish.jobs > 1),
    keep: async (id) => {
      if (isElsewhere) return null;
      // a folder of files is what a parallel dump makes
      const isDirectory = (await readdir(draft).catch(() => null)) !== null;
      const final = join(folder, `${environment.name}-${id}.${isDirectory ? "dir" : "dump"}`);
      await nameBackup(draft, final);
      return final;
    },
  };
}

/** Opens it for one stream. */
export function receiverOf(
  wish: DumpWish,
  target: DumpTarget,
  { project, environment, context }: BackupPlace,
): DumpReceiver | ProgramReceiver {
  if (target.program !== null)
    return programReceiver(target.program, {
      cwd: project.config.directory,
      env: { ...context.env, LOCKSTEP_ENVIRONMENT: environment.name },
    });
  if (wish.to === "-" && wish.write !== null) return writerReceiver(wish.write);
  return fileReceiver(target.draft);
}
