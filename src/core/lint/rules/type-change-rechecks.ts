/** A type change that keeps the values, and yet reads them or builds an index. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { costsRows, withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const typeChangeRechecks: Rule = {
  id: "type-change-rechecks",
  summary: "a type change that writes nothing anew, but verifies checks or builds indexes again",
  why: "Checks that mention the column are verified on every row, indexes on expressions of it or of another collation are built again, foreign keys compared anew: all under ACCESS EXCLUSIVE.",
  advice: "Drop the check before and add it again NOT VALID; drop the index concurrently and build it again after.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [],
  bad: [
    {
      before: "create table users (id bigint primary key, name varchar(20), constraint named check (name <> ''));",
      sql: "alter table users alter column name type varchar(50);",
    },
    {
      before: "create table users (id bigint primary key, name varchar(20));\ncreate index users_lower on users (lower(name));",
      sql: "alter table users alter column name type varchar(50);",
    },
    {
      before: "create table users (id bigint primary key, name text);\ncreate index users_name on users (name);",
      sql: 'alter table users alter column name type text collate "C";',
    },
  ],
  good: [
    {
      before: "create table users (id bigint primary key, name varchar(20), constraint aged check (id > 0));",
      sql: "alter table users alter column name type varchar(50);",
    },
  ],
  looksAt: ["alter-column-type-in-place"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "alter-column-type-in-place")) {
      if (!costsRows(statement) || statement.effects.costs.some(({ cost }) => cost === "rewrite")) continue;
      const own = `${use.relation}.${quoteIdentifier(use.part ?? "")}`;
      yield at(statement, withLocks(`${own}: ${use.because}`, statement));
    }
  },
};
