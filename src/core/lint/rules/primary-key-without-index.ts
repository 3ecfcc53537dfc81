/** ADD PRIMARY KEY without an index that is there already. */

import { keyByIndex } from "../added-key.ts";
import { addedConstraintsIn, useOf } from "../alter-clauses.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const primaryKeyWithoutIndex: Rule = {
  id: "primary-key-without-index",
  summary: "ADD PRIMARY KEY without USING INDEX on a table that is in use",
  why: "The index is built under ACCESS EXCLUSIVE, and columns that may be null are scanned for it before: nobody reads or writes until both are done.",
  advice: "NOT NULL first, CREATE UNIQUE INDEX CONCURRENTLY, then ADD PRIMARY KEY USING INDEX, which is instant.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: ["squawk:adding-serial-primary-key-field"],
  bad: [
    { sql: "alter table users add primary key (id);" },
    {
      before: "create table users (id bigint);",
      sql: "alter table users add constraint users_pkey primary key (id);",
      major: 15,
    },
  ],
  good: [
    {
      before: "create table users (id bigint not null);\ncreate unique index users_id on users (id);",
      sql: "alter table users add constraint users_pkey primary key using index users_id;",
    },
    { sql: "create table users (id bigint);\nalter table users add primary key (id);" },
  ],
  looksAt: ["add-primary-key"],
  *check(migration, { major }) {
    for (const added of addedConstraintsIn(migration, "CONSTR_PRIMARY")) {
      const { statement, table, name } = added;
      if (useOf(added, name, "add-primary-key") === null) continue;
      const fix = keyByIndex(added, migration, major);
      const message = withLocks(`the primary key's index on ${table} is built with the table locked`, statement);
      yield at(statement, message, fix === null ? {} : { fix });
    }
  },
};
