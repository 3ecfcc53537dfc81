/**
 * Whether a folder of migrations is exactly as it was when it was last found to be up to date: the same names, and of each file the same
 * size, times and inode. Then the digest of then is the digest of now, and ten thousand names need not be arranged again. As with
 * checksums, losing what is kept costs time only, and whoever guards a protected database does not ask it.
 */

import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Variables } from "./run-process.ts";
import { userCacheFolder } from "./user-cache.ts";

/** A look at a folder. */
export interface FolderLook {
  /** What was found then for the folder as it is; null where it is not known. */
  readonly digest: string | null;
  /** Keeps a digest for the folder as it was at this look. */
  readonly remember: (digest: string) => void;
}

/** Within the clock's grain a second change may leave no trace. */
const grainMs = 2_000;

/** Looks at all of `files` (relative to `folder`, sorted) that could be migrations; null where nothing can be kept, or a file is too new to tell. */
export function lookAtFolder(folder: string, files: readonly string[], env: Variables, now: () => number): FolderLook | null {
  const place = userCacheFolder(env, "folders");
  if (place === null) return null;
  const settled = now() - grainMs;
  const lines: string[] = [];
  for (const file of files) {
    // Lockstep's own notes, which come and go
    if (file.startsWith("evidence/")) continue;
    const stats = statSync(`${folder}/${file}`, { throwIfNoEntry: false });
    if (stats === undefined || stats.mtimeMs >= settled || stats.ctimeMs >= settled) return null;
    lines.push(`${file}\t${stats.size}\t${stats.mtimeMs}\t${stats.ctimeMs}\t${stats.ino}`);
  }
  const key = hash("sha256", lines.join("\n"), "hex");
  const path = join(place, `${hash("sha256", folder, "hex").slice(0, 16)}.txt`);
  return {
    digest: known(path, key),
    remember: (digest) => keep(place, path, `${key} ${digest}`),
  };
}

function known(path: string, key: string): string | null {
  try {
    const [of, digest] = readFileSync(path, "utf8").split(" ");
    return of === key && digest !== undefined ? digest : null;
  } catch {
    return null;
  }
}

/** In one move, so that a reader at the same time sees the one or the other. */
function keep(folder: string, path: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    return; // a read-only home
  }
}
