/** ADD UNIQUE without an index that is there already. */

import { keyByIndex } from "../added-key.ts";
import { addedConstraintsIn, useOf } from "../alter-clauses.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const uniqueWithoutIndex: Rule = {
  id: "unique-without-index",
  summary: "ADD CONSTRAINT … UNIQUE without USING INDEX on a table that is in use",
  why: "The index is built under ACCESS EXCLUSIVE: nobody reads or writes until it is done, and a duplicate makes it fail.",
  advice: "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX, which is instant.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [
    "squawk:disallowed-unique-constraint",
    "eugene:E7",
    "pgfence:add-constraint-unique",
    "migrationpilot:MP027",
    "atlas:MF101",
  ],
  bad: [
    { sql: "alter table users add constraint users_email_key unique (email);" },
    { sql: "alter table users add unique (email, name) include (id) deferrable initially deferred;" },
  ],
  good: [
    { sql: "alter table users add constraint users_email_key unique using index users_email;" },
    { sql: "create table users (email text);\nalter table users add constraint users_email_key unique (email);" },
  ],
  looksAt: ["add-unique"],
  *check(migration, { major }) {
    for (const added of addedConstraintsIn(migration, "CONSTR_UNIQUE")) {
      const { statement, table, name } = added;
      if (useOf(added, name, "add-unique") === null) continue;
      const fix = keyByIndex(added, migration, major);
      const message = withLocks(`the unique index of ${table} is built with the table locked`, statement);
      yield at(statement, message, fix === null ? {} : { fix });
    }
  },
};
