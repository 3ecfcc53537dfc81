/** Work on rows or on a whole relation that was there before: what makes a lock that is held meanwhile a long one. */

import { dataChangesOf } from "./data-changes.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";

/** What the statement works on, in words; null for a statement of a moment. */
export function slowWork(statement: JudgedStatement, migration: JudgedMigration): string | null {
  for (const { verb, relation, rows } of dataChangesOf(statement, migration)) if (rows !== "few") return `${verb} of ${relation}`;
  const words = { rewrite: "a rewrite of", scan: "a scan of", "index-build": "an index build on" } as const;
  const isRowChange = ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "SelectStmt"].includes(statement.node);
  const work = isRowChange ? undefined : statement.effects.costs.find(({ relation }) => !statement.made.has(relation));
  return work === undefined ? null : `${words[work.cost]} ${work.relation}`;
}

/**
 * True where a short lock of the statement becomes a long one: the transaction goes on with slow work while it is held, or nobody limits
 * the wait for it. Otherwise there is nothing that a finding could ask for: reports name the lock with its statement anyway.
 */
export function keepsOthersWaiting(
  statement: JudgedStatement,
  migration: JudgedMigration,
  runner: { readonly runnerSetsTimeouts: boolean },
): boolean {
  if (!runner.runnerSetsTimeouts) return true;
  if (migration.script.transaction !== "one") return false;
  const later = migration.statements.slice(migration.statements.indexOf(statement) + 1);
  return later.some((one) => slowWork(one, migration) !== null);
}
