/**
 * `new --checkpoint`: one file with the schema that the whole folder makes, proven on a scratch database before it is written. Databases that
 * are made from now on begin with it.
 */

import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import { checkpointOf } from "../core/migration/checkpoint.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { nameMigration } from "../core/migration/migration-name.ts";
import { migrationOfPlan } from "../core/migration/migration-of-plan.ts";
import { changesRows } from "../core/migration/row-changes.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import { type MigrationsPlace, migrationsPlace } from "./migrations-place.ts";
import type { NewMigrationOutcome } from "./new-migration.ts";
import { openProject } from "./open-project.ts";
import { planSources } from "./plan-sources.ts";
import { keepCritical, refuseNewWhileFrozen } from "./refuse-new-while-frozen.ts";
import type { WorkflowContext } from "./workflow-context.ts";
import { writeNewMigrations } from "./write-new-migrations.ts";

/** What to write. */
export interface NewCheckpointRequest {
  /** As it was typed. */
  readonly name: string;
  /** Why it is needed although the schema is frozen; null: nobody has said so. */
  readonly critical: string | null;
  readonly now: Date;
}

/** Writes. @throws AppError FROZEN, USAGE, FILE_UNWRITABLE, MIGRATION_INVALID, PLAN_UNSUPPORTED, as `planSources`; nothing is written then */
export async function newCheckpoint(request: NewCheckpointRequest, context: WorkflowContext): Promise<NewMigrationOutcome> {
  const { critical, now } = request;
  // whoever plans opens it again, and says what is wrong with it
  const project = await openProject({ ...context, progress: () => {} });
  const place = await migrationsPlace(project, context.cwd);
  const { folder, source } = place;
  const frozen = await refuseNewWhileFrozen(project, folder, { critical, now });
  const last = refuseNothingToHold(place);
  const outcome = await planSources({ from: "empty", to: source, staged: true }, context);
  const { title, slug } = nameMigration(request.name);
  const head = { title, date: now.toISOString().slice(0, 10), proof: outcome.proof, withSettings: true };
  const [only, ...others] = outcome.stages.map((stage) => migrationOfPlan(stage, head));
  if (only === undefined || others.length > 0 || only.transaction === "none")
    throw new AppError({
      code: only === undefined ? "USAGE" : "PLAN_UNSUPPORTED",
      message:
        only === undefined
          ? `${source} makes nothing that a checkpoint could hold.`
          : `What ${source} makes does not fit into one transaction, and a checkpoint is one.`,
      hint: `lockstep diff empty ${source} --format sql shows it.`,
    });
  const text = { ...only, checkpoint: last.version };
  const options = { now, isInteractive: false, drizzleSchema: () => "" };
  const files = await writeNewMigrations([{ slug, text }], place, options, context);
  const paths = files.map(({ path }) => path);
  const evidence = critical === null ? [] : await keepCritical(paths, frozen, { folder, reason: critical, now }, context);
  const findings = [...outcome.findings, ...(await rowFindings(place.migrations))];
  return { files, planned: { from: "empty", to: source, outcome }, findings, evidence };
}

/** The last file that it is to hold. @throws AppError USAGE */
function refuseNothingToHold({ style, migrations, source }: MigrationsPlace): MigrationFile {
  const last = migrations.at(-1);
  if (style.kind === "drizzle")
    throw new AppError({
      code: "USAGE",
      message: `drizzle-kit keeps ${source}, and its migrator would run a checkpoint as any other file.`,
      hint: "Leave the folder as it is, or keep migrations in one of Lockstep's own.",
    });
  if (last === undefined) throw new AppError({ code: "USAGE", message: `${source} holds no migration yet.` });
  if (checkpointOf(last) === null) return last;
  throw new AppError({ code: "USAGE", message: `${last.file} is a checkpoint, and nothing came after it.` });
}

/** Files whose rows a new database would lack. */
async function rowFindings(migrations: readonly MigrationFile[]): Promise<readonly Finding[]> {
  await loadParser();
  return migrations
    .filter((migration) => checkpointOf(migration) === null && changesRows(migration))
    .map(({ file }) => ({
      rule: "checkpoint-without-rows",
      level: "medium",
      message: `${file} may change rows, and the checkpoint holds the schema alone`,
      file,
      fix: "write the rows that a new database needs into the checkpoint, before anybody applies it",
    }));
}
