/**
 * What a migration's text means to Postgres: the same for files that differ in comments, white space and line endings only. By it an edit
 * that changes the SQL is told from one that does not.
 */

import { createHash } from "node:crypto";
import { type TokenKind, tokenAt } from "../sql/sql-lexer.ts";

/** `sha256:` and 64 hex digits of the text's words and signs, without what stands between them. */
export function meaningOf(text: string): string {
  const hash = createHash("sha256");
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    at = token.end;
    if (between.has(token.kind)) continue;
    hash.update(text.slice(token.start, token.end).replace(/\r\n?/g, "\n"), "utf8").update("\u001f", "utf8");
  }
  return `sha256:${hash.digest("hex")}`;
}

const between: ReadonlySet<TokenKind> = new Set(["space", "line-comment", "block-comment"]);
