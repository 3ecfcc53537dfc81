/**
 * The migration to a Drizzle schema, in drizzle-kit's own folder: drizzle-kit writes its journal and snapshot, the SQL is ours. Where
 * our plan could not run in the one transaction that drizzle's migrator has, drizzle-kit's plainer statements stay.
 */

import { AppError } from "../core/app-error.ts";
import type { MigrationText, StatementText } from "../core/migration/format-migration.ts";
import { migrationOfPlan, type PlannedHead } from "../core/migration/migration-of-plan.ts";
import { readMigration } from "../core/migration/read-migration.ts";
import { withGeneratedMigration } from "../project/drizzle/generate-migration.ts";
import { diffSources } from "./diff-sources.ts";
import type { MigrationsPlace } from "./migrations-place.ts";
import type { PlanStage } from "./prove-stages.ts";
import type { WorkflowContext } from "./workflow-context.ts";
import { putText, type WrittenMigration } from "./write-new-migrations.ts";

/** Where the migration leads. */
export interface SchemaTarget {
  /** Absolute: what drizzle-kit reads. */
  readonly schema: string;
  /** The same as a source. */
  readonly source: string;
  readonly isInteractive: boolean;
}

/** Writes the file. @throws AppError DRIZZLE_*, PLAN_REFUTED where drizzle-kit's statements lead elsewhere; the folder is then as it was */
export async function writeSchemaMigration(
  stage: PlanStage,
  head: PlannedHead & { readonly slug: string },
  place: MigrationsPlace,
  target: SchemaTarget,
  context: WorkflowContext,
): Promise<WrittenMigration> {
  const { folder } = place;
  const { schema, source, isInteractive } = target;
  const request = { folder, name: head.slug, schema, isCustom: false, isInteractive };
  return withGeneratedMigration(request, context, async ({ file, sql }) => {
    const theirs = readMigration(file, sql).statements.map((statement): StatementText => ({ sql: statement.sql, comments: [] }));
    const ours = migrationOfPlan(stage, head);
    if (stage.plan.groups.every(({ transaction }) => transaction)) {
      // roles are no part of a comparison with a Drizzle schema, and yet drizzle-kit thinks that they are made
      const roles = theirs.filter((statement) => /^\s*(create|alter|drop)\s+role\b/i.test(statement.sql));
      return putText(file, { ...ours, transaction: "one", statements: [...roles, ...ours.statements] }, place, context);
    }
    const written = await putText(file, inOneTransaction(ours, theirs), place, context);
    const { report } = await diffSources({ from: place.source, to: source }, context);
    if (report.changes.length > 0) throw leadsElsewhere(report.changes.map(({ id }) => id));
    return written;
  });
}

function inOneTransaction(ours: MigrationText, theirs: readonly StatementText[]): MigrationText {
  return {
    ...ours,
    transaction: "one",
    safe: ours.safe.startsWith("YES")
      ? "WITH CARE (one transaction: writes wait while indexes are built and rows are checked)"
      : ours.safe,
    notes: ["Statements of drizzle-kit: its migrator has one transaction, in which nothing can be built CONCURRENTLY."],
    statements: theirs,
  };
}

function leadsElsewhere(ids: readonly string[]): AppError {
  const names = `${ids.slice(0, 3).join(", ")}${ids.length > 3 ? ", …" : ""}`;
  return new AppError({
    code: "PLAN_REFUTED",
    message: `drizzle-kit's statements lead elsewhere than the schema: ${ids.length} differences are left: ${names}. The folder is as it was.`,
    hint: "Its snapshot and what the SQL files do have parted: look for statements that were added to them by hand.",
  });
}
