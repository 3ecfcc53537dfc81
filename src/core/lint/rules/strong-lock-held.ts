/** Long work while the transaction holds ACCESS EXCLUSIVE on a table. */

import type { Rule } from "../rule.ts";
import { slowWork } from "../slow-work.ts";
import { exclusiveLocks } from "../strong-locks.ts";
import { at } from "../uses.ts";

/** The rule. */
export const strongLockHeld: Rule = {
  id: "strong-lock-held",
  summary: "a scan, an index build or a data change after ACCESS EXCLUSIVE in the same transaction",
  why: "A lock is held until the transaction ends. The first statement takes a moment, but nobody can read its table until the slow one after it is done.",
  advice: "Put the slow statement into a migration of its own, after this one.",
  level: "medium",
  group: "safety",
  docs: ["explicit-locking"],
  aliases: ["eugene:E4", "pgfence:statement-after-access-exclusive", "migrationpilot:MP008"],
  bad: [
    { sql: "alter table users add column email text;\ncreate index users_email on users (email);" },
    { sql: "alter table users add column email text;\nupdate users set email = name || '@example.com' where email is null;" },
  ],
  good: [
    { sql: "alter table users add column email text;\nalter table users add column name text;" },
    { sql: "alter table users add column email text;\ncreate table teams (id bigint primary key);\ncreate index on teams (id);" },
    { sql: "alter table users add column email text;\nupdate users set email = 'root@example.com' where id = 1;" },
  ],
  *check(migration) {
    if (migration.script.transaction !== "one") return;
    let held: { readonly relation: string; readonly line: number } | null = null;
    for (const statement of migration.statements) {
      const work = held === null ? null : slowWork(statement, migration);
      if (held !== null && work !== null)
        yield at(statement, `${work} while ACCESS EXCLUSIVE on ${held.relation} is held since line ${held.line}`);
      const [lock] = exclusiveLocks(statement);
      if (held === null && lock !== undefined) held = { relation: lock.relation, line: statement.line };
    }
  },
};
