/**
 * The order in which a job walks through a table, as SQL: comparisons of whole keys, under the collation of the index that they are read
 * from. A key travels as the server's own text of each column and is cast back, so that no type loses anything on the way.
 */

import { qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";

/** A column of the key. */
export interface KeyColumn {
  readonly name: string;
  /** A name that casts to it and cuts nothing off, with its schema where that is needed; of a domain, the type below it. */
  readonly type: string;
  /** Schema and name, where the index orders otherwise than the column would; null: as the column. */
  readonly collation: readonly [schema: string, name: string] | null;
  /**
   * Schema of its comparison operators, where that is not pg_catalog. They are never left to the search_path: without citext's schema in it, two
   * citexts are compared as text, which is another order than the index's.
   */
  readonly operators?: string;
}

/** A key's values, in the order of its columns; each the text that the server wrote. */
export type KeyValues = readonly string[];

/** `t.a, t.b`, each under its collation, for ORDER BY. */
export function keyColumns(columns: readonly KeyColumn[], alias: string): string {
  return columns.map((column) => ordered(column, alias)).join(", ");
}

/** `t.a::text as k0, …`, for a select list. */
export function keyTexts(columns: readonly KeyColumn[], alias: string): string {
  return columns.map(({ name }, i) => `${alias}.${quoteIdentifier(name)}::pg_catalog.text as k${i}`).join(", ");
}

/** `array[t.a::text, …]`, as keys stand in the ledger. */
export function keyArray(columns: readonly KeyColumn[], alias: string): string {
  return `array[${columns.map(({ name }) => `${alias}.${quoteIdentifier(name)}::pg_catalog.text`).join(", ")}]`;
}

/** The columns of a key that stands in `array`, a text[] of the ledger, for ORDER BY: in the order of the table's keys, not of their texts. */
export function keyOrder(columns: readonly KeyColumn[], array: string): string {
  return columns
    .map(({ type, collation }, i) => {
      const value = `(${array}[${i + 1}])::${type}`;
      return collation === null ? value : `${value} collate ${qualifiedName(...collation)}`;
    })
    .join(", ");
}

/** Reads a key back from a row that {@link keyTexts} selected. */
export function keyOf(columns: readonly KeyColumn[], row: Readonly<Record<string, unknown>>): KeyValues {
  return columns.map((_, i) => String(row[`k${i}`]));
}

/** A condition for the keys in (after, upTo]; null leaves a side open. */
export function keyRange(
  columns: readonly KeyColumn[],
  alias: string,
  { after, upTo }: { readonly after: KeyValues | null; readonly upTo: KeyValues | null },
): string {
  const sides = [
    ...(after === null ? [] : [compared(columns, alias, ">", after)]),
    ...(upTo === null ? [] : [compared(columns, alias, "<=", upTo)]),
  ];
  return sides.length === 0 ? "true" : sides.join(" and ");
}

/** A condition for the keys before one. */
export function keyBefore(columns: readonly KeyColumn[], alias: string, key: KeyValues): string {
  return compared(columns, alias, "<", key);
}

/** A condition for the key that stands in `array`, a text[] of the ledger. By value: the same key may be written in several ways. */
export function keyEquals(columns: readonly KeyColumn[], alias: string, array: string): string {
  return columns
    .map((column, i) => `${ordered(column, alias)} ${named(column, "=")} (${array}[${i + 1}])::${column.type}`)
    .join(" and ");
}

/** A condition for the key whose columns `texts` gives, as text. */
export function keyMatches(columns: readonly KeyColumn[], alias: string, texts: readonly string[]): string {
  return columns.map((column, i) => `${ordered(column, alias)} ${named(column, "=")} ${texts[i]}::${column.type}`).join(" and ");
}

/** A key as it stands in the ledger: a text[] literal, or null. */
export function keyLiteral(key: KeyValues | null): string {
  return key === null ? "null::pg_catalog.text[]" : arrayLiteral(key);
}

/** A one-dimensional text[] literal; null stands for NULL. */
export function arrayLiteral(values: readonly (string | null)[]): string {
  return `${quoteLiteral(`{${arrayItems(values)}}`)}::pg_catalog.text[]`;
}

function arrayItems(values: readonly (string | null)[]): string {
  // there are millions of values, and nearly never one that needs more than its quotes: one look is for all of them
  if (values.length > 0 && !values.includes(null)) {
    const all = values.join("");
    if (!all.includes('"') && !all.includes("\\")) return `"${values.join('","')}"`;
  }
  return values.map((value) => (value === null ? "NULL" : `"${value.replaceAll(/["\\]/g, "\\$&")}"`)).join(",");
}

type Comparison = ">" | "<=" | "<";

function compared(columns: readonly KeyColumn[], alias: string, operator: Comparison, key: KeyValues): string {
  const literals = columns.map(({ type }, i) => `${quoteLiteral(key[i] ?? "")}::${type}`);
  const [first] = columns;
  if (first === undefined) return "true";
  // a row of one is no row comparison, and plans differ
  if (columns.length === 1) return `${ordered(first, alias)} ${named(first, operator)} ${literals.join("")}`;
  if (columns.every(({ operators }) => operators === first.operators))
    return `(${keyColumns(columns, alias)}) ${named(first, operator)} (${literals.join(", ")})`;
  // a comparison of rows takes one operator for all columns; the first part is there for the index
  const bound = `${ordered(first, alias)} ${named(first, operator === ">" ? ">=" : "<=")} ${literals[0]}`;
  return `(${bound} and ${columnByColumn(columns, alias, operator, literals)})`;
}

function columnByColumn(columns: readonly KeyColumn[], alias: string, operator: Comparison, literals: readonly string[]): string {
  const [first, ...rest] = columns;
  if (first === undefined) return "true";
  const [literal] = literals;
  const column = ordered(first, alias);
  if (rest.length === 0) return `${column} ${named(first, operator)} ${literal}`;
  const behind = columnByColumn(rest, alias, operator, literals.slice(1));
  const strict = operator === ">" ? ">" : "<";
  return `(${column} ${named(first, strict)} ${literal} or ${column} ${named(first, "=")} ${literal} and ${behind})`;
}

function named({ operators = "pg_catalog" }: KeyColumn, operator: string): string {
  return `operator(${quoteIdentifier(operators)}.${operator})`;
}

function ordered({ name, collation }: KeyColumn, alias: string): string {
  const column = `${alias}.${quoteIdentifier(name)}`;
  return collation === null ? column : `${column} collate ${qualifiedName(...collation)}`;
}
