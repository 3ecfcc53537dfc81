/** Whether SQL says a word: as a token, so that what stands in quotes or is part of a longer name does not count. */

import { tokenAt } from "./sql-lexer.ts";

/** True where one of the text's tokens is exactly this one; identifiers as the server writes them. */
export function hasToken(text: string, token: string): boolean {
  for (let at = 0; at < text.length; ) {
    const { end } = tokenAt(text, at);
    if (text.slice(at, end) === token) return true;
    at = end;
  }
  return false;
}
