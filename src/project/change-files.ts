/** The records of changes in several steps: a small file each in `db/changes`, beside the migrations' folder, in git. */

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { formatRecordedChange, parseRecordedChange, type RecordedChange } from "../core/expand/recorded-change.ts";
import type { Config } from "./config.ts";
import { migrationsPath } from "./migrations-path.ts";

/** The folder, absolute; it may be missing. */
function changesPath(config: Config): string {
  return join(dirname(migrationsPath(config)), "changes");
}

/** Reads the change of that name. @throws AppError CHANGE_INVALID, with the names that there are */
export async function readChange(config: Config, name: string): Promise<RecordedChange> {
  const file = join(changesPath(config), `${name}.json`);
  const text = await readFile(file, "utf8").catch(() => null);
  if (text !== null) return parseRecordedChange(text, relative(config.directory, file));
  const known = await listChanges(config);
  const near = didYouMean(name, known);
  throw new AppError({
    code: "CHANGE_INVALID",
    message: `There is no change ${name}${near === null ? "." : `; did you mean "${near}"?`} ${known.length === 0 ? "None was begun." : `Known: ${known.join(", ")}.`}`,
    hint: "lockstep expand begins one, and prints its name.",
  });
}

/** The names of all changes, in order. */
export async function listChanges(config: Config): Promise<readonly string[]> {
  const names = await readdir(changesPath(config)).catch(() => []);
  return names
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}

/** Writes a change's record and its jobs, never over what is there; returns their paths, absolute. @throws AppError FILE_UNWRITABLE */
export async function writeChange(
  config: Config,
  recorded: RecordedChange,
  jobs: readonly { readonly name: string; readonly text: string }[],
): Promise<readonly string[]> {
  const files = [
    { path: join(changesPath(config), `${recorded.name}.json`), text: formatRecordedChange(recorded) },
    ...jobs.map(({ name, text }) => ({ path: resolve(config.directory, config.jobs, `${name}.ts`), text })),
  ];
  for (const { path, text } of files) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { flag: "wx" });
    } catch (error) {
      const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
      throw new AppError({
        code: "FILE_UNWRITABLE",
        message: `${relative(config.directory, path)} could not be written${isThere ? ": it is there already" : ""}.`,
        ...(isThere ? { hint: "Give the change another name: --name NAME" } : {}),
        cause: error,
      });
    }
  }
  return files.map(({ path }) => path);
}
