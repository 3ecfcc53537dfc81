/**
 * Finds a keyword in SQL that the server deparsed. Some conditions mention both OLD and NEW, which pg_get_expr refuses,
 * so they are cut out of the whole definition; names and literals may hold the same words and are stepped over.
 */

/** Position of `needle` outside of quotes at or after `from`, or -1. Knows only what deparsing emits: no comments, no $$. */
export function findOutsideQuotes(sql: string, needle: string, from = 0): number {
  for (let i = from; i < sql.length; i++) {
    if (sql.startsWith(needle, i)) return i;
    const character = sql.charAt(i);
    if (character !== "'" && character !== '"') continue;
    // A doubled quote ends one quoted run and starts the next, which comes to the same.
    const end = sql.indexOf(character, i + 1);
    if (end < 0) return -1;
    i = end;
  }
  return -1;
}
