/**
 * `pg_ts_dict.dictinitoption` as a map: `language = 'english', accept = 1` says the same in any order, and ALTER moves
 * what it changes to the end. The text is serialize_deflist's (src/backend/commands/tsearchcmds.c).
 */

// A name, plain or quoted, then a number or a literal; a literal with a backslash is an E'' string.
const option = /\s*("(?:[^"]|"")*"|[^\s=",]+)\s*=\s*(E?'(?:[^'\\]|''|\\\\|\\')*'|[^\s,']+)\s*(?:,|$)/gy;

/** Option name → value, sorted by name. A text that is not made of options is kept whole under the empty name. */
export function dictionaryOptions(text: string | null): { readonly [option: string]: string } {
  if (text === null || text === "") return {};
  const pairs: [string, string][] = [];
  let end = 0;
  for (const [match, name = "", value = ""] of text.matchAll(option)) {
    pairs.push([unquoteName(name), unquoteValue(value)]);
    end += match.length;
  }
  if (end !== text.length) return { "": text };
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function unquoteName(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

function unquoteValue(value: string): string {
  if (value.startsWith("E'")) return value.slice(2, -1).replaceAll("''", "'").replace(/\\(.)/gs, "$1");
  return value.startsWith("'") ? value.slice(1, -1).replaceAll("''", "'") : value;
}
