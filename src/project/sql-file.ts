/**
 * A .sql file as a source: what `pg_dump` or a person wrote, as statements to run in a scratch database. Whatever is not
 * part of the schema's own SQL is taken out here, so that the runner has nothing to decide.
 */

import { AppError } from "../core/app-error.ts";
import { loadParser, tryParseSql } from "../core/sql/parse-sql.ts";
import { positionAt } from "../core/sql/source-position.ts";
import { type SqlPart, splitStatements } from "../core/sql/split-statements.ts";
import { readSqlText } from "./sql-text.ts";

/** One statement of a file. */
export interface FileStatement {
  readonly sql: string;
  /** 1-based line of the file. */
  readonly line: number;
  /** The rows of a `COPY … FROM stdin`, in COPY's text form without the end mark; null for any other statement. */
  readonly copyData: string | null;
}

/** A SQL file, read. */
export interface SqlFile {
  readonly path: string;
  /** In file order. */
  readonly statements: readonly FileStatement[];
  /** What a scratch database has no use for: connecting, creating databases, session time limits. */
  readonly skipped: readonly { readonly text: string; readonly line: number }[];
}

/** What psql commands a dump may hold: since the releases of August 2025 it is fenced by \restrict. */
const dumpCommands = new Set(["\\restrict", "\\unrestrict", "\\connect", "\\c"]);

/** Limits that older servers do not know (`transaction_timeout` is of 17), and statements about other databases. */
const skippedStatement = /^(?:set\s+\w+_timeout\b|(?:create|drop)\s+database\b|alter\s+database\b)/i;

/** Reads a SQL file; throws FILE_UNREADABLE, or SQL_SYNTAX with file, line and column for what is not SQL. */
export async function readSqlFile(path: string): Promise<SqlFile> {
  const { text, problem } = readSqlText(path);
  if (problem !== null) refuse(path, problem.line, problem.column, problem.message);
  await loadParser();
  return parseSqlFile(path, text);
}

/** The same for a text at hand; the parser must be loaded. */
export function parseSqlFile(path: string, text: string): SqlFile {
  const statements: FileStatement[] = [];
  const skipped: { text: string; line: number }[] = [];
  const parts = splitStatements(text);
  for (const [index, part] of parts.entries()) {
    if (part.kind === "copy-data") continue; // taken with its statement
    if (part.kind === "meta-command") refuseCommand(path, text, part);
    else checkSyntax(path, text, part);
    if (part.kind === "meta-command" || skippedStatement.test(part.text)) skipped.push({ text: part.text, line: part.line });
    else statements.push({ sql: part.text, line: part.line, copyData: copyData(path, parts[index + 1]) });
  }
  return { path, statements, skipped };
}

function refuseCommand(path: string, text: string, part: SqlPart): void {
  const [command = ""] = part.text.split(/\s/);
  if (dumpCommands.has(command)) return;
  const { line, column } = positionAt(text, part.start);
  refuse(path, line, column, `psql command ${command} is not SQL`);
}

function checkSyntax(path: string, text: string, part: SqlPart): void {
  const outcome = tryParseSql(part.text);
  if (outcome.ok) return;
  const { line, column } = positionAt(text, part.start + outcome.problem.offset);
  refuse(path, line, column, outcome.problem.message);
}

function copyData(path: string, next: SqlPart | undefined): string | null {
  if (next?.kind !== "copy-data") return null;
  if (!next.terminated) refuse(path, next.line, 1, "COPY data without its end mark \\.");
  return next.text.replace(/\\\.[ \t\r]*$/, "");
}

function refuse(path: string, line: number, column: number, message: string): never {
  throw new AppError({ code: "SQL_SYNTAX", message: `${path}:${line}:${column}: ${message}` });
}
