/** DROP NOT NULL. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const dropNotNull: Rule = {
  id: "drop-not-null",
  summary: "DROP NOT NULL on an existing table",
  why: "Code that relies on a value now meets null, and once there are nulls there is no way back without deciding what they mean. ACCESS EXCLUSIVE for a moment.",
  advice: "First a release whose code can read null.",
  level: "high",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: ["squawk:ban-drop-not-null", "migrationpilot:MP029"],
  bad: [
    { sql: "alter table users alter column email drop not null;" },
    { before: "create table users (email text not null);", sql: "alter table users drop constraint users_email_not_null;" },
  ],
  good: [
    { sql: "create table users (email text not null);\nalter table users alter column email drop not null;" },
    {
      before: "create table users (id bigint primary key, email text);",
      sql: "alter table users alter column email drop not null;",
    },
  ],
  looksAt: ["drop-not-null"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "drop-not-null"))
      yield at(statement, withLocks(`${use.relation} may hold null from now on (${quoteIdentifier(use.part ?? "")})`, statement));
  },
};
