/** The files that a command means: those that were named, or all that a source has not applied, repeatable ones with them. */

import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import { neededMigrations, nothingKnown } from "../core/migration/checkpoint.ts";
import { checksumOf } from "../core/migration/checksum.ts";
import type { MigrationFile, MigrationSet } from "../core/migration/migration-file.ts";
import { downFileOf, hooks, layoutMigrations } from "../core/migration/migration-layout.ts";
import type { MigrationProblem } from "../core/migration/migration-problem.ts";
import { pendingMigrations } from "../core/migration/pending-migrations.ts";
import { systemWords } from "../core/system-words.ts";
import type { Environment } from "../project/environments.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { readSqlText } from "../project/sql-text.ts";
import { readEnvironmentLog } from "./environment-log.ts";
import type { Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Which. */
export interface FileWish {
  /** Files and folders; none: what is pending. */
  readonly files: readonly string[];
  /** The source whose log tells what is pending; null: the protected environment's. */
  readonly source: string | null;
  /** Hooks too, where they run: whoever judges files wants all of them, and whoever runs files knows where hooks belong. */
  readonly withHooks?: boolean;
}

/** Migrations, and what is wrong with how they lie there: an encoding, a link that leads out, a version that two have. */
export interface FoundFiles {
  readonly files: readonly MigrationFile[];
  readonly problems: readonly MigrationProblem[];
}

/** Loads them in running order, named files in the order in which they were named. @throws AppError FILE_UNREADABLE */
export async function pendingFiles(wish: FileWish, project: Project, context: WorkflowContext): Promise<FoundFiles> {
  const { cwd } = context;
  if (wish.files.length === 0) return pendingOf(wish, project, context);
  const found = await Promise.all(wish.files.map((file) => filesAt(file, resolve(cwd, file), wish)));
  return { files: found.flatMap(({ files }) => files), problems: found.flatMap(({ problems }) => problems) };
}

async function filesAt(file: string, path: string, wish: FileWish): Promise<FoundFiles> {
  const entry = await stat(path).catch((cause: unknown) => {
    const reason = systemWords(cause);
    throw new AppError({ code: "FILE_UNREADABLE", message: `${file} could not be read: ${reason}`, cause });
  });
  if (!entry.isDirectory()) return loneFile(path);
  const { migrations, repeatables, problems } = await loadMigrations(path, { check: false });
  const found = { files: [...migrations, ...repeatables], problems };
  return wish.withHooks === true ? withHooks(found, path) : found;
}

/** Around what there is to run: where there is nothing, hooks do not run either. */
async function withHooks({ files, problems }: FoundFiles, folder: string): Promise<FoundFiles> {
  if (files.length === 0) return { files, problems };
  const [before, after] = await Promise.all([hooks.before, hooks.after].map((file) => hookAt(join(folder, file))));
  const found = (hook: FoundFiles | undefined) => hook ?? { files: [], problems: [] };
  return {
    files: [...found(before).files, ...files, ...found(after).files],
    problems: [...problems, ...found(before).problems, ...found(after).problems],
  };
}

async function hookAt(path: string): Promise<FoundFiles> {
  return existsSync(path) ? loneFile(path) : { files: [], problems: [] };
}

/** A file with the sibling that undoes it; the rest of its folder may be thousands of files, and is left alone. */
async function loneFile(path: string): Promise<FoundFiles> {
  const isFolder = basename(path) === "migration.sql";
  const root = isFolder ? dirname(dirname(path)) : dirname(path);
  const file = relative(root, path).replaceAll("\\", "/");
  const downs = [downFileOf(file)].filter((name) => name !== file && existsSync(join(root, name)));
  const [entry] = layoutMigrations([file, ...downs], null).entries;
  const { text, problem } = readSqlText(path);
  const downFile = entry?.downFile ?? null;
  const down = downFile === null ? null : readSqlText(join(root, downFile));
  const name = file.replace(/\.sql$/i, "");
  const found = {
    version: name,
    name,
    ...entry,
    file,
    path,
    text,
    checksum: checksumOf(text),
    downFile,
    downText: down?.text ?? null,
  };
  const problems = [
    ...(problem === null ? [] : [{ rule: "not-utf8" as const, file, ...problem }]),
    ...(down === null || down.problem === null ? [] : [{ rule: "not-utf8" as const, file: downFile ?? file, ...down.problem }]),
  ];
  return { files: [found], problems };
}

async function pendingOf(wish: FileWish, project: Project, context: WorkflowContext): Promise<FoundFiles> {
  const { source } = wish;
  const { config } = project;
  const folder = migrationsPath(config);
  if (!existsSync(folder)) {
    throw new AppError({
      code: "FILE_UNREADABLE",
      message: `There is no ${config.migrations.dir} here, and no file was named.`,
      hint: 'lockstep new "Add users" makes the first migration.',
    });
  }
  const { migrations, repeatables, problems } = await loadMigrations(folder, { check: false });
  const named = config.environments.find(({ name }) => name === source) ?? null;
  const known = named === null ? null : await byJournal({ migrations, repeatables }, named, project, context);
  const environment = named ?? config.environments.find((one) => one.protected) ?? null;
  const log = environment === null ? null : await readEnvironmentLog(environment, project);
  const unlogged = named === null ? migrations : neededMigrations(migrations, nothingKnown);
  // a log does not say with which text a repeatable file was last applied
  const files = known ?? [...(log === null ? unlogged : pendingMigrations(migrations, log.log)), ...repeatables];
  const names = new Set(files.flatMap(({ file, downFile }) => [file, downFile]));
  // what is applied is what it is
  const found = { files, problems: problems.filter(({ file }) => names.has(file)) };
  return wish.withHooks === true ? withHooks(found, folder) : found;
}

/** Null where there is no journal, or nobody to ask: whoever opens the source next says why. */
async function byJournal(
  files: Pick<MigrationSet, "migrations" | "repeatables">,
  environment: Environment,
  project: Project,
  context: WorkflowContext,
): Promise<readonly MigrationFile[] | null> {
  const { unapplied } = await import("./unapplied.ts"); // brings the driver along
  const { withEnvironment } = await import("./with-environment.ts");
  return withEnvironment(environment, project, context, (session) => unapplied(files, session)).catch(() => null);
}
