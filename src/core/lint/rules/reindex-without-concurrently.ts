/** REINDEX without CONCURRENTLY. */

import { afterWords } from "../clause-texts.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const reindexWithoutConcurrently: Rule = {
  id: "reindex-without-concurrently",
  summary: "REINDEX without CONCURRENTLY",
  why: "SHARE on the table makes writes wait until all is built, and ACCESS EXCLUSIVE on the index makes reads wait too: a query locks every index of its tables while it is planned.",
  advice: "REINDEX … CONCURRENTLY, in a migration of its own with `-- lockstep: transaction = none`.",
  level: "medium",
  group: "safety",
  docs: ["sql-reindex"],
  aliases: ["squawk:require-concurrent-reindex", "migrationpilot:MP021"],
  bad: [
    { sql: "reindex table users;" },
    { sql: "reindex index users_email;" },
    { sql: "-- lockstep: transaction = none\nreindex schema app;" },
  ],
  good: [
    { sql: "-- lockstep: transaction = none\nreindex table concurrently users;" },
    { sql: "-- lockstep: transaction = none\nreindex (concurrently) index users_email;" },
    { sql: "create table users (id bigint primary key);\nreindex table users;" },
  ],
  looksAt: ["reindex"],
  *check(migration) {
    const told = new Set<unknown>();
    for (const { statement } of usesOnExisting(migration, "reindex")) {
      if (told.has(statement)) continue;
      told.add(statement);
      const what = afterWords(statement.sql, "reindex");
      const fix = what === null ? null : concurrently(what);
      yield at(statement, withLocks("indexes are built again in place", statement), fix === null ? {} : { fix });
    }
  },
};

/** `TABLE users` → the statement as it should be; null where options stand before it. */
function concurrently(what: string): string | null {
  const [, sort, name] = /^(table|index|schema|database)\s+(.+)$/i.exec(what) ?? [];
  if (sort === undefined) return null;
  return `-- lockstep: transaction = none\nREINDEX ${sort.toUpperCase()} CONCURRENTLY ${name};`;
}
