/**
 * Statements about the database itself. SQL has no word for "this database" and environments call theirs differently, so that the
 * name is filled in where the statement runs.
 */

import { dollarQuote } from "../sql/dollar-quote.ts";
import { quoteLiteral } from "../sql/quote.ts";

/** A block that runs `text` with the database's quoted name in between: `onDatabase("COMMENT ON DATABASE ", " IS 'a note'")`. */
export function onDatabase(before: string, after: string): string {
  const parts = [quoteLiteral(before).trim(), "pg_catalog.quote_ident(pg_catalog.current_database())"];
  if (after !== "") parts.push(quoteLiteral(after).trim());
  return `DO ${dollarQuote(`\nBEGIN\n  EXECUTE ${parts.join(" || ")};\nEND\n`)}`;
}
