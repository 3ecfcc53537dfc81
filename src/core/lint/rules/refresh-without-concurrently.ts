/** REFRESH MATERIALIZED VIEW without CONCURRENTLY. */

import { knownBefore } from "../fix-by-recipe.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const refreshWithoutConcurrently: Rule = {
  id: "refresh-without-concurrently",
  summary: "REFRESH MATERIALIZED VIEW without CONCURRENTLY",
  why: "ACCESS EXCLUSIVE on the view for as long as its query runs: nobody reads it meanwhile.",
  advice: "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on columns of the view.",
  level: "medium",
  group: "safety",
  docs: ["sql-refreshmaterializedview"],
  aliases: ["migrationpilot:MP033"],
  bad: [
    { sql: "refresh materialized view counts;" },
    {
      before:
        "create table users (id bigint primary key);\ncreate materialized view counts as select id from users;\ncreate unique index counts_id on counts (id);",
      sql: "refresh materialized view counts;",
    },
  ],
  good: [
    { sql: "refresh materialized view concurrently counts;" },
    { sql: "create materialized view counts as select 1 as n with no data;\nrefresh materialized view counts;" },
  ],
  looksAt: ["refresh-materialized-view"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "refresh-materialized-view")) {
      const view = use.relation;
      if (view === null) continue;
      const known = knownBefore(migration, view);
      const isUnique = [...migration.after.model.relations.values()].some(
        ({ table, index }) =>
          table === view &&
          index?.isUnique === true &&
          index.predicate === null &&
          index.isValid &&
          !index.columns.includes(null),
      );
      const fix = `REFRESH MATERIALIZED VIEW CONCURRENTLY ${view};`;
      yield at(statement, withLocks(`nobody reads ${view} while its query runs`, statement), {
        ...(known !== null && !isUnique
          ? { fix: `A unique index on columns of ${view} first, without WHERE; then ${fix}` }
          : { fix }),
      });
    }
  },
};
