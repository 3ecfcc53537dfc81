/** ADD EXCLUDE on a table in use. */

import { addedConstraintsIn, useOf } from "../alter-clauses.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const exclusionConstraint: Rule = {
  id: "exclusion-constraint",
  summary: "ADD CONSTRAINT … EXCLUDE on a table that is in use",
  why: "Its index is built and every row compared with the others under ACCESS EXCLUSIVE: nobody reads or writes until both are done. There is no NOT VALID and no USING INDEX for it.",
  advice: "A maintenance window with lock_timeout; or a new table with the constraint, filled in batches, and a swap of names.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable", "ddl-constraints"],
  aliases: ["eugene:E8", "migrationpilot:MP031"],
  bad: [{ sql: "alter table bookings add exclude using gist (room with =, during with &&);" }],
  good: [
    {
      sql: "create table bookings (id bigint primary key, during tstzrange);\nalter table bookings add exclude using gist (during with &&);",
    },
  ],
  looksAt: ["add-exclusion"],
  *check(migration) {
    for (const added of addedConstraintsIn(migration, "CONSTR_EXCLUSION")) {
      const { statement, table, name } = added;
      if (useOf(added, name, "add-exclusion") === null) continue;
      yield at(statement, withLocks(`every row of ${table} is compared with the others`, statement));
    }
  },
};
