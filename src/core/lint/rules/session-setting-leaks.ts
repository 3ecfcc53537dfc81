/** SET without LOCAL, which outlives the file. */

import { withInner } from "../inner-statements.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import type { Rule } from "../rule.ts";
import { type SettingChange, settingsIn } from "../settings-in-tree.ts";
import { at } from "../uses.ts";

/** The rule. */
export const sessionSettingLeaks: Rule = {
  id: "session-setting-leaks",
  summary: "SET without LOCAL in a file that does not reset it",
  why: "The setting stays with the session: the next migration, and behind a pooler the next client, runs under it.",
  advice: "SET LOCAL, which ends with the transaction.",
  level: "low",
  group: "safety",
  docs: ["sql-set"],
  aliases: [],
  bad: [
    { sql: "set search_path = app;\ncreate table app.users (id bigint primary key);" },
    { sql: "set role app_owner;\ncreate table users (id bigint primary key);" },
    { sql: "select set_config('search_path', '', false);" },
  ],
  good: [
    { sql: "set local search_path = app;\ncreate table app.users (id bigint primary key);" },
    { sql: "set role app_owner;\ncreate table users (id bigint primary key);\nreset role;" },
    {
      sql: "-- lockstep: transaction = none\nset statement_timeout = 0;\ncreate index concurrently i on users (email);\nreset statement_timeout;",
    },
  ],
  looksAt: ["VariableSetStmt", "SelectStmt"],
  *check(outer) {
    const migration = withInner(outer);
    const changes = [...settingsIn(migration)];
    for (const change of changes) {
      const { name, isLocal, isReset, statement } = change;
      if (isLocal || isReset || isResetLater(change, changes, migration)) continue;
      const isRole = name === "role" || name === "session_authorization";
      const isOne = migration.script.transaction === "one";
      yield at(statement, `${name} stays set for whatever the session runs next`, {
        level: isRole ? "medium" : "low",
        fix:
          isOne && !isRole
            ? `SET LOCAL ${name} …`
            : `${name === "session_authorization" ? "RESET SESSION AUTHORIZATION" : `RESET ${name}`} at the end of the file.`,
      });
    }
  },
};

function isResetLater(
  { name, statement }: SettingChange,
  changes: readonly SettingChange[],
  { statements }: JudgedMigration,
): boolean {
  const from = statements.indexOf(statement);
  return changes.some(
    (later) => later.isReset && (later.name === name || later.name === "all") && statements.indexOf(later.statement) > from,
  );
}
