/** A lock that makes others wait, taken without a limit on the waiting, by a runner that sets none. */

import type { Rule } from "../rule.ts";
import { isZeroDuration, settingsIn } from "../settings-in-tree.ts";
import { firstStrongLock } from "../strong-locks.ts";
import { at } from "../uses.ts";

/** The rule. */
export const lockTimeoutMissing: Rule = {
  id: "lock-timeout-missing",
  summary: "a lock that makes others wait, without lock_timeout",
  why: "While the statement waits for its lock behind a long transaction, every new query on the table waits behind it, for as long as that lasts.",
  advice: "SET LOCAL lock_timeout = '2s' before it, and try again when it is reached.",
  level: "medium",
  group: "safety",
  docs: ["runtime-config-client"],
  aliases: ["squawk:require-timeout-settings", "eugene:E9", "pgfence:missing-lock-timeout", "migrationpilot:MP004"],
  bad: [
    { sql: "alter table users add column email text;", runnerSetsTimeouts: false },
    { sql: "alter table users add column email text;\nset local lock_timeout = '2s';", runnerSetsTimeouts: false },
  ],
  good: [
    { sql: "alter table users add column email text;" },
    { sql: "set local lock_timeout = '2s';\nalter table users add column email text;", runnerSetsTimeouts: false },
    { sql: "create table users (email text);\nalter table users add column name text;", runnerSetsTimeouts: false },
  ],
  *check(migration, { runnerSetsTimeouts }) {
    if (runnerSetsTimeouts) return;
    const { statements, script } = migration;
    const limits = [...settingsIn(migration)].filter(({ name, value }) => name === "lock_timeout" && !isZeroDuration(value));
    for (const statement of statements) {
      const lock = firstStrongLock(statement);
      if (lock === null) continue;
      const isLimited = limits.some(
        (limit) =>
          statements.indexOf(limit.statement) < statements.indexOf(statement) &&
          !limit.isReset &&
          !(limit.isLocal && script.transaction === "none"),
      );
      if (isLimited) return;
      yield at(statement, `waits for ${lock.mode} on ${lock.relation} without a limit`, {
        fix: script.transaction === "one" ? "SET LOCAL lock_timeout = '2s';" : "SET lock_timeout = '2s';",
      });
      return;
    }
  },
};
