/** Looks for the configuration file from a folder up to the root of its repository, never beyond. */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "../core/app-error.ts";

/** In no order of preference: two in one folder are refused. */
const configFileNames = ["ts", "mts", "js", "mjs", "json"].map((extension) => `lockstep.config.${extension}`);

/**
 * The absolute path of the nearest configuration file, or null. Outside of a repository only `cwd` itself is looked at:
 * a file in a stranger's parent folder must not decide which databases are meant.
 * @throws AppError CONFIG_INVALID when one folder has two of them
 */
export function findConfigFile(cwd: string): string | null {
  for (const folder of foldersUpToRoot(cwd)) {
    const found = configFileNames.filter((name) => existsSync(join(folder, name)));
    if (found.length > 1) {
      throw new AppError({
        code: "CONFIG_INVALID",
        message: `${folder} has more than one configuration: ${found.join(", ")}.`,
        hint: "Keep one of them, or name one with --config.",
      });
    }
    if (found[0] !== undefined) return join(folder, found[0]);
  }
  return null;
}

function foldersUpToRoot(cwd: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (existsSync(join(folder, ".git"))) return folders;
    if (dirname(folder) === folder) return [cwd];
  }
}
