/** CREATE INDEX without CONCURRENTLY on a table in use. */

import { createIndexConcurrently } from "../../recipes/index-concurrently.ts";
import { indexNames } from "../../sql/default-names.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, textOf } from "../../sql/sql-tree.ts";
import { type BuiltIndex, builtIndexesIn } from "../built-indexes.ts";
import { afterWords } from "../clause-texts.ts";
import { fixOf, knownBefore, tableId } from "../fix-by-recipe.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const indexWithoutConcurrently: Rule = {
  id: "index-without-concurrently",
  summary: "CREATE INDEX without CONCURRENTLY on a table that is in use",
  why: "A plain CREATE INDEX holds SHARE on the table until the index is built: reads go on, every INSERT, UPDATE and DELETE waits.",
  advice: "CREATE INDEX CONCURRENTLY, in a migration of its own with `-- lockstep: transaction = none`.",
  level: "medium",
  group: "safety",
  docs: ["sql-createindex"],
  aliases: [
    "squawk:require-concurrent-index-creation",
    "eugene:E6",
    "pgfence:create-index-not-concurrent",
    "migrationpilot:MP001",
    "atlas:PG101",
  ],
  bad: [
    { sql: "create index users_email on users (email);" },
    { sql: "create unique index on public.users using btree (lower(email)) where email is not null;" },
    { sql: "do $$ begin create index users_email on users (email); end $$;" },
  ],
  good: [
    { sql: "-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);" },
    { sql: "create table users (email text);\ncreate index users_email on users (email);" },
    { sql: "create index events_at on only events (at);" },
  ],
  looksAt: ["IndexStmt"],
  *check(migration) {
    for (const index of builtIndexesIn(migration)) {
      const { statement, table, isOnly, fields } = index;
      if (fields.concurrent === true || isOnly || knownBefore(migration, table)?.partitionKey != null) continue;
      const fix = fixFor(index);
      const message = withLocks(
        `the index on ${table} is built without CONCURRENTLY, and writes wait until it is done`,
        statement,
      );
      yield at(statement, message, fix === null ? {} : { fix });
    }
  },
};

function fixFor({ statement, table, fields }: BuiltIndex): string | null {
  const on = statement.node === "IndexStmt" ? afterWords(statement.sql, "on") : null;
  const name = indexNames(textOf(fieldsOf(fields.relation).relname) ?? "", fields)[0];
  if (on === null || name === undefined) return null;
  const index = { isUnique: fields.unique === true, name: quoteIdentifier(name), on, table: tableId(table), hazards: [] };
  return fixOf([createIndexConcurrently(index)]);
}
