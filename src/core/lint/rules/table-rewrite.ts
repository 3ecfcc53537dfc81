/** Statements that write a whole table anew, or copy it. */

import { rateForm, type StatementForm } from "../../risk/statement-form.ts";
import { costsRows, locksInWords, withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOf } from "../uses.ts";

const forms: readonly StatementForm[] = [
  "cluster-table",
  "vacuum-full",
  "rewrite-table",
  "move-table",
  "change-generated-expression",
  "alter-composite-attribute-type",
];

/** The rule. */
export const tableRewrite: Rule = {
  id: "table-rewrite",
  summary: "CLUSTER, VACUUM FULL, SET LOGGED, TABLESPACE, ACCESS METHOD or EXPRESSION on a table that is in use",
  why: "ACCESS EXCLUSIVE until every row and all indexes are written anew: nobody reads or writes meanwhile, the disk holds both copies, and replicas receive all of it.",
  advice: "A maintenance window; to get rid of dead rows, plain VACUUM or pg_repack; for another expression, a new column.",
  level: "high",
  group: "safety",
  docs: ["sql-altertable", "sql-cluster", "sql-vacuum"],
  aliases: [
    "squawk:prefer-repack",
    "squawk:ban-alter-generated-expression",
    "migrationpilot:MP006",
    "migrationpilot:MP032",
    "migrationpilot:MP047",
  ],
  bad: [
    { sql: "cluster users using users_pkey;" },
    { sql: "-- lockstep: transaction = none\nvacuum full users;" },
    { sql: "alter table users set unlogged;" },
    { sql: "alter table users set tablespace fast;" },
    { sql: "alter table users set access method heap;" },
    { sql: "alter table users alter column search set expression as (lower(email));" },
  ],
  good: [
    { sql: "-- lockstep: transaction = none\nvacuum users;" },
    { before: "create table users (id bigint primary key);", sql: "alter table users set logged;" },
    { sql: "create table users (id bigint primary key);\nalter table users set unlogged;" },
  ],
  looksAt: forms,
  *check(migration) {
    for (const { statement, use } of usesOf(migration, ...forms)) {
      if (use.relation !== null && statement.made.has(use.relation)) continue;
      const { why } = rateForm(use.form);
      // from text alone it may be that way already
      if (costsRows(statement)) yield at(statement, withLocks(why, statement));
      else yield at(statement, `${why}${use.because === null ? "" : ` (${use.because})`}: ${locksInWords(statement)}`);
    }
  },
};
