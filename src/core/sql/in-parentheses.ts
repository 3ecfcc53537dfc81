/** Expressions where SQL asks for parentheses: those that Postgres deparsed mostly have them already. */

import { tokenAt } from "./sql-lexer.ts";

/** `a > 0` → `(a > 0)`; `(a > 0)` stays, `(a) + (b)` does not. */
export function inParentheses(expression: string): string {
  return isEnclosed(expression) ? expression : `(${expression})`;
}

function isEnclosed(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const { end } = tokenAt(text, at);
    const token = text.slice(at, end);
    if (token === "(") depth++;
    else if (token === ")") depth--;
    if (depth === 0) return end === text.length && token === ")";
    at = end;
  }
  return false;
}
