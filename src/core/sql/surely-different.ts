/**
 * A cheap proof that two SQL texts differ in meaning, to spare the parser: loading it costs more than the rest of a small
 * audit. Whatever `canonical.ts` undoes leaves the same string literals, numbers and identifiers behind, so texts that do not
 * use the same ones cannot become equal. The converse is not true: where nothing is proven, parse.
 */

import { keywordsThatNeedQuotes } from "./keywords.ts";
import { tokenAt } from "./sql-lexer.ts";

/** What a text is made of. */
interface Ingredients {
  /** Literals, and the identifiers that can be told from keywords and from built-in types without a grammar. */
  readonly used: ReadonlySet<string>;
  /** Null where some may come and go. */
  readonly commas: number | null;
}

/** True when no re-spelling can turn one text into the other; false when that is not known. */
export function surelyDifferent(a: string, b: string): boolean {
  const left = ingredients(a);
  const right = ingredients(b);
  if (left === null || right === null) return false;
  if (left.commas !== right.commas && left.commas !== null && right.commas !== null) return true;
  if (left.used.size !== right.used.size) return true;
  for (const ingredient of left.used) if (!right.used.has(ingredient)) return true;
  return false;
}

/** Null: cannot be told. */
function ingredients(text: string): Ingredients | null {
  const used = new Set<string>();
  let commas = 0;
  // ORDER BY and DISTINCT ON may mean an output column by its name or repeat its expression
  let mayRepeat = false;
  for (let at = 0; at < text.length; ) {
    const { kind, end, terminated } = tokenAt(text, at);
    if (!terminated) return null;
    const token = text.slice(at, end);
    at = end;
    if (kind === "word" || kind === "quoted-identifier") {
      const ingredient = wordIngredient(token);
      if (ingredient === null) return null;
      if (ingredient !== "") used.add(ingredient);
      mayRepeat ||= /^(?:order|distinct)$/i.test(token);
    } else if (kind === "string") {
      const value = stringValue(token);
      if (value === null) return null;
      used.add(isNumeric(value) ? numberIngredient(value) : `string ${value}`);
    } else if (token === ",") commas++;
  }
  // type modifiers go with a redundant cast
  mayRepeat ||= /\(\s*\d+\s*,\s*-?\d+\s*\)/.test(text);
  return { used, commas: mayRepeat ? null : commas };
}

/** Empty for words that may be noise; null where the lexer does not see the whole number (`1e-5`). */
function wordIngredient(word: string): string | null {
  if (/^[0-9]/.test(word)) return isNumeric(word) ? numberIngredient(word) : null;
  // which words need quotes changes with the major
  const isPlain = /^"[a-z_][a-z0-9_$]*"$/.test(word);
  if (word.includes('"') && !isPlain) return `name ${word}`;
  const name = isPlain ? word.slice(1, -1) : word.toLowerCase();
  // no keyword that lacks quotes has an underscore, and no built-in type; `pg_catalog` comes and goes
  return name.includes("_") && !name.startsWith("pg_") && !keywordsThatNeedQuotes.has(name) ? `name "${name}"` : "";
}

/** What a literal holds; null where escapes would have to be undone. */
function stringValue(literal: string): string | null {
  if (literal.startsWith("'")) return literal.slice(1, -1).replaceAll("''", "'");
  if (!literal.startsWith("$")) return null;
  const tag = literal.indexOf("$", 1) + 1;
  return literal.slice(tag, literal.length - tag);
}

function isNumeric(text: string): boolean {
  return text.trim() !== "" && !Number.isNaN(Number(text));
}

/** `'-1.50'::numeric` is `-1.50`: neither the quotes nor where the sign stands says anything. */
function numberIngredient(text: string): string {
  return `number ${Math.abs(Number(text))}`;
}
