/** A migration that does not say how it is undone. */

import type { Rule } from "../rule.ts";

/** The rule. */
export const rollbackMissing: Rule = {
  id: "rollback-missing",
  summary: "a migration without a way back",
  why: "When it has to be undone, somebody writes the SQL for it at that moment, on production.",
  advice: "A comment block that begins with `-- Rollback:`, or a sibling .down.sql; `lockstep new` writes it.",
  level: "low",
  group: "safety",
  docs: [],
  aliases: [],
  bad: [{ sql: "create table if not exists feature (id bigint primary key);" }],
  good: [
    { sql: "create table if not exists feature (id bigint primary key);\n\n-- Rollback:\n-- drop table if exists feature;" },
    { sql: "-- nothing to do yet" },
    { file: "R_names.sql", sql: "create or replace view names as select name from users;" },
  ],
  *check({ rollback, statements, role }) {
    // a rollback leaves repeatable files and hooks alone
    if (role === "migration" && rollback === null && statements.length > 0)
      yield { message: "the file does not say how it is undone" };
  },
};
