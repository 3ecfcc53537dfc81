/**
 * The folder of backups. Everything in it is open to this user alone and stays out of git; a dump gets its name when it is whole, so
 * that whatever has a name here was whole once.
 */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { AppError } from "../core/app-error.ts";
import type { BackupFileState } from "../core/release/backup-standing.ts";
import { systemReason } from "../core/system-reason.ts";

/** Size and checksum of a file, or of a folder of files. */
export interface FileDigest {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** Ours, by its form: `production-20261120T170000Z-1a2b3c4d.dump`. */
const ownName = /^[A-Za-z][\w.-]*-\d{8}T\d{6}Z-[0-9a-f]{8}\.(?:dump|dir)$/;

/** Makes the folder where it is missing, with a `.gitignore` when it lies in the project. @throws AppError FILE_UNWRITABLE */
export async function openBackupFolder(folder: string, project: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const fromProject = relative(project, folder);
    const isInside = fromProject !== "" && !fromProject.startsWith("..") && !isAbsolute(fromProject);
    // `wx`: what somebody wrote there stays
    if (isInside) await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx" }).catch(ignoreExisting);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/** Removes what a killed run has left half written more than a day ago. */
export async function removeStaleDrafts(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^\.[\w.-]+\.partial$/.test(name)) continue;
    const path = join(folder, name);
    const found = await lstat(path).catch(() => null);
    if (found !== null && now.getTime() - found.mtimeMs > 86_400_000) await rm(path, { recursive: true, force: true });
  }
}

/** Gives a finished dump its name, durably. @throws AppError FILE_UNWRITABLE */
export async function nameBackup(draft: string, final: string): Promise<void> {
  try {
    await rename(draft, final);
    const folder = await open(join(final, ".."), "r");
    await folder.sync().finally(() => folder.close());
  } catch (cause) {
    throw unwritable(final, cause);
  }
}

/** Writes a file beside a dump, for this user alone; returns its checksum. @throws AppError FILE_UNWRITABLE */
export async function writeBeside(path: string, text: string): Promise<string> {
  try {
    await writeFile(path, text, { mode: 0o600, flush: true });
  } catch (cause) {
    throw unwritable(path, cause);
  }
  return digestText(text);
}

/** Hex of a text's UTF-8. */
export function digestText(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Reads a file, or all files of a folder by name; null where there is neither. @throws AppError FILE_UNREADABLE */
export async function digestBackup(path: string): Promise<FileDigest | null> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return null;
  if (found.isFile()) return digestFile(path);
  // a link may lead anywhere
  if (!found.isDirectory()) return null;
  const hash = createHash("sha256");
  let bytes = 0;
  for (const name of (await readdir(path)).sort()) {
    const one = await digestFile(join(path, name));
    hash.update(`${name} ${one.bytes} ${one.sha256}\n`);
    bytes += one.bytes;
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Bytes of a file, or of the files in a folder; 0 where there is nothing yet. */
export async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return 0;
  if (!found.isDirectory()) return found.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Whether a record's file is what it was. @throws AppError FILE_UNREADABLE */
export async function stateOfBackup(
  { file, bytes, sha256 }: { readonly file: string | null; readonly bytes: number | null; readonly sha256: string | null },
  directory: string,
): Promise<BackupFileState> {
  if (file === null) return "elsewhere";
  const path = resolve(directory, file);
  const found = await lstat(path).catch(() => null);
  if (found === null) return "gone";
  if ((await sizeOf(path)) !== bytes) return "changed";
  return (await digestBackup(path))?.sha256 === sha256 ? "same" : "changed";
}

/** Removes a dump and what lies beside it. Evidence can be forged: only a name of ours, in the folder itself, is ever removed. */
export async function removeBackup(folder: string, file: string): Promise<boolean> {
  const name = basename(file);
  if (!ownName.test(name) || resolve(folder, name) !== resolve(file)) return false;
  await rm(join(folder, name), { recursive: true, force: true });
  await rm(join(folder, catalogNameOf(name)), { force: true });
  return true;
}

/** The name of the snapshot file beside a dump. */
export function catalogNameOf(name: string): string {
  return `${name.replace(/\.(?:dump|dir)$/, "")}.snapshot.json`;
}

async function digestFile(path: string): Promise<FileDigest> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    });
  } catch (cause) {
    throw new AppError({ code: "FILE_UNREADABLE", message: `${path} could not be read: ${systemReason(cause)}`, cause });
  }
  return { bytes, sha256: hash.digest("hex") };
}

function ignoreExisting(error: unknown): void {
  if (systemReason(error) !== "EEXIST") throw error;
}

function unwritable(path: string, cause: unknown): AppError {
  return new AppError({
    code: "FILE_UNWRITABLE",
    message: `${path} could not be written: ${systemReason(cause)}`,
    hint: "Check the space and the rights there, or name another folder: backup: { to: … } in the configuration, or --to.",
    cause,
  });
}
