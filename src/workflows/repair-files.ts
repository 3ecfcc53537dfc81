/** `repair` where it is the folder that has to change: a file is brought back from the journal, or a late one gets a later number. */

import { AppError } from "../core/app-error.ts";
import { journalState } from "../core/journal/journal-state.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { downFileOf, isCalled } from "../core/migration/migration-layout.ts";
import { nextStems } from "../core/migration/next-stems.ts";
import { readEvents, readSummaries } from "../postgres/journal-store.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { renameMigrationFile, writeMigrationFile } from "../project/migration-files.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { findMigration } from "./find-migration.ts";
import { openProject } from "./open-project.ts";
import { status } from "./status.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What was done to files. */
export interface FileRepair {
  readonly environment: string;
  readonly action: "restored" | "renumbered";
  /** Before. */
  readonly file: string;
  /** Relative to the folder: what is there now. */
  readonly written: readonly string[];
  /** What could not be looked at. */
  readonly notes: readonly string[];
}

/** Writes an applied file back as the journal has it. @throws AppError USAGE where it is not applied, JOURNAL_UNREADABLE where its text was not kept */
export async function restoreFile(name: string, environment: string, context: WorkflowContext): Promise<FileRepair> {
  const project = await openProject(context);
  const place = findEnvironment(project.config, environment, context.env);
  const folder = migrationsPath(project.config);
  return withEnvironment(place, project, context, async (session) => {
    const { versions } = journalState(await readSummaries(session));
    const known = [...versions].find(
      ([version, state]) => state.kind === "applied" && isCalled(name, { file: state.by.file ?? version, version }),
    );
    const [version, state] = known ?? [];
    if (version === undefined || state?.kind !== "applied")
      throw new AppError({
        code: "USAGE",
        message: `${name} is not applied to ${environment}: its journal has no text of it.`,
        hint: `lockstep status ${environment}`,
      });
    const [event] = await readEvents(session, [state.by.seq]);
    const { file, payload } = event ?? { file: null, payload: {} };
    if (file === null || payload.sql === undefined)
      throw new AppError({
        code: "JOURNAL_UNREADABLE",
        message: `The journal of ${environment} has not kept the text of ${name}.`,
      });
    await writeMigrationFile(folder, file, payload.sql);
    const down = downFileOf(file);
    if (payload.downSql !== undefined) await writeMigrationFile(folder, down, payload.downSql);
    const written = payload.downSql === undefined ? [file] : [file, down];
    return { environment, action: "restored", file, written, notes: [] };
  });
}

/** Gives a file the number after the last. @throws AppError USAGE where some environment has it applied, or drizzle-kit keeps the order */
export async function renumberFile(name: string, environment: string, now: Date, context: WorkflowContext): Promise<FileRepair> {
  const { config } = await openProject(context);
  const folder = migrationsPath(config);
  const { migrations, layout } = await loadMigrations(folder, { check: false });
  const migration = findMigration(name, migrations);
  if (layout === "drizzle-journal")
    throw new AppError({
      code: "USAGE",
      message: "drizzle-kit keeps the order of this folder in meta/_journal.json, with a snapshot for each file.",
      hint: `Take ${migration.file} out with drizzle-kit drop, and generate it again.`,
    });
  findEnvironment(config, environment, context.env);
  const notes = await refuseApplied(migration, context);
  const [stem = ""] = nextStems([migration.name], now, migrations);
  const isFolder = migration.file.endsWith("/migration.sql");
  if (isFolder) {
    await renameMigrationFile(folder, migration.file.replace(/\/migration\.sql$/, ""), stem);
    return { environment, action: "renumbered", file: migration.file, written: [`${stem}/migration.sql`], notes };
  }
  const file = `${stem}${/(\.up)?\.sql$/i.exec(migration.file)?.[0] ?? ".sql"}`;
  await renameMigrationFile(folder, migration.file, file);
  if (migration.downFile !== null) await renameMigrationFile(folder, migration.downFile, downFileOf(file));
  const written = migration.downFile === null ? [file] : [file, downFileOf(file)];
  return { environment, action: "renumbered", file: migration.file, written, notes };
}

// Whoever has applied it knows it by its number.
async function refuseApplied({ file, version }: MigrationFile, context: WorkflowContext): Promise<readonly string[]> {
  const { environments } = await status([], new Date(), context).catch((error: unknown) => {
    // a lone environment that cannot be reached
    if (error instanceof AppError && error.code.startsWith("CONNECT_")) return { environments: [] };
    throw error;
  });
  const holders = environments.filter(({ migrations }) =>
    migrations.some((one) => one.version === version && ["applied", "edited", "under-way"].includes(one.state)),
  );
  const [first] = holders;
  if (first !== undefined)
    throw new AppError({
      code: "USAGE",
      message: `${file} is applied to ${holders.map((one) => one.environment).join(" and ")}, which ${holders.length === 1 ? "knows" : "know"} it by its number.`,
      hint: `Undo it there first: lockstep rollback ${first.environment} --only ${file}`,
    });
  return environments
    .filter(({ source }) => source === "unreachable")
    .map((one) => `${one.environment} could not be asked whether it has ${file}`);
}
