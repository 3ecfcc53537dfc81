/** A migration without a statement: a template that nobody has filled in. */

import type { Rule } from "../rule.ts";

/** The rule. */
export const emptyMigration: Rule = {
  id: "empty-migration",
  summary: "a migration that holds no statement",
  why: "It is applied and does nothing, and is not run again once its statements are written: a file that has been applied does not change.",
  advice: "Write its statements, or remove the file, before it is applied anywhere.",
  level: "medium",
  group: "safety",
  docs: [],
  aliases: [],
  bad: [
    {
      sql: "-- Migration: Add feature table\n-- Date: 2026-10-09\n\n-- Rollback (if needed):\n-- DROP TABLE IF EXISTS feature;\n",
    },
    { sql: "begin;\n-- alter table users add column note text;\ncommit;" },
  ],
  good: [
    { sql: "create table if not exists feature (id bigint primary key);" },
    { file: "R_names.sql", sql: "-- not in use any more" },
    { file: "before-apply.sql", sql: "-- nothing before" },
  ],
  *check({ role, script }) {
    if (role === "migration" && script.checkpoint === null && script.statements.length === 0)
      yield { message: "the file holds comments only, and would do nothing" };
  },
};
