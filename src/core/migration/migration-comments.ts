/**
 * What a migration says in its comments: header, directives, rollback block. Comments are found by the lexer, never by
 * line, because a function body may hold lines that look the same.
 */

import { type Token, tokenAt } from "../sql/sql-lexer.ts";

/** A directive, e.g. `-- lockstep: transaction = none`. */
export interface Directive {
  /** `transaction`, `kind`, `allow`, in lower case. */
  readonly name: string;
  /** What follows, e.g. `none`; for `allow` the rest of the line. */
  readonly value: string;
  readonly line: number;
  /** It stands in a rollback block, and is about going back. */
  readonly isForRollback: boolean;
}

/** The comments of a migration that mean something. */
export interface MigrationComments {
  /** `-- Migration:`, `-- Date:` and `-- Safe to run:`; null where absent. */
  readonly title: string | null;
  readonly date: string | null;
  readonly safe: string | null;
  readonly directives: readonly Directive[];
  /** The blocks opened by `-- Rollback`, in file order; the n-th line of `text` is line `line + n` of the file. */
  readonly rollback: readonly { readonly text: string; readonly line: number }[];
}

/** A comment that stands alone on its line. */
interface CommentLine {
  /** 1-based. */
  readonly line: number;
  /** Without the dashes. */
  readonly text: string;
  /** How many pieces of code stand before it: comments with the same number follow each other. */
  readonly run: number;
  /** What ends it. */
  readonly newline: "\n" | "\r\n";
}

/** Reads the comments of a migration's text. */
export function readComments(sql: string): MigrationComments {
  const { lines, lastRun } = commentLines(sql);
  const header = (label: string) => {
    const pattern = new RegExp(`^\\s*${label}\\s*:\\s*(.*?)\\s*$`, "i");
    return lines.map(({ text }) => pattern.exec(text)?.[1]).find((found) => found !== undefined) ?? null;
  };
  const blocks = rollbackBlocks(lines, lastRun);
  const rollbackLines = new Map(blocks.flatMap(({ rows }) => rows.map((row) => [row.line, row] as const)));
  const directives = lines.flatMap(({ line, text }) => {
    const found = directive.exec(text);
    const row = rollbackLines.get(line);
    if (found === null || row?.isQuoted === true) return [];
    return [{ name: (found[1] ?? "").toLowerCase(), value: found[2] ?? "", line, isForRollback: row !== undefined }];
  });
  return {
    title: header("Migration"),
    date: header("Date"),
    safe: header("Safe to run"),
    directives,
    rollback: blocks.map(({ rows, line }) => ({ text: textOf(rows), line })),
  };
}

const directive = /^\s*lockstep:\s*([a-z-]+)\s*(?:=\s*)?(.*?)\s*$/i;

function commentLines(sql: string): { lines: CommentLine[]; lastRun: number } {
  const lines: CommentLine[] = [];
  let line = 1;
  let run = 0;
  let alone = true;
  let inCode = false;
  let feed = sql.indexOf("\n");
  for (let at = 0; at < sql.length; ) {
    const { kind, end } = tokenAt(sql, at);
    if (kind === "line-comment" && alone) {
      lines.push({ line, text: sql.slice(at + 2, end), run, newline: sql.startsWith("\r\n", end) ? "\r\n" : "\n" });
      inCode = false;
    } else if (kind !== "space" && kind !== "line-comment" && kind !== "block-comment" && !inCode) {
      run++;
      inCode = true;
    }
    const before = line;
    for (; feed !== -1 && feed < end; feed = sql.indexOf("\n", feed + 1)) line++;
    alone = kind === "space" ? alone || line > before : false;
    at = end;
  }
  return { lines, lastRun: run };
}

/** A line of a rollback block. */
interface RollbackRow {
  readonly line: number;
  /** What it says as SQL. */
  readonly text: string;
  readonly newline: CommentLine["newline"];
  /** It continues a quoted text, in which no word of ours means anything. */
  readonly isQuoted: boolean;
}

/**
 * A block ends where code follows. A blank line ends it too when there is code below: the comment after it then belongs
 * to that code.
 */
function rollbackBlocks(lines: readonly CommentLine[], lastRun: number): { rows: RollbackRow[]; line: number }[] {
  const blocks: { rows: RollbackRow[]; line: number; run: number }[] = [];
  let open = false;
  for (const [index, { line, text, run, newline }] of lines.entries()) {
    const opening = /^\s*rollback\b[^:]*(?::\s*(.*))?$/i.exec(text);
    const block = blocks.at(-1);
    const next = block === undefined ? line : block.line + block.rows.length;
    open &&= block !== undefined && block.run === run && (line === next || run === lastRun);
    if (open && block !== undefined) {
      // blank lines are kept, so that a line of the block is a line of the file
      for (let blank = next; blank < line; blank++) block.rows.push({ line: blank, text: "", newline, isQuoted: false });
      const means = opening !== null || /^\s*lockstep:/i.test(text);
      const isQuoted = means && isInQuote(textOf(block.rows), lines.slice(index));
      const said = means && !isQuoted ? (opening?.[1] ?? "") : sqlOf(text);
      block.rows.push({ line, text: said, newline, isQuoted });
    } else if (opening) {
      blocks.push({ rows: [{ line, text: opening[1] ?? "", newline, isQuoted: false }], line, run });
      open = true;
    }
  }
  return blocks;
}

function sqlOf(comment: string): string {
  return comment.replace(/^ /, "");
}

function textOf(rows: readonly Pick<RollbackRow, "text" | "newline">[]): string {
  return rows.map(({ text, newline }, i) => (i === rows.length - 1 ? text : text + newline)).join("");
}

/** True when `before` ends inside a quote that what follows closes; an apostrophe in prose opens none. */
function isInQuote(before: string, following: readonly CommentLine[]): boolean {
  const all = `${before}\n${following.map(({ text }) => sqlOf(text)).join("\n")}`;
  let token: Token | null = null;
  for (let at = 0; at <= before.length; at = token.end) token = tokenAt(all, at);
  return token !== null && token.start < before.length && token.terminated && quoting.has(token.kind);
}

const quoting: ReadonlySet<Token["kind"]> = new Set(["string", "quoted-identifier", "block-comment"]);
