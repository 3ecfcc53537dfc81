/** Writes new migration files: all of them or none, and never over one that is there. */

import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError } from "../core/app-error.ts";

/** A file to write. */
export interface NewFile {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly text: string;
}

/** Writes them, and the folder where it is missing; returns their paths. @throws AppError FILE_UNWRITABLE, and leaves nothing behind */
export async function writeMigrations(folder: string, files: readonly NewFile[]): Promise<readonly string[]> {
  const written: string[] = [];
  try {
    for (const { file, text } of files) {
      const path = join(folder, file);
      const made = await mkdir(dirname(path), { recursive: true });
      if (made !== undefined) written.unshift(made);
      await writeFile(path, text, { flag: "wx" });
      written.unshift(path);
    }
  } catch (error) {
    // a folder that was made comes after what is in it
    for (const path of written) await rm(path, { recursive: true, force: true });
    throw unwritable(error);
  }
  return files.map(({ file }) => join(folder, file));
}

function unwritable(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const path = "path" in error ? String(error.path) : "The migration";
  const reason = reasons[String(error.code)] ?? String(error.code);
  return new AppError({
    code: "FILE_UNWRITABLE",
    message: `${path} could not be written: ${reason}.`,
    ...(error.code === "EEXIST" ? { hint: "Give the migration another name." } : {}),
    cause: error,
  });
}

const reasons: { readonly [code: string]: string } = {
  EEXIST: "it is there already",
  EACCES: "this user may not write there",
  EROFS: "the file system is read-only",
  ENOTDIR: "part of the path is a file",
  ENOSPC: "the disk is full",
  ENAMETOOLONG: "the name is too long",
};
