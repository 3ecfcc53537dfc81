/** Changes of the catalog alone that everybody on the table waits for. */

import { rateForm, type StatementForm } from "../../risk/statement-form.ts";
import type { JudgedStatement } from "../judged-migration.ts";
import { costsRows, withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { keepsOthersWaiting } from "../slow-work.ts";
import { exclusiveLocks } from "../strong-locks.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The forms that no other rule names. */
const forms: readonly StatementForm[] = [
  "set-default",
  "set-identity",
  "drop-generation",
  "change-virtual-expression",
  "set-column-storage",
  "set-replica-identity",
  "set-row-security",
  "set-table-option-locked",
  "switch-rule",
  "change-rule",
  "create-policy",
  "replace-policy",
  "drop-policy",
  "rename-policy",
  "drop-trigger",
  "rename-trigger",
  "change-owner",
  "alter-constraint",
  "rename",
  "drop-constraint",
  "drop-key",
  "empty-materialized-view",
];

/** The rule. */
export const briefStrongLock: Rule = {
  id: "brief-strong-lock",
  summary: "a change of the catalog alone under ACCESS EXCLUSIVE, without lock_timeout or with slow work after it",
  why: "It reads no row and is done in a moment, once it has the lock. Until then it waits for every open transaction on the table, and every new query waits behind it.",
  advice: "With lock_timeout and another try, as lockstep apply does; by itself or last in its migration.",
  level: "low",
  group: "safety",
  docs: ["explicit-locking", "sql-altertable"],
  aliases: ["squawk:ban-set-default", "squawk:ban-drop-default", "squawk:ban-replica-identity", "squawk:ban-drop-trigger"],
  bad: [
    { sql: "alter table users alter column plan set default 'free';\nupdate users set plan = 'free' where plan is null;" },
    { sql: "alter table users alter column plan set default 'free';", runnerSetsTimeouts: false },
    { sql: "alter table users alter column bio set storage external;", runnerSetsTimeouts: false },
    { sql: "alter table users replica identity full;", runnerSetsTimeouts: false },
    { sql: "drop trigger users_touch on users;", runnerSetsTimeouts: false },
    { sql: "alter table users owner to app;", runnerSetsTimeouts: false },
    { sql: "create rule users_log as on delete to users do also nothing;", runnerSetsTimeouts: false },
    { sql: "alter table users rename constraint users_pkey to users_key;", runnerSetsTimeouts: false },
    { sql: "create policy own on users using (true);", runnerSetsTimeouts: false },
  ],
  good: [
    { sql: "alter table users alter column plan set default 'free';" },
    { sql: "create table users (plan text);\nalter table users alter column plan set default 'free';" },
    { sql: "alter table users alter column plan set statistics 500;" },
    { sql: "comment on table users is 'People';" },
    { before: "create table users (id bigint primary key);", sql: "drop trigger if exists users_touch on users;" },
  ],
  looksAt: forms,
  *check(migration, context) {
    const told = new Set<JudgedStatement>();
    for (const { statement, use } of usesOnExisting(migration, ...forms)) {
      // the other renames break code, and have a rule of their own
      if (use.form === "rename" && statement.fields.renameType !== "OBJECT_TABCONSTRAINT") continue;
      if (told.has(statement) || costsRows(statement) || exclusiveLocks(statement).length === 0) continue;
      if (!keepsOthersWaiting(statement, migration, context)) continue;
      told.add(statement);
      yield at(statement, withLocks(use.form === "rename" ? "another name for a constraint" : rateForm(use.form).why, statement));
    }
  },
};
