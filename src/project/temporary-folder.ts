/**
 * Folders that live as long as a piece of work. They are also removed when the process exits before that work could clean up,
 * as after a second Ctrl-C: nobody looks for them later.
 */

import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "../core/app-error.ts";
import { systemReason } from "../core/system-reason.ts";

/** A folder that only this user can enter. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes it with all that is in it; a second call does nothing. */
  remove(): Promise<void>;
}

/** Makes `NAME-xxxxxx` in the system's temporary folder. @throws AppError FILE_UNWRITABLE when nothing can be made there */
export async function makeTemporaryFolder(name: string): Promise<TemporaryFolder> {
  const parent = tmpdir();
  const path = await mkdtemp(join(parent, `${name}-`)).catch((cause: unknown) => {
    const code = systemReason(cause);
    throw new AppError({
      code: "FILE_UNWRITABLE",
      message: `No temporary folder can be made in ${parent}: ${reasons[code] ?? code}.`,
      hint: "Point TMPDIR to a folder that exists and that you may write to: export TMPDIR=/tmp",
      cause,
    });
  });
  if (folders.size === 0) process.on("exit", removeAll);
  folders.add(path);
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true });
      folders.delete(path);
      if (folders.size === 0) process.off("exit", removeAll);
    },
  };
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: "it does not exist",
  ENOTDIR: "it is no folder",
  EACCES: "this user may not write there",
  EROFS: "it is read-only",
  ENOSPC: "the disk is full",
};

const folders = new Set<string>();

function removeAll(): void {
  for (const path of folders) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // a file that somebody is still writing: the process ends either way
    }
  }
}
