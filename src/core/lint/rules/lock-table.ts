/** LOCK TABLE that makes others wait. */

import { blocksReads, blocksWrites, lockModes } from "../../risk/lock-mode.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

/** The rule. */
export const lockTable: Rule = {
  id: "lock-table",
  summary: "LOCK TABLE in a mode that makes writers or readers wait",
  why: "The lock is held until the transaction ends, for everything that comes after it in the file, on every partition and on what a view reads.",
  advice:
    "Leave it to the statements, which take what they need; if it is there to take locks in an order, with lock_timeout and right before them.",
  level: "medium",
  group: "safety",
  docs: ["sql-lock", "explicit-locking"],
  aliases: [],
  bad: [{ sql: "lock table users;" }, { sql: "lock table users in share row exclusive mode;" }],
  good: [
    { sql: "lock table users in row share mode;" },
    { sql: "create table users (id bigint primary key);\nlock table users;" },
  ],
  looksAt: ["lock-table"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "lock-table")) {
      const mode = lockModes.find((one) => one === use.part);
      if (mode === undefined || use.relation === null || !blocksWrites(mode)) continue;
      const who = blocksReads(mode) ? "uses" : "writes to";
      yield at(statement, withLocks(`whoever ${who} ${use.relation} waits until the transaction ends`, statement));
    }
  },
};
