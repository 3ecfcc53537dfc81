/** CREATE TRIGGER on a table in use. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { keepsOthersWaiting } from "../slow-work.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const triggerCreated: Rule = {
  id: "trigger-created",
  summary: "CREATE TRIGGER on a table that is in use, without lock_timeout or with slow work after it",
  why: "SHARE ROW EXCLUSIVE on the table and on every partition: it waits for every writer, and new writers wait behind it. From then on each write does what the trigger does.",
  advice: "With lock_timeout, and in a migration without anything slow after it.",
  level: "low",
  group: "safety",
  docs: ["sql-createtrigger"],
  aliases: [],
  bad: [
    {
      sql: "create trigger users_touch before update on users for each row execute function touch();",
      runnerSetsTimeouts: false,
    },
    {
      sql: "create trigger users_touch before update on users for each row execute function touch();\nupdate users set seen_at = now() where seen_at is null;",
    },
  ],
  good: [
    { sql: "create trigger users_touch before update on users for each row execute function touch();" },
    {
      sql: "create table users (id bigint primary key);\ncreate trigger users_touch before update on users for each row execute function touch();",
    },
  ],
  looksAt: ["create-trigger", "replace-trigger"],
  *check(migration, context) {
    for (const { statement, use } of usesOnExisting(migration, "create-trigger", "replace-trigger"))
      if (use.relation !== null && keepsOthersWaiting(statement, migration, context))
        yield at(statement, withLocks(`writes of ${use.relation} run ${quoteIdentifier(use.part ?? "")} from now on`, statement));
  },
};
