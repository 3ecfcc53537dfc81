/** A .sql file as a source, pg_dump's too. */

import { AppError } from "../../core/app-error.ts";
import { loadParser } from "../../core/sql/parse-sql.ts";
import { parseSqlFile } from "../../project/sql-file.ts";
import { readSqlText } from "../../project/sql-text.ts";
import type { SourceReading } from "../source-reading.ts";
import { fileLimits } from "./file-limits.ts";
import type { ReplayContext } from "./replay-context.ts";
import { replaySource } from "./replay-source.ts";

/** Replays the file. @throws AppError FILE_UNREADABLE, SQL_SYNTAX, SQL_ERROR, SCRATCH_* */
export async function readSqlFile(
  { name, path }: { readonly name: string; readonly path: string },
  context: ReplayContext,
): Promise<SourceReading> {
  const { text, problem } = readSqlText(path);
  if (problem !== null) {
    throw new AppError({ code: "SQL_SYNTAX", message: `${name}:${problem.line}:${problem.column}: ${problem.message}` });
  }
  await loadParser();
  // messages name the file as the user did
  const { statements } = parseSqlFile(name, text);
  // rows are no schema
  const schemaStatements = statements.filter(({ copyData }) => copyData === null);
  const script = { file: name, statements: schemaStatements, text, transaction: "none" as const };
  return replaySource({ name, scripts: [script], limits: fileLimits, findings: [] }, context);
}
