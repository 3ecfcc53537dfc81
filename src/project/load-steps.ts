/** The mix of a load, read: its SQL files as statements, its requests named, each with a checksum of its wording. */

import { join } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { LoadPlan, LoadStep } from "../core/release/load-mix.ts";
import { plainStatements } from "../core/release/plain-statements.ts";
import { sha256Of } from "../core/sha256-of.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { HttpReference, LoadFile } from "./config-file.ts";
import { requestName } from "./request-name.ts";
import { readSqlText } from "./sql-text.ts";
import { definitionChecksum } from "./wording.ts";

/** A step that can be done. */
export type ReadyStep = LoadStep &
  ({ readonly kind: "sql"; readonly statements: readonly string[] } | { readonly kind: "http"; readonly request: HttpReference });

/** A load that can be put on an environment. */
export interface ReadyLoad extends LoadPlan {
  readonly mix: readonly ReadyStep[];
}

/** Reads it. `file` paths are relative to the configuration's folder. @throws AppError FILE_UNREADABLE, SQL_SYNTAX, SMOKE_INVALID */
export async function readLoad(load: LoadFile, directory: string): Promise<ReadyLoad> {
  await loadParser();
  const mix = load.mix.map((step): ReadyStep => {
    const weight = step.weight ?? 1;
    if ("http" in step) {
      const checksum = definitionChecksum(step.http);
      return { kind: "http", name: requestName(step.http), weight, writes: false, checksum, request: step.http };
    }
    const { text, problem } = readSqlText(join(directory, step.sql));
    if (problem !== null)
      throw new AppError({ code: "SMOKE_INVALID", message: `${step.sql}:${problem.line}:${problem.column}: ${problem.message}` });
    const statements = plainStatements(text, step.sql);
    return { kind: "sql", name: step.sql, weight, writes: step.writes ?? false, checksum: sha256Of(text), statements };
  });
  return { rate: load.rate, seconds: load.seconds ?? 30, sessions: load.sessions ?? 10, mix };
}
