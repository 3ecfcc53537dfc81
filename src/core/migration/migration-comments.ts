/**
 * What a migration says in its comments: header, directives, rollback block. Comments are found by the lexer, never by
 * line, because a function body may hold lines that look the same.
 */

import { tokenAt } from "../sql/sql-lexer.ts";

/** A directive, e.g. `-- lockstep: transaction = none`. */
export interface Directive {
  /** `transaction`, `kind`, `allow`, in lower case. */
  readonly name: string;
  /** What follows, e.g. `none`; for `allow` the rest of the line. */
  readonly value: string;
  readonly line: number;
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
}

/** Reads the comments of a migration's text. */
export function readComments(sql: string): MigrationComments {
  const { lines, lastRun } = commentLines(sql);
  const header = (label: string) => {
    const pattern = new RegExp(`^\\s*${label}\\s*:\\s*(.*?)\\s*$`, "i");
    return lines.map(({ text }) => pattern.exec(text)?.[1]).find((found) => found !== undefined) ?? null;
  };
  const directives = lines.flatMap(({ line, text }) => {
    const found = /^\s*lockstep:\s*([a-z-]+)\s*(?:=\s*)?(.*?)\s*$/i.exec(text);
    return found ? [{ name: (found[1] ?? "").toLowerCase(), value: found[2] ?? "", line }] : [];
  });
  return {
    title: header("Migration"),
    date: header("Date"),
    safe: header("Safe to run"),
    directives,
    rollback: rollbackBlocks(lines, lastRun),
  };
}

function commentLines(sql: string): { lines: CommentLine[]; lastRun: number } {
  const lines: CommentLine[] = [];
  let line = 1;
  let run = 0;
  let alone = true;
  let inCode = false;
  for (let at = 0; at < sql.length; ) {
    const token = tokenAt(sql, at);
    const text = sql.slice(at, token.end);
    if (token.kind === "line-comment" && alone) {
      lines.push({ line, text: text.slice(2), run });
      inCode = false;
    } else if (token.kind !== "space" && token.kind !== "line-comment" && token.kind !== "block-comment" && !inCode) {
      run++;
      inCode = true;
    }
    const newlines = text.split("\n").length - 1;
    line += newlines;
    alone = token.kind === "space" ? alone || newlines > 0 : false;
    at = token.end;
  }
  return { lines, lastRun: run };
}

/**
 * A block ends where code follows. A blank line ends it too when there is code below: the comment after it then belongs
 * to that code.
 */
function rollbackBlocks(lines: readonly CommentLine[], lastRun: number): { text: string; line: number }[] {
  const blocks: { rows: string[]; line: number; run: number }[] = [];
  let open = false;
  for (const { line, text, run } of lines) {
    const opening = /^\s*rollback\b[^:]*(?::\s*(.*))?$/i.exec(text);
    const block = blocks.at(-1);
    const next = block === undefined ? line : block.line + block.rows.length;
    open &&= block !== undefined && block.run === run && (line === next || run === lastRun);
    if (open && block !== undefined) {
      // blank lines are kept, so that a line of the block is a line of the file
      for (let blank = next; blank < line; blank++) block.rows.push("");
      const isDirective = /^\s*lockstep:/i.test(text);
      block.rows.push(isDirective ? "" : opening ? (opening[1] ?? "") : text.replace(/^ /, ""));
    } else if (opening) {
      blocks.push({ rows: [opening[1] ?? ""], line, run });
      open = true;
    }
  }
  return blocks.map(({ rows, line }) => ({ text: rows.join("\n"), line }));
}
