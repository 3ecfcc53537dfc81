/** ADD COLUMN serial or identity on a table in use. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { addedColumnsIn, useOf } from "../alter-clauses.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const serialOrIdentityColumn: Rule = {
  id: "serial-or-identity-column",
  summary: "ADD COLUMN serial or GENERATED … AS IDENTITY on a table that is in use",
  why: "Every row gets a number: ACCESS EXCLUSIVE until the table and all its indexes are written anew, and nobody reads meanwhile.",
  advice:
    "A nullable column, a sequence as its default for new rows, the others in batches, then NOT NULL by a validated check; ADD GENERATED … AS IDENTITY last, which is instant.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: ["eugene:E11", "pgfence:add-column-identity", "migrationpilot:MP015"],
  bad: [
    { sql: "alter table users add column number bigserial;" },
    { sql: "alter table users add column number bigint generated always as identity;" },
  ],
  good: [
    { sql: "create table users (name text);\nalter table users add column id bigint generated always as identity;" },
    { sql: "alter table users add column number bigint;" },
  ],
  looksAt: ["add-identity-column"],
  *check(migration) {
    for (const added of addedColumnsIn(migration)) {
      const { statement, table, column } = added;
      if (useOf(added, column, "add-identity-column") === null) continue;
      yield at(statement, withLocks(`every row gets a number for ${table}.${quoteIdentifier(column)}`, statement));
    }
  },
};
