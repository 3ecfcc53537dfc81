/** INHERIT, NO INHERIT and CREATE TABLE … INHERITS of tables in use. */

import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const inheritanceChange: Rule = {
  id: "inheritance-change",
  summary: "INHERIT, NO INHERIT, OF or CREATE TABLE … INHERITS with a table that is in use",
  why: "Queries on the parent read other tables from now on. The table itself is under ACCESS EXCLUSIVE for a moment, its parent under SHARE UPDATE EXCLUSIVE, which VACUUM and other changes of it wait for.",
  advice: "With lock_timeout; new designs are better off with partitions.",
  level: "medium",
  group: "safety",
  docs: ["ddl-inherit", "sql-altertable"],
  aliases: ["squawk:ban-detach-inheritance"],
  bad: [
    { sql: "alter table cars inherit vehicles;" },
    { sql: "alter table cars no inherit vehicles;" },
    { sql: "create table cars (doors integer) inherits (vehicles);" },
  ],
  good: [
    { sql: "create table vehicles (id bigint primary key);\ncreate table cars (doors integer primary key) inherits (vehicles);" },
  ],
  looksAt: ["change-inheritance", "create-table-inheriting"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "change-inheritance"))
      yield at(statement, withLocks(`${use.relation} has other parents from now on`, statement));
    for (const { statement, use } of usesOnExisting(migration, "create-table-inheriting"))
      if (use.relation !== null)
        yield at(statement, withLocks(`queries on ${use.relation} read the new table too`, statement), { level: "low" });
  },
};
