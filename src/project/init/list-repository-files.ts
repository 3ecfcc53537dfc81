/** The files of a repository by their paths, without what was installed or built. Nothing is read, links are not followed. */

import { type Dirent, existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

const skipped = new Set(["node_modules", "dist", "build", "out", "coverage", "vendor", "target", "tmp", "__pycache__"]);
const hiddenKept = /^\.(?:env(?:\..+)?|gitlab-ci\.yml)$/;
const limits = { files: 20_000, depth: 8 } as const;

/** Paths relative with `/`, sorted; those near the top come in first where there are more than 20,000. */
export async function listRepositoryFiles(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  let level = [""];
  for (let depth = 0; depth <= limits.depth && level.length > 0 && files.length < limits.files; depth++) {
    const next: string[] = [];
    for (const prefix of level) {
      // a folder that may not be read is none of ours
      const entries: Dirent[] = await readdir(join(folder, prefix), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
        const isHidden = entry.name.startsWith(".");
        if (entry.isFile() && (!isHidden || hiddenKept.test(entry.name))) files.push(path);
        if (entry.isDirectory() && !isHidden && !skipped.has(entry.name)) next.push(path);
      }
    }
    level = next;
  }
  return files.slice(0, limits.files).sort();
}

/** The folder of the repository that a folder is in; the folder itself outside of one. */
export function findRepositoryRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return folder;
  }
}
