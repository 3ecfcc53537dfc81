/** ADD COLUMN of a domain that refuses some values. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { addedColumnsIn, useOf } from "../alter-clauses.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const domainColumnWithCheck: Rule = {
  id: "domain-column-with-check",
  summary: "ADD COLUMN of a domain with a constraint on a table that is in use",
  why: "Postgres checks the domain for every row even where the column is empty or its default constant: ACCESS EXCLUSIVE until the table and all its indexes are written anew.",
  advice:
    "A column of the domain's base type, and the domain's check as a NOT VALID constraint of the table that is validated later.",
  level: "medium",
  group: "safety",
  docs: ["sql-createdomain", "sql-altertable"],
  aliases: [],
  bad: [
    {
      before: "create domain email as text check (value like '%@%');\ncreate table users (id bigint primary key);",
      sql: "alter table users add column address email;",
    },
    {
      before: "create domain email as text check (value like '%@%');\ncreate table users (id bigint primary key);",
      sql: "alter table users add column address email default 'a@b';",
    },
    { sql: "create domain email as text check (value like '%@%');\nalter table users add column address email;" },
  ],
  good: [
    {
      before: "create domain label as text;\ncreate table users (id bigint primary key);",
      sql: "alter table users add column name label;",
    },
    { sql: "alter table users add column address text;" },
  ],
  looksAt: ["add-domain-column"],
  *check(migration) {
    for (const added of addedColumnsIn(migration)) {
      const { statement, table, column } = added;
      const use = useOf(added, column, "add-domain-column");
      if (use === null) continue;
      yield at(statement, withLocks(`${table}.${quoteIdentifier(column)}: ${use.because}`, statement));
    }
  },
};
