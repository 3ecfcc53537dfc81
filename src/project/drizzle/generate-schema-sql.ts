/**
 * A Drizzle schema → the DDL that creates it, written by the user's own drizzle-kit: whatever its version makes of the
 * schema is what the user's migrations will say. Runs in a process of its own, which may print and never asks.
 */

import { join } from "node:path";
import { redact } from "../../core/report/redact.ts";
import { askSchemaProgram, type SchemaSurroundings, schemaFailure } from "./ask-schema-program.ts";
import { findDrizzleConfig, isDrizzleConfig, readDrizzleConfig } from "./drizzle-config.ts";
import { exportByCommandLine } from "./export-by-command-line.ts";
import { findSchemaFiles } from "./find-schema-files.ts";

/** The DDL of a schema. */
export interface SchemaSql {
  /** In the order in which they run. */
  readonly statements: readonly string[];
  /** Sentences for the user. */
  readonly warnings: readonly string[];
}

/**
 * The DDL of the schema at an absolute path: a file, folder, pattern or `drizzle.config`.
 * @throws AppError DRIZZLE_SCHEMA_FAILED, INTERRUPTED
 */
export async function generateSchemaSql(path: string, surroundings: SchemaSurroundings): Promise<SchemaSql> {
  const configFile = isDrizzleConfig(path) ? path : findDrizzleConfig(path);
  const ownPlace = join(surroundings.cwd, "package.json");
  const schemaFiles = isDrizzleConfig(path) ? (await readDrizzleConfig(path, surroundings)).schemaFiles : findSchemaFiles([path]);
  const kitSeekers = [...schemaFiles.slice(0, 1), ...(configFile === null ? [] : [configFile]), ownPlace];
  const answer = await askSchemaProgram({ schemaFiles, configFile, kitSeekers }, surroundings);
  if (answer.kind === "no-api") {
    const { program, casing } = answer;
    return { statements: [await exportByCommandLine({ program, casing, schemaFiles }, surroundings)], warnings: [] };
  }
  if (answer.kind !== "sql") throw schemaFailure(answer, surroundings);
  const problem = answer.configProblem;
  const warning = `The Drizzle configuration could not be read, so names are taken as the schema spells them: ${problem}`;
  return { statements: answer.statements, warnings: problem === null ? [] : [redact(warning)] };
}
