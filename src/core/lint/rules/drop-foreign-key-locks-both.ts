/** DROP CONSTRAINT of a foreign key, which locks two tables. */

import { mayBeForeignKey } from "../../risk/statements/alter-table/constraint-named.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

const before =
  "create table teams (id bigint primary key);\ncreate table users (id bigint primary key, team_id bigint, constraint users_team foreign key (team_id) references teams (id), constraint known check (team_id is not null));";

/** The rule. */
export const dropForeignKeyLocksBoth: Rule = {
  id: "drop-foreign-key-locks-both",
  summary: "DROP CONSTRAINT of a foreign key, or NOT ENFORCED for one",
  why: "ACCESS EXCLUSIVE on both tables: a long query on the one that is not named makes all others wait as well. And from then on nothing refuses references to rows that are not there.",
  advice: "By itself, with lock_timeout, and in a quiet hour of both tables.",
  level: "high",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: ["atlas:CD101"],
  bad: [
    { before, sql: "alter table users drop constraint users_team;" },
    { sql: "alter table users drop constraint users_team_id_fkey;" },
    { before, sql: "alter table users alter constraint users_team not enforced;" },
  ],
  good: [
    { before, sql: "alter table users drop constraint known;" },
    { sql: "alter table users drop constraint age_positive;" },
    {
      sql: "create table teams (id bigint primary key);\ncreate table users (team_id bigint primary key, constraint users_team foreign key (team_id) references teams (id));\nalter table users drop constraint users_team;",
    },
  ],
  looksAt: ["drop-foreign-key", "unenforce-foreign-key", "drop-constraint"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "drop-foreign-key", "unenforce-foreign-key", "drop-constraint")) {
      const own = `${quoteIdentifier(use.part ?? "")} of ${use.relation}`;
      if (use.form === "unenforce-foreign-key") {
        yield at(statement, withLocks(`${own} is no longer enforced, and both of its tables are locked`, statement));
        continue;
      }
      const isTold = statement.effects.locks.some(({ because }) => because?.startsWith("referenced by") === true);
      if (use.form === "drop-foreign-key" && (isTold || migration.after.isComplete))
        yield at(statement, withLocks(`${own} is dropped, and both of its tables are locked`, statement));
      // from text alone a name is all there is
      else if (use.form === "drop-foreign-key" || (!migration.after.isComplete && mayBeForeignKey(use.part ?? "")))
        yield at(
          statement,
          withLocks(`${own} is a foreign key by its name: the table that it references is locked as well`, statement),
        );
    }
  },
};
