/**
 * Loads a folder of migrations: finds the files, has them arranged, reads their texts. What is wrong with a file is
 * returned, so that one bad file does not hide the others; whoever runs them calls `refuseProblems`.
 */

import type { Dirent } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { AppError } from "../core/app-error.ts";
import { checksumOf } from "../core/migration/checksum.ts";
import type { MigrationFile, MigrationSet } from "../core/migration/migration-file.ts";
import {
  drizzleJournal,
  layoutMigrations,
  type MigrationEntry,
  type MigrationLayout,
} from "../core/migration/migration-layout.ts";
import type { MigrationProblem } from "../core/migration/migration-problem.ts";
import { readMigration } from "../core/migration/read-migration.ts";
import { systemWords } from "../core/system-words.ts";
import { readSqlText } from "./sql-text.ts";

/** How to load. */
export interface LoadOptions {
  /** Read each file as a migration and say what is wrong with it; a linter does so itself. Default true. */
  readonly check?: boolean;
}

/** Loads the migrations of a folder, in running order; throws FILE_UNREADABLE when the folder cannot be read. */
export async function loadMigrations(folder: string, { check = true }: LoadOptions = {}): Promise<MigrationSet> {
  const root = resolve(folder);
  const { layout, entries, repeatables, ignored, problems } = await listMigrations(folder);
  const found: MigrationProblem[] = [...problems];
  const load = (entry: MigrationEntry): MigrationFile => {
    const { migration, problems: own } = loadMigration(root, entry, check);
    found.push(...own);
    return migration;
  };
  return { layout, migrations: entries.map(load), repeatables: repeatables.map(load), ignored, problems: found };
}

/** The names in a folder, relative with `/`, sorted. */
export interface FolderNames {
  readonly files: readonly string[];
  /** Links to migrations that lead out of it. */
  readonly outside: readonly string[];
}

/** The names, not arranged yet; throws FILE_UNREADABLE when the folder cannot be read. */
export function listNames(folder: string): Promise<FolderNames> {
  return listFiles(resolve(folder));
}

/** The migrations of a folder by their names, none of them read; throws FILE_UNREADABLE when the folder cannot be read. */
export async function listMigrations(folder: string): Promise<MigrationLayout> {
  return arrangeNames(folder, await listNames(folder));
}

/** The same of names that are known. @throws AppError FILE_UNREADABLE for drizzle-kit's journal */
export function arrangeNames(folder: string, { files, outside }: FolderNames): MigrationLayout {
  const root = resolve(folder);
  const journal = files.includes(drizzleJournal) ? readSqlText(join(root, drizzleJournal)).text : null;
  const found = layoutMigrations(files, journal);
  return { ...found, problems: [...found.problems, ...outside.map(outsideProblem)] };
}

/** All files of a folder of migrations, relative with `/`, sorted; throws FILE_UNREADABLE when the folder cannot be read. */
export async function listMigrationFiles(folder: string): Promise<readonly string[]> {
  return (await listFiles(resolve(folder))).files;
}

/** The name of an environment's applied log: `applied_to_prod.log` for production, else `applied_to_<name>.log`. */
export function appliedLogName(environment: string): string {
  return `applied_to_${environment === "production" ? "prod" : environment}.log`;
}

function loadMigration(
  root: string,
  entry: MigrationEntry,
  check: boolean,
): { migration: MigrationFile; problems: MigrationProblem[] } {
  const problems: MigrationProblem[] = [];
  const read = (file: string): string => {
    const { text, problem } = readSqlText(join(root, file));
    if (problem !== null) problems.push({ rule: "not-utf8", file, ...problem });
    return text;
  };
  const text = read(entry.file);
  const downText = entry.downFile === null ? null : read(entry.downFile);
  const down = entry.downFile === null || downText === null ? null : { file: entry.downFile, text: downText };
  if (check) problems.push(...readMigration(entry.file, text, down).problems);
  return { migration: { ...entry, path: join(root, entry.file), text, checksum: checksumOf(text), downText }, problems };
}

/** Files two levels deep, relative with `/`; links that lead out of the folder are told apart and never read. */
async function listFiles(root: string): Promise<{ files: string[]; outside: string[] }> {
  const realRoot = await realpath(root).catch((cause: unknown) => unreadable(root, cause));
  const files: string[] = [];
  const outside: string[] = [];
  const visit = async (prefix: string, depth: number): Promise<void> => {
    for (const entry of await list(join(root, prefix))) {
      const file = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isSymbolicLink() && !(await staysInside(realRoot, join(root, file)))) {
        if (/\.sql$/i.test(file)) outside.push(file);
      } else if (entry.isDirectory()) {
        if (depth < 1 && !entry.name.startsWith(".")) await visit(file, depth + 1);
      } else files.push(file);
    }
  };
  await visit("", 0);
  return { files: files.sort(), outside: outside.sort() };
}

async function list(folder: string): Promise<Dirent[]> {
  return await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => unreadable(folder, cause));
}

async function staysInside(root: string, path: string): Promise<boolean> {
  // a link to nowhere has no real path, and leads nowhere that is allowed
  const target = await realpath(path).catch(() => null);
  return target?.startsWith(root + sep) ?? false;
}

function unreadable(folder: string, cause: unknown): never {
  const reason = systemWords(cause);
  throw new AppError({
    code: "FILE_UNREADABLE",
    message: `${folder} could not be read: ${reason}`,
    hint: "migrations.dir in the configuration names the folder of migrations; lockstep new NAME makes it with its first file.",
    cause,
  });
}

function outsideProblem(file: string): MigrationProblem {
  return { rule: "outside-folder", file, line: 1, column: 1, message: "a link that leads out of the migrations folder" };
}
