/** ENABLE and DISABLE TRIGGER. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const triggerSwitched: Rule = {
  id: "trigger-switched",
  summary: "ENABLE or DISABLE TRIGGER on a table that is in use",
  why: "SHARE ROW EXCLUSIVE makes every writer wait until the transaction ends, and it is switched for everybody: what others write meanwhile goes unnoticed. Of ALL, foreign keys are not checked either.",
  advice: "SET LOCAL session_replication_role = replica switches triggers off for this session alone, and locks nothing.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable", "runtime-config-client"],
  aliases: ["squawk:ban-disable-trigger"],
  bad: [
    { sql: "alter table users disable trigger users_touch;" },
    { sql: "alter table users enable always trigger users_touch;" },
    { sql: "alter table users disable trigger all;" },
  ],
  good: [
    { sql: "create table users (id bigint primary key);\nalter table users disable trigger all;" },
    { sql: "set local session_replication_role = replica;" },
  ],
  looksAt: ["switch-trigger"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "switch-trigger"))
      yield at(
        statement,
        withLocks(
          `${use.part === null ? "triggers are" : `trigger ${quoteIdentifier(use.part)} is`} switched for everybody who writes to ${use.relation}`,
          statement,
        ),
      );
  },
};
