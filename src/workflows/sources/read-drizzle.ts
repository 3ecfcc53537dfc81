/** A Drizzle schema as a source: the DDL that the user's drizzle-kit writes for it, run in a scratch database. */

import { splitStatements } from "../../core/sql/split-statements.ts";
import { drizzleLimits } from "../../project/drizzle/drizzle-limits.ts";
import { extensionsFor } from "../../project/drizzle/extensions-for.ts";
import { generateSchemaSql } from "../../project/drizzle/generate-schema-sql.ts";
import type { SourceReading } from "../source-reading.ts";
import { toolTables } from "./file-limits.ts";
import type { ReplayContext } from "./replay-context.ts";
import { replaySource } from "./replay-source.ts";

/** Builds the schema at `path`: a file, folder, pattern or `drizzle.config`. @throws AppError DRIZZLE_SCHEMA_FAILED, SQL_ERROR, SCRATCH_* */
export async function readDrizzle(
  source: { readonly name: string; readonly path: string },
  context: ReplayContext,
): Promise<SourceReading> {
  const { cwd, env, signal } = context.workflow;
  const { statements, warnings } = await generateSchemaSql(source.path, { cwd, env, signal });
  const parts = statements.flatMap((text) => splitStatements(text)).filter(({ kind }) => kind === "statement");
  const script = {
    file: source.name,
    statements: parts.map(({ text, line }) => ({ sql: text, line })),
    text: null,
    transaction: "none" as const,
  };
  const limits = {
    ...drizzleLimits,
    cannotExpressObjects: [...drizzleLimits.cannotExpressObjects, ...toolTables],
    tellsOwners: false,
  };
  const request = {
    name: source.name,
    scripts: [script],
    preparation: extensionsFor(statements.join("\n")),
    limits: () => limits,
    findings: warnings.map((message) => ({ rule: "drizzle-config", level: "low" as const, message })),
  };
  return replaySource(request, context);
}
