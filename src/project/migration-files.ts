/** Changes to files of the migrations folder. Names may come from a database, and must not lead out of the folder. */

import { existsSync } from "node:fs";
import { mkdir, realpath, rename, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { AppError } from "../core/app-error.ts";
import { systemReason } from "../core/system-reason.ts";

/** Writes a file of the folder, over what is there. @throws AppError FILE_UNWRITABLE also for a name that leads elsewhere */
export async function writeMigrationFile(folder: string, file: string, text: string): Promise<void> {
  const path = await safePath(folder, file);
  await mkdir(dirname(path), { recursive: true })
    .then(() => writeFile(path, text))
    .catch((cause: unknown) => unwritable(path, cause));
}

/** Gives a file, or a folder of one, another name; never over another. @throws AppError FILE_UNWRITABLE */
export async function renameMigrationFile(folder: string, from: string, to: string): Promise<void> {
  const [source, target] = [await safePath(folder, from), await safePath(folder, to)];
  if (existsSync(target)) throw new AppError({ code: "FILE_UNWRITABLE", message: `${target} is there already.` });
  await rename(source, target).catch((cause: unknown) => unwritable(target, cause));
}

async function safePath(folder: string, file: string): Promise<string> {
  const parts = file.split("/");
  const isPlain =
    parts.length <= 2 && parts.every((part) => part !== "" && part !== "." && part !== ".." && !/[\\\0:]/.test(part));
  const path = join(folder, file);
  const root = await realpath(folder).catch((cause: unknown) => unwritable(folder, cause));
  // a link in place of the file or its folder could lead anywhere
  const real = await realpath(path).catch(() => realpath(dirname(path)).catch(() => root));
  if (isPlain && (real === root || real.startsWith(root + sep))) return path;
  throw new AppError({ code: "FILE_UNWRITABLE", message: `${JSON.stringify(file)} is no file of the migrations folder.` });
}

function unwritable(path: string, cause: unknown): never {
  const reason = systemReason(cause);
  throw new AppError({ code: "FILE_UNWRITABLE", message: `${path} could not be written: ${reason}`, cause });
}
