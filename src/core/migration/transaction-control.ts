/** Statements that begin and end transactions, told by their words: what stands between those, comments too, does not matter. */

import { tokenAt } from "../sql/sql-lexer.ts";

const controls: ReadonlySet<string> = new Set(["begin", "commit", "end", "rollback", "abort", "savepoint", "release"]);
const firstWord = /^[^a-z]*([a-z]+)/i;

/** The first word of a statement that controls transactions, in lower case, or null. */
export function transactionControl(sql: string): string | null {
  const first = firstWord.exec(sql)?.[1]?.toLowerCase() ?? "";
  if (first !== "prepare" && first !== "start") return controls.has(first) ? first : null;
  if (!/^\w+ transaction\b/i.test(inOneLine(sql))) return null;
  return first === "start" ? first : "prepare transaction";
}

/** Forms that ask for nothing but what a migration gets anyway; `AND CHAIN` and other isolation levels do not. */
const plain =
  /^(begin( work| transaction)?|start transaction|(commit|end)( work| transaction)?)(( ?,)? ?(isolation level read committed|read write|(not )?deferrable|and no chain))*$/i;

/** Whether a pair's half means no more than that what stands between happens together. */
export function isPlainPair(sql: string): boolean {
  return plain.test(inOneLine(sql));
}

/** Without comments, line breaks and the semicolon. */
export function inOneLine(sql: string): string {
  let words = "";
  for (let at = 0; at < sql.length; ) {
    const { kind, end } = tokenAt(sql, at);
    words += kind === "space" || kind === "line-comment" || kind === "block-comment" ? " " : sql.slice(at, end);
    at = end;
  }
  return words
    .replaceAll(/\s+/g, " ")
    .replace(/ ?; ?$/, "")
    .trim();
}
