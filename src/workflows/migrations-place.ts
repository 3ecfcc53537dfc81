/** The folder that new migrations go to: what is in it, and how it arranges its files. */

import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import { type FolderStyle, folderStyle } from "../core/migration/folder-style.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { refuseProblems } from "../core/migration/migration-problem.ts";
import { findDrizzleConfig } from "../project/drizzle/drizzle-config.ts";
import { listMigrationFiles, loadMigrations } from "../project/migrations-folder.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import type { Project } from "./open-project.ts";

/** The folder. */
export interface MigrationsPlace {
  /** Absolute. */
  readonly folder: string;
  readonly style: FolderStyle;
  /** In running order. */
  readonly migrations: readonly MigrationFile[];
  /** The folder as a source. */
  readonly source: string;
}

/** Looks at the folder of the configuration; it may be missing. @throws AppError FILE_UNREADABLE, MIGRATION_INVALID */
export async function migrationsPlace({ config }: Project, cwd: string): Promise<MigrationsPlace> {
  const folder = migrationsPath(config);
  const stated = config.migrations.layout;
  const path = relative(cwd, folder);
  // spelled so that it is not taken for an environment
  const source = [...config.environments.map(({ name }) => name), "empty", ""].includes(path) ? `./${path}` : path;
  if (!existsSync(folder))
    return { folder, source, style: folderStyle({ layout: "plain", entries: [] }, [], stated), migrations: [] };
  const { layout, migrations, problems } = await loadMigrations(folder);
  // without its order nothing can come after the last one
  refuseProblems(problems.filter(({ rule }) => rule === "journal-unreadable"));
  const style = folderStyle({ layout, entries: migrations }, await listMigrationFiles(folder), stated);
  return { folder, source, style, migrations };
}

/** The schema that drizzle-kit is to read while it makes room for SQL that does not come from it. @throws AppError DRIZZLE_GENERATE_FAILED */
export function drizzleSchema({ config }: Project): string {
  const found = findDrizzleConfig(resolve(config.directory, "package.json"));
  if (found !== null) return found;
  const [first] = config.schema;
  if (first !== undefined) return resolve(config.directory, first);
  throw new AppError({
    code: "DRIZZLE_GENERATE_FAILED",
    message: `${config.migrations.dir} belongs to drizzle-kit, and neither a drizzle.config nor a schema is known.`,
    hint: 'schema: "shared/schema.ts" in lockstep.config.ts',
  });
}
