/**
 * Values that a column of another type cannot take, as a condition on the column as it is. Where only the type's own input function
 * knows, pg_input_is_valid() asks it (16+); before that a few types have a grammar that a regular expression can tell.
 */

import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { quoteLiteral } from "../sql/quote.ts";

/** The change of type, as format_type writes both. */
export interface Conversion {
  /** Quoted. */
  readonly column: string;
  readonly from: string;
  readonly to: string;
  /** The labels of `to` where it is an enum. */
  readonly labels: readonly string[] | null;
  readonly version: ServerVersion;
}

/** The condition; null where every value fits or nothing can tell. Null values always fit. */
export function unfitValues({ column, from, to, labels, version }: Conversion): string | null {
  const [a, b] = [baseName(from), baseName(to)];
  if (labels !== null) {
    const known = labels.map((label) => quoteLiteral(label).trim()).join(", ");
    return known === "" ? `${column} IS NOT NULL` : `${column}::text NOT IN (${known})`;
  }
  if (isForeign(from) || isForeign(to)) return null;
  const limits = numbersOf(to);
  if (b === "character varying" || b === "character") return limits.length === 0 ? null : tooLong(column, limits);
  if (numbers.has(a) && b === "numeric") return limits.length === 0 ? null : tooWide(column, limits);
  if (numbers.has(a)) return outOfRange(column, a, b);
  // an explicit cast cuts bits to length, their input function does not
  if (!strings.has(a) || strings.has(b) || b === "bit" || b === "bit varying") return null;
  if (atLeast(version, 16)) return `NOT pg_catalog.pg_input_is_valid(${column}::text, ${quoteLiteral(to).trim()})`;
  return unlike(column, b);
}

const strings = new Set(["text", "character varying", "character", "bpchar", "name"]);
const numbers = new Set(["smallint", "integer", "bigint", "numeric", "real", "double precision"]);

// A type outside of pg_catalog has a schema; arrays convert element by element.
function isForeign(type: string): boolean {
  return type.includes(".") || type.endsWith("[]");
}

// Spaces beyond the length are cut off without a word, anything else is an error.
function tooLong(column: string, [length = 1]: readonly number[]): string {
  return `pg_catalog.rtrim(pg_catalog.substr(${column}::text, ${length + 1})) <> ''`;
}

function tooWide(column: string, [precision = 0, scale = 0]: readonly number[]): string {
  const rounded = `pg_catalog.abs(pg_catalog.round(${column}::numeric, ${scale}))`;
  return `${rounded} >= 1e${precision - scale} AND ${column}::text <> 'NaN'`;
}

// The first value that is too small is one less than `least`, the first that is too large is `beyond`.
const ranges: { readonly [type: string]: { readonly least: string; readonly beyond: string } } = {
  smallint: { least: "-32768", beyond: "32768" },
  integer: { least: "-2147483648", beyond: "2147483648" },
  bigint: { least: "-9223372036854775808", beyond: "9223372036854775808" },
};

const widths = ["smallint", "integer", "bigint"];

function outOfRange(column: string, from: string, to: string): string | null {
  const range = ranges[to];
  if (range === undefined) return null;
  const isInteger = widths.includes(from);
  if (isInteger && widths.indexOf(from) <= widths.indexOf(to)) return null;
  const type = from === "real" || from === "double precision" ? "double precision" : "numeric";
  const value = isInteger ? column : `pg_catalog.round(${column}::${type})`;
  const limit = (number: string) => (isInteger ? number : `'${number}'::${type}`);
  // NaN is larger than all numbers
  return `NOT (${value} >= ${limit(range.least)} AND ${value} < ${limit(range.beyond)})`;
}

const spaces = "[ \\t\\n\\v\\f\\r]*";

// pg_strtoint32, uuid_in and parse_bool before 16; "C" because a nondeterministic collation has no regular expressions.
function unlike(column: string, to: string): string | null {
  const text = `${column}::text COLLATE "C"`;
  const range = ranges[to];
  if (range !== undefined) {
    const isNumber = `${text} ~ ${literal(`^${spaces}[-+]?[0-9]+${spaces}$`)}`;
    return `CASE WHEN ${isNumber} THEN NOT (${column}::numeric >= ${range.least} AND ${column}::numeric < ${range.beyond}) ELSE ${column} IS NOT NULL END`;
  }
  const pattern = patterns[to];
  return pattern === undefined ? null : `${text} !~ ${literal(pattern)}`;
}

const uuid = "([0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}";

const patterns: { readonly [type: string]: string } = {
  uuid: `^(${uuid}|[{]${uuid}[}])$`,
  boolean: `(?i)^${spaces}(t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|1|0)${spaces}$`,
};

function literal(text: string): string {
  return quoteLiteral(text).trim();
}

/** `numeric(10,2)` → `numeric`; `timestamp(3) without time zone` → `timestamp without time zone`. */
function baseName(type: string): string {
  return type.replace(/\([^)]*\)/, "");
}

function numbersOf(type: string): readonly number[] {
  return (/\(([^)]*)\)/.exec(type)?.[1] ?? "")
    .split(",")
    .filter((text) => text !== "")
    .map(Number);
}
