/** Names inside of strings, as `regclass` and `search_path` read them. */

import { unquoteIdentifier } from "../../sql/quote.ts";

/** The unquoted parts of `app."Order"`: folded to lower case unless quoted. */
export function namePartsOf(text: string): readonly string[] {
  const parts = text.match(/"(?:[^"]|"")+"|[^".]+/g) ?? [];
  return parts.map((part) => (part.startsWith('"') ? unquoteIdentifier(part) : part.trim().toLowerCase()));
}
