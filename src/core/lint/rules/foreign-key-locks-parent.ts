/** A new table whose foreign key locks an old one. */

import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { keepsOthersWaiting } from "../slow-work.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const foreignKeyLocksParent: Rule = {
  id: "foreign-key-locks-parent",
  summary: "CREATE TABLE with a foreign key to a table in use, without lock_timeout or with slow work after it",
  why: "SHARE ROW EXCLUSIVE on the referenced table: writes to it wait until the transaction ends, and it waits for those that are open. There is nothing to validate in a new table, so it is short.",
  advice: "With lock_timeout, and nothing slow after it in the same migration.",
  level: "low",
  group: "safety",
  docs: ["sql-createtable"],
  aliases: [],
  bad: [
    {
      sql: "create table orders (id bigint primary key, customer_id bigint references customers (id));\ncreate index on orders (customer_id);",
      runnerSetsTimeouts: false,
    },
    {
      sql: "create table orders (id bigint primary key, customer_id bigint references customers (id));\ncreate index on orders (customer_id);\ncreate index customers_name on customers (name);",
    },
  ],
  good: [
    {
      sql: "create table orders (id bigint primary key, customer_id bigint references customers (id));\ncreate index on orders (customer_id);",
    },
    {
      sql: "create table customers (id bigint primary key);\ncreate table orders (id bigint primary key, customer_id bigint references customers (id));\ncreate index on orders (customer_id);",
    },
  ],
  looksAt: ["create-table-referencing"],
  *check(migration, context) {
    const told = new Set<string>();
    for (const { statement, use } of usesOnExisting(migration, "create-table-referencing")) {
      const key = `${statement.line} ${statement.column} ${use.relation}`;
      if (use.relation === null || told.has(key) || !keepsOthersWaiting(statement, migration, context)) continue;
      told.add(key);
      yield at(statement, withLocks(`the new table references ${use.relation}`, statement));
    }
  },
};
