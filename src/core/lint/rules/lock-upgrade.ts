/** A lock that makes writers wait, followed by a stronger one on the same table in the same transaction. */

import { blocksWrites, type LockMode } from "../../risk/lock-mode.ts";
import type { RiskLevel } from "../../risk/risk-level.ts";
import type { QualifiedName } from "../../risk/schema-model.ts";
import { dataChangesOf } from "../data-changes.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import type { Rule } from "../rule.ts";
import { exclusiveLocks } from "../strong-locks.ts";
import { at } from "../uses.ts";

/** The rule. */
export const lockUpgrade: Rule = {
  id: "lock-upgrade",
  summary: "ACCESS EXCLUSIVE on a table that the transaction has made writers wait on before",
  why: "A transaction that has read the table and now wants to write it waits for the first lock, and the second waits for that transaction: a deadlock, which Postgres ends by failing one of the two.",
  advice: "The statement with the strongest lock first, or a migration for each.",
  level: "medium",
  group: "safety",
  docs: ["explicit-locking"],
  aliases: [],
  bad: [
    {
      sql: "create trigger users_touch before update on users for each row execute function touch();\nalter table users add column seen timestamptz;",
    },
    { sql: "update users set plan = 'free' where id = 1;\nalter table users alter column plan set default 'free';" },
  ],
  good: [
    { sql: "alter table users alter column plan set default 'free';\nupdate users set plan = 'free' where id = 1;" },
    { sql: "comment on table users is 'People';\nalter table users add column seen timestamptz;" },
    { sql: "alter table users add column seen timestamptz;\nalter table users add column left_at timestamptz;" },
    { sql: "create table teams (id bigint primary key);\ncreate index on teams (id);\nalter table teams add column name text;" },
    {
      sql: "-- lockstep: transaction = none\nupdate users set plan = 'free' where id = 1;\nalter table users alter column plan set default 'free';",
    },
  ],
  *check(migration) {
    if (migration.script.transaction !== "one") return;
    const held = new Map<QualifiedName, Held>();
    for (const statement of migration.statements) {
      for (const { relation, mode } of exclusiveLocks(statement)) {
        const before = held.get(relation);
        if (before !== undefined && before.what !== null)
          yield at(statement, `${mode} on ${relation}, which is held with ${before.what} since line ${before.line}`, {
            level: before.level,
          });
        // said once, and nothing is stronger
        held.set(relation, { line: statement.line, level: "low", what: null });
      }
      for (const [relation, found] of heldAfter(statement, migration)) if (!held.has(relation)) held.set(relation, found);
    }
  },
};

/** What is held of a table; no words where there is nothing stronger to come. */
interface Held {
  readonly line: number;
  readonly level: RiskLevel;
  readonly what: string | null;
}

/** Weaker locks that somebody who uses the table waits for: of a mode that writers conflict with, or of rows. */
function* heldAfter(statement: JudgedStatement, migration: JudgedMigration): Generator<readonly [QualifiedName, Held]> {
  const { line, effects, made } = statement;
  for (const { relation, mode } of effects.locks)
    if (isWeaker(mode) && !made.has(relation)) yield [relation, { line, level: "medium", what: mode }];
  // rows that are new are in nobody's way
  for (const { verb, relation } of dataChangesOf(statement, migration))
    if (verb !== "INSERT") yield [relation, { line, level: "low", what: `locks of the rows of its ${verb}` }];
}

function isWeaker(mode: LockMode): boolean {
  return blocksWrites(mode) && mode !== "ACCESS EXCLUSIVE";
}
