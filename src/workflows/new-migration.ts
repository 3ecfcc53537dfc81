/** `new`: a migration from the template, or from a plan that is proven before it is written. */

import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import { nameMigration } from "../core/migration/migration-name.ts";
import { migrationOfPlan } from "../core/migration/migration-of-plan.ts";
import { migrationTemplate } from "../core/migration/migration-template.ts";
import { classifySource } from "../project/classify-source.ts";
import { drizzleSchema, type MigrationsPlace, migrationsPlace } from "./migrations-place.ts";
import { openProject, type Project } from "./open-project.ts";
import { type PlanOutcome, type PlanSourcesRequest, planSources } from "./plan-sources.ts";
import { keepCritical, refuseNewWhileFrozen } from "./refuse-new-while-frozen.ts";
import type { WorkflowContext } from "./workflow-context.ts";
import { type NewMigration, type WritingOptions, type WrittenMigration, writeNewMigrations } from "./write-new-migrations.ts";
import { writeSchemaMigration } from "./write-schema-migration.ts";

/** What to write. */
export interface NewMigrationRequest extends Pick<PlanSourcesRequest, "tables" | "renames" | "confirmRename" | "ignore"> {
  /** As it was typed. */
  readonly name: string;
  readonly kind: "schema" | "data";
  /** What is planned; null: the template. `from` null: from the state that the migrations lead to. */
  readonly plan: { readonly from: string | null; readonly to: string } | null;
  readonly now: Date;
  /** Why it is needed although the schema is frozen; null: nobody has said so. */
  readonly critical?: string | null;
  /** Somebody is there to answer drizzle-kit's questions on the terminal. */
  readonly isInteractive: boolean;
}

/** What was written. */
export interface NewMigrationOutcome {
  /** In the order in which they run; none where there is nothing to do. */
  readonly files: readonly WrittenMigration[];
  /** What the files were made from, and as what both sides are called; null for the template. */
  readonly planned: { readonly from: string; readonly to: string; readonly outcome: PlanOutcome } | null;
  readonly findings: readonly Finding[];
  /** Where it is kept that they are critical, relative to the working directory; none unless the schema is frozen. */
  readonly evidence: readonly string[];
}

/**
 * Writes. Databases are only read.
 *
 * @throws AppError FROZEN, USAGE, FILE_UNWRITABLE, MIGRATION_INVALID, DRIZZLE_*, as `planSources`; nothing is written then
 */
export async function newMigration(request: NewMigrationRequest, context: WorkflowContext): Promise<NewMigrationOutcome> {
  const { plan, now, critical = null } = request;
  // whoever plans opens it again, and says what is wrong with it
  const project = await openProject(plan === null ? context : { ...context, progress: () => {} });
  const place = await migrationsPlace(project, context.cwd);
  const { folder } = place;
  const frozen = await refuseNewWhileFrozen(project, folder, { critical, now });
  const written = await writeFiles(request, project, place, context);
  const paths = written.files.map(({ path }) => path);
  const evidence = critical === null ? [] : await keepCritical(paths, frozen, { folder, reason: critical, now }, context);
  return { ...written, evidence };
}

async function writeFiles(
  request: NewMigrationRequest,
  project: Project,
  place: MigrationsPlace,
  context: WorkflowContext,
): Promise<Omit<NewMigrationOutcome, "evidence">> {
  const { plan, kind, now, isInteractive } = request;
  const { title, slug } = nameMigration(request.name);
  const date = now.toISOString().slice(0, 10);
  const options: WritingOptions = { now, isInteractive, drizzleSchema: () => drizzleSchema(project) };
  if (plan === null) {
    const migration = { slug, text: migrationTemplate(title, date, kind) };
    return { files: await writeNewMigrations([migration], place, options, context), planned: null, findings: [] };
  }
  const from = plan.from ?? (place.migrations.length === 0 ? "empty" : place.source);
  const schema = plan.from === null ? schemaOfFolder(plan.to, place, project, context) : null;
  if (schema !== null && request.tables !== undefined) throw wholeSchemaOnly();
  // a Drizzle folder stays as drizzle-kit writes it, which says none of that
  const isGuarded = place.style.kind !== "drizzle";
  const outcome = await planSources({ ...wishes(request), from, to: plan.to, staged: schema === null, isGuarded }, context);
  const { stages, findings, proof } = outcome;
  const planned = { from, to: plan.to, outcome };
  const head = { title, date, proof, withSettings: place.style.kind !== "drizzle" };
  const [only] = stages;
  if (schema !== null && only !== undefined) {
    const target = { schema, source: plan.to, isInteractive };
    return { files: [await writeSchemaMigration(only, { ...head, slug }, place, target, context)], planned, findings };
  }
  const migrations = stages.map((stage, i): NewMigration => {
    const part = stages.length === 1 ? title : `${title} (${i + 1} of ${stages.length})`;
    return { slug: i === 0 ? slug : `${slug}_${i + 1}`, text: migrationOfPlan(stage, { ...head, title: part }) };
  });
  return { files: await writeNewMigrations(migrations, place, options, context), planned, findings };
}

function wishes({ tables, renames, confirmRename, ignore }: NewMigrationRequest): Omit<PlanSourcesRequest, "from" | "to"> {
  return {
    ...(tables === undefined ? {} : { tables }),
    ...(renames === undefined ? {} : { renames }),
    ...(confirmRename === undefined ? {} : { confirmRename }),
    ...(ignore === undefined ? {} : { ignore }),
  };
}

/** The path of the schema, where the goal is one and the folder is drizzle-kit's; else null. */
function schemaOfFolder(goal: string, { style }: MigrationsPlace, { config }: Project, { cwd }: WorkflowContext): string | null {
  if (style.kind !== "drizzle") return null;
  const source = classifySource(goal, { cwd, environments: config.environments.map(({ name }) => name) });
  return source.kind === "drizzle" ? source.path : null;
}

function wholeSchemaOnly(): AppError {
  return new AppError({
    code: "USAGE",
    message: "--tables: drizzle-kit's snapshot beside the migration is about the whole schema.",
    hint: "Leave --tables out, or take the tables from a database: --from-drift --tables …",
  });
}
