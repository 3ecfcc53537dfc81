/**
 * The extensions that a Drizzle schema takes for granted. Drizzle has column types and operator classes of extensions, but
 * no word for the extension itself: without it the schema's own DDL cannot run.
 */

import { quoteIdentifier } from "../../core/sql/quote.ts";

const signs: readonly (readonly [extension: string, sign: RegExp])[] = [
  [
    "vector",
    /\b(?:vector|halfvec|sparsevec)\(\d+\)|\b(?:vector|halfvec|sparsevec|bit)_(?:l2|ip|cosine|l1|hamming|jaccard)_ops\b/i,
  ],
  ["postgis", /\b(?:geometry|geography)\b/i],
  ["citext", /\bcitext\b/i],
  ["hstore", /\bhstore\b/i],
  ["ltree", /\b(?:ltree|lquery|ltxtquery)\b/i],
  ["cube", /\bcube\b/i],
  ["pg_trgm", /\bg(?:in|ist)_trgm_ops\b/i],
  ["uuid-ossp", /\buuid_generate_v[1345]\b/i],
  ["pgcrypto", /\b(?:gen_random_bytes|digest|crypt|gen_salt)\s*\(/i],
  ["unaccent", /\bunaccent\s*\(/i],
];

/** `create extension` statements for what the DDL seems to use; one too many does no harm. */
export function extensionsFor(ddl: string): readonly string[] {
  return signs.filter(([, sign]) => sign.test(ddl)).map(([name]) => `create extension if not exists ${quoteIdentifier(name)}`);
}
