/** What cannot run inside a transaction block, in a file that runs as one. */

import type { JudgedStatement } from "../judged-migration.ts";
import { rollbackPlace } from "../rollback-place.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const concurrentlyInsideTransaction: Rule = {
  id: "concurrently-inside-transaction",
  summary: "CONCURRENTLY, VACUUM and others that cannot run inside a transaction block, in a file that runs as one",
  why: "Postgres refuses the statement: it commits more than once by itself, so the migration fails at this line every time.",
  advice: "Put it into a migration of its own with `-- lockstep: transaction = none`.",
  level: "high",
  group: "safety",
  docs: ["sql-createindex", "sql-vacuum"],
  aliases: [
    "squawk:ban-concurrent-index-creation-in-transaction",
    "pgfence:concurrent-in-transaction",
    "migrationpilot:MP025",
    "atlas:PG103",
  ],
  bad: [
    { sql: "create index concurrently users_email on users (email);" },
    { sql: "begin;\nalter table users add column email text;\ncreate index concurrently users_email on users (email);\ncommit;" },
    {
      sql: "-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);\n-- Rollback:\n-- lockstep: transaction = one\n-- drop index concurrently users_email;",
    },
    {
      file: "after-apply.sql",
      sql: "-- lockstep: transaction = none\nvacuum analyze users;",
    },
  ],
  good: [
    { sql: "-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);" },
    { sql: "-- lockstep: transaction = none\ndo $$ begin perform 1; commit; end $$;" },
    { sql: "create table users (email text);\ncreate index users_email on users (email);" },
  ],
  *check(migration) {
    const { script, statements, rollback, role } = migration;
    for (const statement of statements) {
      if (statement.effects.transaction !== "outside") continue;
      const what = firstWords(statement.sql);
      if (statement.node === "DoStmt" && !onlyCommits(statement))
        yield at(statement, "a DO block cannot run what needs to be outside of a transaction", {
          fix: "Write the statement itself, without DO.",
        });
      else if (role === "hook")
        yield at(statement, `${what} cannot run inside the transaction of a hook`, {
          fix: "Take it out of the hook: hooks run in one transaction, whatever a directive says.",
        });
      else if (script.transaction === "one") yield at(statement, `${what} cannot run inside the transaction of this file`);
    }
    if (script.rollbackTransaction !== "one") return;
    for (const statement of rollback ?? [])
      if (statement.effects.transaction === "outside")
        yield {
          ...rollbackPlace(migration, statement),
          message: `the rollback's ${firstWords(statement.sql)} cannot run inside its transaction`,
          fix: "Write `-- lockstep: transaction = none` into the rollback block.",
        };
  },
};

/** A block that ends its own transactions: allowed where nothing is around it. */
function onlyCommits({ effects, sql }: JudgedStatement): boolean {
  return (
    /\b(?:commit|rollback)\b/i.test(sql) &&
    !effects.inner.some((tree) => /"concurrent":true|VacuumStmt/.test(JSON.stringify(tree)))
  );
}

/** `CREATE INDEX CONCURRENTLY users_email`, cut where it gets long. */
function firstWords(sql: string): string {
  const words = sql.split(/[\s(;]+/).filter((word) => !/^(?:|if|not|exists)$/i.test(word));
  const until = words.findIndex((word) => /^concurrently$/i.test(word)) + 2;
  return words.slice(0, Math.max(until, 2)).join(" ");
}
