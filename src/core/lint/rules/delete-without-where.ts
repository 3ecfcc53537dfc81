/** DELETE of every row of a table that was there before. */

import { dataChangesIn, dataStatements } from "../data-changes.ts";
import { withInner } from "../inner-statements.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const deleteWithoutWhere: Rule = {
  id: "delete-without-where",
  summary: "DELETE of every row of an existing table",
  why: "All rows are gone, those that their foreign keys delete with them too, and no rollback block brings them back.",
  advice: "A condition; for many rows batches by key, after a backup.",
  level: "high",
  group: "safety",
  docs: ["sql-delete"],
  aliases: ["pgfence:delete-without-where"],
  bad: [{ sql: "delete from users;" }, { sql: "delete from users where 1 = 1;" }],
  good: [
    { sql: "delete from users where id = 1;" },
    { sql: "create table users (plan text);\ndelete from users;" },
    { sql: "-- lockstep: kind = data\ndelete from sessions where id in (select id from sessions where expired limit 1000);" },
  ],
  looksAt: dataStatements,
  *check(outer) {
    const migration = withInner(outer);
    for (const { verb, relation, rows, statement } of dataChangesIn(migration))
      if (verb === "DELETE" && rows === "all") yield at(statement, `every row of ${relation} is deleted`);
  },
};
