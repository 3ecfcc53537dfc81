/** Prose where the rollback's SQL should be. */

import { rollbackPlace } from "../rollback-place.ts";
import type { Rule } from "../rule.ts";

/** The rule. */
export const rollbackUnparsable: Rule = {
  id: "rollback-unparsable",
  summary: "a rollback block that is not SQL",
  why: "The block is executed, in rehearsals and when it is needed. Postgres cannot parse this.",
  advice: "Write SQL; notes go behind another pair of dashes: `-- -- restore the backup first`.",
  level: "medium",
  group: "safety",
  docs: [],
  aliases: [],
  bad: [{ sql: "create table if not exists feature (id bigint primary key);\n\n-- Rollback:\n-- ask Jon first" }],
  good: [
    {
      sql: "create table if not exists feature (id bigint primary key);\n\n-- Rollback:\n-- -- ask Jon first\n-- drop table if exists feature;",
    },
  ],
  *check(migration) {
    for (const problem of migration.unparsedRollback)
      yield { ...rollbackPlace(migration, problem), message: `the rollback is not SQL: ${problem.message}` };
  },
};
