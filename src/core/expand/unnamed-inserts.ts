/**
 * Functions that insert into a table without saying which columns: `insert into users values (…)` means columns by their order, which a change in
 * steps changes, as the new form stands at the end. Bodies that the server has parsed know their columns; bodies that are texts are looked through.
 */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, nameOf } from "../catalog/object-id.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import { tokenAt } from "../sql/sql-lexer.ts";
import type { TablePlace } from "./recorded-change.ts";

/** Their kinds and names, in order: `function public.add_user(text)`. A table of the same name in another schema is taken for this one where no schema is said. */
export function unnamedInserts(places: readonly TablePlace[], { objects }: Pick<Catalog, "objects">): readonly string[] {
  return [...objects.values()]
    .flatMap(({ id, facts }) => {
      const isText = typeof facts.body === "string" && (facts.language === "sql" || facts.language === "plpgsql");
      return isText && insertsUnnamed(String(facts.body), places) ? [`${kindOf(id)} ${nameOf(id)}`] : [];
    })
    .sort();
}

function insertsUnnamed(text: string, places: readonly TablePlace[]): boolean {
  const { words, strings } = wordsOf(text);
  const says = words.some(
    (word, i) => word === "insert" && words[i + 1] === "into" && isUnnamed(words.slice(i + 2, i + 12), places),
  );
  // what is executed may be put together of texts
  return says || strings.some((inner) => insertsUnnamed(inner, places));
}

function isUnnamed(words: readonly string[], places: readonly TablePlace[]): boolean {
  const hasSchema = words[1] === ".";
  const [schema, table] = hasSchema ? [words[0], words[2]] : [null, words[0]];
  const isMeant = places.some((place) => named(table) === place.table && (schema === null || named(schema) === place.schema));
  if (!isMeant) return false;
  const behind = words.slice(hasSchema ? 3 : 1);
  const rest = behind[0] === "as" ? behind.slice(2) : behind;
  const inside = rest.find((word) => word !== "(");
  // `default values` gives none, and a list of columns begins with a name
  return inside !== undefined && beginsValues.has(inside);
}

const beginsValues: ReadonlySet<string> = new Set(["values", "select", "with", "table", "overriding"]);

function named(word: string | undefined): string {
  return word === undefined ? "" : unquoteIdentifier(word);
}

/** What it says, in lower case where it is not quoted, and the texts in it. */
function wordsOf(text: string): { readonly words: readonly string[]; readonly strings: readonly string[] } {
  const words: string[] = [];
  const strings: string[] = [];
  for (let at = 0; at < text.length; ) {
    const { kind, end } = tokenAt(text, at);
    const said = text.slice(at, end);
    if (kind === "word" || kind === "symbol") words.push(said.toLowerCase());
    else if (kind === "quoted-identifier") words.push(said);
    // a text that holds another one has its quotes doubled
    else if (kind === "string" && said.length > 12)
      strings.push(said.replace(/^\$\w*\$|\$\w*\$$|^\w*'|'$/g, "").replaceAll("''", "'"));
    at = end;
  }
  return { words, strings };
}
