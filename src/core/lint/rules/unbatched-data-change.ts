/** A change of nobody knows how many rows in one statement. */

import { dataChangesIn, dataStatements } from "../data-changes.ts";
import { withInner } from "../inner-statements.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const unbatchedDataChange: Rule = {
  id: "unbatched-data-change",
  summary: "UPDATE, DELETE, MERGE or INSERT … SELECT of any number of rows of an existing table",
  why: "However many rows the condition finds, they stay locked until the transaction ends, and whoever writes one of them waits.",
  advice: "lockstep backfill; or batches of about a thousand rows by key, each committed by itself.",
  level: "medium",
  group: "safety",
  docs: ["sql-update", "sql-delete"],
  aliases: ["migrationpilot:MP067"],
  bad: [
    { sql: "update users set plan = 'free' where plan is null;" },
    { sql: "delete from sessions where expires_at < now();" },
    { sql: "insert into profiles (user_id) select id from users;" },
    {
      before: "create table users (id bigint primary key, code text);",
      sql: "update users set code = 'x' where code = 'y';",
    },
  ],
  good: [
    { sql: "update users set plan = 'free' where id = 1;" },
    { sql: "update settings set value = 'on' where key in ('beta', 'darkmode');" },
    { sql: "update users set plan = v.plan from (values (1, 'free'), (2, 'pro')) as v (id, plan) where users.id = v.id;" },
    { sql: "insert into roles (name) values ('admin'), ('guest') on conflict do nothing;" },
    {
      sql: "-- lockstep: kind = data\nwith batch as (select id from users where plan is null limit 1000) update users set plan = 'free' from batch where users.id = batch.id;",
    },
  ],
  looksAt: dataStatements,
  *check(outer) {
    const migration = withInner(outer);
    for (const { verb, relation, rows, statement } of dataChangesIn(migration)) {
      const isTold = rows === "all" && (verb === "UPDATE" || verb === "DELETE");
      if (rows === "few" || isTold) continue;
      yield at(statement, `${verb} ${prepositions[verb]} ${relation} changes any number of rows in one statement`);
    }
  },
};

const prepositions = { INSERT: "into", UPDATE: "of", DELETE: "from", MERGE: "into" } as const;
