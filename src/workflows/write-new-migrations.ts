/** Writes migrations whose text is ready, the way their folder is arranged. */

import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { placeMigration } from "../core/migration/folder-style.ts";
import { formatMigration, type MigrationText } from "../core/migration/format-migration.ts";
import { layoutMigrations } from "../core/migration/migration-layout.ts";
import { nextStems } from "../core/migration/next-stems.ts";
import { withGeneratedMigration } from "../project/drizzle/generate-migration.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { writeMigrations } from "../project/write-migrations.ts";
import type { MigrationsPlace } from "./migrations-place.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A migration that is in the folder now. */
export interface WrittenMigration {
  /** Relative to the working directory. */
  readonly path: string;
  /** The file that undoes it, where that is one of its own. */
  readonly downPath: string | null;
  readonly version: string;
  readonly transaction: "one" | "none";
  /** What `Safe to run` says. */
  readonly safe: string;
}

/** A migration to write. */
export interface NewMigration {
  /** Its name in the file's: `add_feature`. */
  readonly slug: string;
  readonly text: MigrationText;
}

/** How to write. */
export interface WritingOptions {
  readonly now: Date;
  /** What drizzle-kit reads where the folder is its own; asked for only then. */
  readonly drizzleSchema: () => string;
  readonly isInteractive: boolean;
}

/** Writes all of them or none, in the order in which they run. @throws AppError FILE_UNWRITABLE, MIGRATION_INVALID, DRIZZLE_* */
export async function writeNewMigrations(
  migrations: readonly NewMigration[],
  place: MigrationsPlace,
  options: WritingOptions,
  context: WorkflowContext,
): Promise<readonly WrittenMigration[]> {
  const { style, folder } = place;
  if (style.kind === "drizzle") return writeCustom(migrations, place, options, context);
  const stems = nextStems(
    migrations.map(({ slug }) => slug),
    options.now,
    place.migrations,
  );
  const placed = migrations.map(({ text }, i) => {
    const { file, downFile } = placeMigration(style, stems[i] ?? "");
    const { up, down } = formatMigration(text, { breakpoints: false, downFile: downFile !== null });
    return {
      text,
      file,
      downFile,
      files: [{ file, text: up }, ...(downFile === null ? [] : [{ file: downFile, text: down ?? "" }])],
    };
  });
  await writeMigrations(
    folder,
    placed.flatMap(({ files }) => files),
  );
  return placed.map(({ file, downFile, text }) => ({
    path: relative(context.cwd, join(folder, file)),
    downPath: downFile === null ? null : relative(context.cwd, join(folder, downFile)),
    version: layoutMigrations([file], null).entries[0]?.version ?? file,
    transaction: text.transaction,
    safe: text.safe,
  }));
}

// One inside the other, so that a later one that fails takes those before it back.
async function writeCustom(
  migrations: readonly NewMigration[],
  place: MigrationsPlace,
  options: WritingOptions,
  context: WorkflowContext,
): Promise<readonly WrittenMigration[]> {
  const [first, ...others] = migrations;
  if (first === undefined) return [];
  const { folder } = place;
  const request = {
    folder,
    name: first.slug,
    schema: options.drizzleSchema(),
    isCustom: true,
    isInteractive: options.isInteractive,
  };
  return withGeneratedMigration(request, context, async ({ file }) => [
    await putText(file, first.text, place, context),
    ...(await writeCustom(others, place, options, context)),
  ]);
}

/** Puts our text into the file that drizzle-kit made. */
export async function putText(
  file: string,
  text: MigrationText,
  { folder }: MigrationsPlace,
  { cwd, progress }: WorkflowContext,
): Promise<WrittenMigration> {
  const path = join(folder, file);
  await writeFile(path, formatMigration(text, { breakpoints: true, downFile: false }).up);
  const { migrations } = await loadMigrations(folder);
  const version = migrations.find((migration) => migration.file === file)?.version ?? file;
  if (text.transaction === "none")
    progress({
      step: relative(cwd, path),
      state: "warning",
      detail: "drizzle's migrator runs everything in one transaction and cannot run this file; psql and lockstep can",
    });
  return { path: relative(cwd, path), downPath: null, version, transaction: text.transaction, safe: text.safe };
}
