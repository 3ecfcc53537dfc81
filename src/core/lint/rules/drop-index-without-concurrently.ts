/** DROP INDEX without CONCURRENTLY. */

import { dropIndexConcurrently } from "../../recipes/index-concurrently.ts";
import { fixOf, knownBefore, tableId } from "../fix-by-recipe.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const dropIndexWithoutConcurrently: Rule = {
  id: "drop-index-without-concurrently",
  summary: "DROP INDEX without CONCURRENTLY",
  why: "It takes ACCESS EXCLUSIVE on the table of the index too: while it waits for the last query on the table, every new one waits behind it.",
  advice: "DROP INDEX CONCURRENTLY, in a migration of its own with `-- lockstep: transaction = none`.",
  level: "medium",
  group: "safety",
  docs: ["sql-dropindex"],
  aliases: ["squawk:require-concurrent-index-deletion", "pgfence:drop-index-not-concurrent", "migrationpilot:MP009"],
  bad: [
    { sql: "drop index users_email;" },
    {
      before: "create table users (id bigint primary key, email text);\ncreate index users_email on users (email);",
      sql: "drop index if exists users_email;",
    },
  ],
  good: [
    { sql: "-- lockstep: transaction = none\ndrop index concurrently if exists users_email;" },
    { sql: "create table users (email text);\ncreate index users_email on users (email);\ndrop index users_email;" },
    { before: "create table users (id bigint primary key);", sql: "drop index if exists users_email;" },
  ],
  looksAt: ["drop-index-plain"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "drop-index-plain")) {
      const { part: index, relation } = use;
      if (index === null || statement.made.has(index)) continue;
      // CONCURRENTLY is refused for the index of a partitioned table
      const isPartitioned = knownBefore(migration, index)?.relkind === "I";
      const guard = statement.fields.missing_ok === true ? "IF EXISTS " : "";
      const table = relation === null ? "its table" : relation;
      yield at(statement, withLocks(`${index} is dropped together with everybody's access to ${table}`, statement), {
        fix: isPartitioned
          ? "Postgres has no CONCURRENTLY for the index of a partitioned table: in a quiet hour, with lock_timeout."
          : fixOf([dropIndexConcurrently(`${guard}${index}`, tableId(relation ?? index))]),
      });
    }
  },
};
