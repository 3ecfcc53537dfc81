/**
 * Postgres' own parser (libpg-query 18, WebAssembly) behind one door. It is loaded on first use, because most commands
 * never parse; after `await loadParser()` everything is synchronous, so that pure code can call it in the middle.
 */

import type { Node } from "libpg-query";
import { AppError } from "../app-error.ts";
import { byteOffsets, offsetOfCodePoint, positionAt, type SourcePosition } from "./source-position.ts";
import { type SqlTree, treeOf } from "./sql-tree.ts";

/** One statement of a text: its tree (Postgres' raw parse tree as JSON) and its UTF-16 span. */
export interface ParsedStatement {
  readonly tree: Node;
  readonly start: number;
  readonly end: number;
}

/** Why a text does not parse, in Postgres' words, and where. */
export interface SyntaxProblem extends SourcePosition {
  readonly message: string;
}

/** What came of parsing: statements, or the first problem. */
export type ParseOutcome =
  | { readonly ok: true; readonly statements: readonly ParsedStatement[] }
  | { readonly ok: false; readonly problem: SyntaxProblem };

type Parser = typeof import("libpg-query");

let parser: Parser | null = null;

/** Loads the parser once (about 30 ms); must have been awaited before any parsing. */
export async function loadParser(): Promise<void> {
  if (parser !== null) return;
  const loaded = await import("libpg-query");
  await loaded.loadModule();
  parser = loaded;
}

/** Parses a text of any number of statements; a syntax error is an outcome, not an exception. */
export function tryParseSql(text: string): ParseOutcome {
  if (parser === null) throw new AppError({ code: "INTERNAL", message: "the SQL parser was used before loadParser()" });
  // the C side would silently stop reading at a NUL
  const nul = text.indexOf("\0");
  if (nul !== -1) return { ok: false, problem: { message: "NUL character", ...positionAt(text, nul) } };
  if (text.trim() === "") return { ok: true, statements: [] };
  try {
    const { stmts } = parser.parseSync(text);
    return { ok: true, statements: spans(text, stmts ?? []) };
  } catch (error) {
    return { ok: false, problem: problemOf(parser, text, error) };
  }
}

/** The parser's other door, for `parse-plpgsql.ts`: a CREATE FUNCTION or DO with its body as plain JSON; throws with Postgres' words. */
export function plpgsqlParser(): (text: string) => SqlTree {
  if (parser === null) throw new AppError({ code: "INTERNAL", message: "the SQL parser was used before loadParser()" });
  const { parsePlPgSQLSync } = parser;
  return (text) => treeOf(parsePlPgSQLSync(text));
}

/** Parses a text; throws SQL_SYNTAX naming file (when given), line and column. `firstLine` is the text's line in it. */
export function parseSql(text: string, file?: string, firstLine = 1): readonly ParsedStatement[] {
  const outcome = tryParseSql(text);
  if (outcome.ok) return outcome.statements;
  const { message, line, column } = outcome.problem;
  const where = file === undefined ? `line ${line}, column ${column}` : `${file}:${line + firstLine - 1}:${column}`;
  throw new AppError({ code: "SQL_SYNTAX", message: `${where}: ${message}` });
}

function spans(
  text: string,
  statements: readonly { stmt?: Node; stmt_location?: number; stmt_len?: number }[],
): ParsedStatement[] {
  const toOffset = byteOffsets(text);
  const parsed: ParsedStatement[] = [];
  for (const { stmt, stmt_location: at = 0, stmt_len: length = 0 } of statements) {
    if (stmt === undefined) continue;
    // a length of 0 means "to the end of the text"
    parsed.push({ tree: stmt, start: toOffset(at), end: length === 0 ? text.length : toOffset(at + length) });
  }
  return parsed;
}

function problemOf(module: Parser, text: string, error: unknown): SyntaxProblem {
  if (module.hasSqlDetails(error)) {
    const offset = offsetOfCodePoint(text, error.sqlDetails?.cursorPosition ?? 0);
    return { message: error.message, ...positionAt(text, offset) };
  }
  // anything else is the WebAssembly stack running out
  return { message: "too deeply nested to be parsed", ...positionAt(text, 0) };
}
