/** SET lock_timeout = 0 before a strong lock. */

import type { Rule } from "../rule.ts";
import { isZeroDuration, settingsIn } from "../settings-in-tree.ts";
import { firstStrongLock } from "../strong-locks.ts";
import { at } from "../uses.ts";

/** The rule. */
export const lockTimeoutDisabled: Rule = {
  id: "lock-timeout-disabled",
  summary: "lock_timeout is switched off before a lock that makes others wait",
  why: "The limit that keeps a migration from stopping all traffic on a table is gone: whoever waits for the lock lets everybody else wait too.",
  advice: "Leave lock_timeout alone, or give it a short limit.",
  level: "medium",
  group: "safety",
  docs: ["runtime-config-client"],
  aliases: ["pgfence:lock-timeout-zero"],
  bad: [
    { sql: "set local lock_timeout = 0;\nalter table users add column email text;" },
    { sql: "select set_config('lock_timeout', '0', true);\nalter table users add column email text;" },
  ],
  good: [
    { sql: "set local lock_timeout = '5s';\nalter table users add column email text;" },
    { sql: "set lock_timeout = 0;\nreset lock_timeout;\nalter table users add column email text;" },
    { sql: "set local lock_timeout = 0;\ncreate table users (email text);" },
  ],
  looksAt: ["VariableSetStmt", "SelectStmt"],
  *check(migration) {
    const { statements } = migration;
    const changes = [...settingsIn(migration)].filter(({ name }) => name === "lock_timeout");
    for (const [index, { statement, value }] of changes.entries()) {
      if (!isZeroDuration(value)) continue;
      const next = changes[index + 1];
      const last = next === undefined ? statements.length : statements.indexOf(next.statement);
      for (const later of statements.slice(statements.indexOf(statement) + 1, last)) {
        const lock = firstStrongLock(later);
        if (lock === null) continue;
        yield at(statement, `line ${later.line} then waits for ${lock.mode} on ${lock.relation} without a limit`);
        break;
      }
    }
  },
};
