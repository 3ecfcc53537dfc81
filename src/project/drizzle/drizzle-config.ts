/** The `drizzle.config` of a project: where it is, which files it names, and where drizzle-kit writes. */

import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { askSchemaProgram, type SchemaSurroundings, schemaFailure } from "./ask-schema-program.ts";
import { findSchemaFiles } from "./find-schema-files.ts";

/** What is used of it; paths are absolute. */
export interface DrizzleConfig {
  readonly schemaFiles: readonly string[];
  /** The folder of the migrations. */
  readonly out: string;
}

const configNames = ["ts", "mts", "js", "mjs", "cjs", "json"].map((extension) => `drizzle.config.${extension}`);

/** True for a path that is a `drizzle.config`, by its name. */
export function isDrizzleConfig(path: string): boolean {
  return configNames.includes(basename(path));
}

/** The nearest `drizzle.config` at or above a path; it tells how column names are spelled. */
export function findDrizzleConfig(path: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = configNames.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) return found;
    if (folder === dirname(folder) || existsSync(join(folder, ".git"))) return null;
  }
}

/** Reads one; its paths count from its own folder. @throws AppError DRIZZLE_SCHEMA_FAILED, INTERRUPTED */
export async function readDrizzleConfig(path: string, surroundings: SchemaSurroundings): Promise<DrizzleConfig> {
  const answer = await askSchemaProgram({ schemaFiles: null, configFile: path, kitSeekers: [] }, surroundings);
  if (answer.kind !== "config") throw schemaFailure(answer, surroundings);
  const folder = dirname(path);
  return {
    schemaFiles: findSchemaFiles(answer.schema.map((one) => resolve(folder, one))),
    // drizzle-kit's own default
    out: resolve(folder, answer.out ?? "drizzle"),
  };
}
