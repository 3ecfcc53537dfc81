/** Work on the rows of a table in use without a limit on its duration, by a runner that sets none. */

import type { Rule } from "../rule.ts";
import { settingsIn } from "../settings-in-tree.ts";
import { at } from "../uses.ts";

/** The rule. */
export const statementTimeoutMissing: Rule = {
  id: "statement-timeout-missing",
  summary: "a scan, a rewrite or an index build on a table in use, without statement_timeout",
  why: "A statement that turns out slower than expected holds its lock until somebody notices.",
  advice: "SET LOCAL statement_timeout to what the window allows.",
  level: "low",
  group: "safety",
  docs: ["runtime-config-client"],
  aliases: ["squawk:require-timeout-settings", "pgfence:missing-statement-timeout", "migrationpilot:MP020"],
  bad: [{ sql: "create index users_email on users (email);", runnerSetsTimeouts: false }],
  good: [
    {
      sql: "set local statement_timeout = '5min';\nalter table users validate constraint email_known;",
      runnerSetsTimeouts: false,
    },
    { sql: "alter table users validate constraint email_known;" },
    { sql: "create table users (email text);\ncreate index users_email on users (email);", runnerSetsTimeouts: false },
  ],
  *check(migration, { runnerSetsTimeouts }) {
    if (runnerSetsTimeouts) return;
    if ([...settingsIn(migration)].some(({ name, isReset }) => name === "statement_timeout" && !isReset)) return;
    const words = { rewrite: "rewrites", scan: "scans", "index-build": "builds an index on" } as const;
    for (const statement of migration.statements) {
      const work = statement.effects.costs.find(({ relation }) => !statement.made.has(relation));
      if (work === undefined) continue;
      yield at(statement, `${words[work.cost]} ${work.relation} without a limit on its duration`);
      return;
    }
  },
};
