/** UPDATE of every row of a table that was there before. */

import { dataChangesIn, dataStatements } from "../data-changes.ts";
import { withInner } from "../inner-statements.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const updateWithoutWhere: Rule = {
  id: "update-without-where",
  summary: "UPDATE of every row of an existing table in one statement",
  why: "Each row is written anew and stays locked until the transaction ends: ROW EXCLUSIVE on the table, every writer of a row waits, and the table may grow to twice its size.",
  advice: "lockstep backfill, which goes through the table in batches; or batches by key.",
  level: "high",
  group: "safety",
  docs: ["sql-update"],
  aliases: ["pgfence:update-in-migration", "migrationpilot:MP011"],
  bad: [
    { sql: "update users set plan = 'free';" },
    { sql: "update users set plan = 'free' where true;" },
    { sql: "do $$ begin update users set plan = 'free'; end $$;" },
  ],
  good: [
    { sql: "update users set plan = 'free' where id = 1;" },
    { sql: "create table users (plan text);\nupdate users set plan = 'free';" },
    {
      sql: "-- lockstep: kind = data\nupdate users set plan = 'free' where id in (select id from users where plan is null limit 1000);",
    },
  ],
  looksAt: dataStatements,
  *check(outer) {
    const migration = withInner(outer);
    for (const { verb, relation, rows, statement } of dataChangesIn(migration))
      if (verb === "UPDATE" && rows === "all") yield at(statement, `every row of ${relation} is updated at once`);
  },
};
