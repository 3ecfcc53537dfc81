/** Lists as Postgres deparses them (`lower(a), (b || ','::text)`) → their items. */

import { tokenAt } from "./sql-lexer.ts";

const opening = new Set(["(", "["]);
const closing = new Set([")", "]"]);

/** Splits at commas outside of brackets and quotes; items are trimmed. CASE needs no care: it holds no bare comma. */
export function splitList(text: string): readonly string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; ) {
    const { end } = tokenAt(text, at);
    const token = text.slice(at, end);
    if (opening.has(token)) depth++;
    else if (closing.has(token)) depth--;
    else if (token === "," && depth === 0) {
      items.push(text.slice(start, at).trim());
      start = end;
    }
    at = end;
  }
  return [...items, text.slice(start).trim()].filter((item) => item !== "");
}
