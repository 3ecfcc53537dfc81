/**
 * Quoting of identifiers and literals, the way Postgres' own `quote_ident` and `quote_literal` do it.
 * Identifiers reach SQL text only through these functions.
 */

import { keywordsThatNeedQuotes } from "./keywords.ts";

/** An identifier as it may stand in SQL: quoted where SQL needs it. */
export type QuotedIdentifier = string & { readonly __brand: "QuotedIdentifier" };

const plainIdentifier = /^[a-z_][a-z0-9_]*$/;

/** Quotes one identifier where SQL would need it. */
export function quoteIdentifier(name: string): QuotedIdentifier {
  const plain = plainIdentifier.test(name) && !keywordsThatNeedQuotes.has(name);
  return (plain ? name : `"${name.replaceAll('"', '""')}"`) as QuotedIdentifier; // the brand's only source
}

/** `schema.name`, each part quoted where needed. */
export function qualifiedName(...parts: readonly string[]): QuotedIdentifier {
  let text: string = quoteIdentifier(parts[0] ?? "");
  for (let i = 1; i < parts.length; i++) text += `.${quoteIdentifier(parts[i] ?? "")}`;
  return text as QuotedIdentifier; // joined from quoted parts only
}

/** A string literal; backslashes switch it to the E'' form so that it means the same under any setting. */
export function quoteLiteral(value: string): string {
  const doubled = value.replaceAll("'", "''");
  return value.includes("\\") ? ` E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}

/** What {@link quoteIdentifier} quoted: `"Order"` → `Order`. */
export function unquoteIdentifier(quoted: string): string {
  return quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted;
}
