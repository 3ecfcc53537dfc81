/** SET LOCAL where no transaction lasts longer than the statement. */

import type { Rule } from "../rule.ts";
import { settingsIn } from "../settings-in-tree.ts";
import { at } from "../uses.ts";

/** The rule. */
export const setLocalWithoutTransaction: Rule = {
  id: "set-local-without-transaction",
  summary: "SET LOCAL in a file whose statements run each by itself",
  why: "SET LOCAL ends with its transaction, which here is that statement alone: Postgres warns, and the next statement runs without the setting.",
  advice: "SET, and RESET at the end of the file.",
  level: "medium",
  group: "safety",
  docs: ["sql-set"],
  aliases: [],
  bad: [
    {
      sql: "-- lockstep: transaction = none\nset local lock_timeout = '2s';\ncreate index concurrently users_email on users (email);",
    },
  ],
  good: [
    {
      sql: "-- lockstep: transaction = none\nset lock_timeout = '2s';\ncreate index concurrently users_email on users (email);\nreset lock_timeout;",
    },
    { sql: "set local lock_timeout = '2s';\nalter table users add column email text;" },
  ],
  looksAt: ["VariableSetStmt", "SelectStmt"],
  *check(migration) {
    if (migration.script.transaction !== "none") return;
    for (const { name, isLocal, statement } of settingsIn(migration))
      if (isLocal)
        yield at(statement, `${name} is not set any more when the next statement runs`, {
          fix: `SET ${name} …, and RESET ${name} at the end.`,
        });
  },
};
