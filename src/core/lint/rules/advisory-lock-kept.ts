/** A session's advisory lock that the file does not give back. */

import { nodesIn } from "../../sql/nodes-in.ts";
import { namesOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const advisoryLockKept: Rule = {
  id: "advisory-lock-kept",
  summary: "pg_advisory_lock without pg_advisory_unlock in the same file",
  why: "It outlives the transaction: whoever asks for the same lock waits until the session ends, and behind a connection pool that may be never.",
  advice: "pg_advisory_xact_lock, which goes with the transaction. `lockstep apply` lets only one apply run at a time anyway.",
  level: "medium",
  group: "safety",
  docs: ["functions-admin", "explicit-locking"],
  aliases: [],
  bad: [{ sql: "select pg_advisory_lock(1);\nalter table users add column email text;" }],
  good: [
    { sql: "select pg_advisory_xact_lock(1);\nalter table users add column email text;" },
    { sql: "select pg_advisory_lock(1);\nalter table users add column email text;\nselect pg_advisory_unlock(1);" },
  ],
  *check(outer) {
    // cheaper than a walk through every tree
    if (!/pg_(?:try_)?advisory_lock/i.test(outer.text)) return;
    const migration = withInner(outer);
    const calls = migration.statements.flatMap((statement) =>
      [...nodesIn(statement.fields, "FuncCall")].map((call) => ({ statement, name: namesOf(call.funcname)?.at(-1) ?? "" })),
    );
    if (calls.some(({ name }) => name.startsWith("pg_advisory_unlock"))) return;
    for (const { statement, name } of calls)
      if (/^pg_(?:try_)?advisory_lock(?:_shared)?$/.test(name))
        yield at(statement, `${name}() is held beyond the end of the migration`);
  },
};
