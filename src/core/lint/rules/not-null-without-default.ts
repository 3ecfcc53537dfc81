/** ADD COLUMN NOT NULL with nothing to put into the rows that are there. */

import { setNotNull } from "../../recipes/set-not-null.ts";
import { statement as step } from "../../recipes/statement.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type AddedColumn, addedColumnsIn, rowValueOf, useOf } from "../alter-clauses.ts";
import { withoutWords } from "../clause-texts.ts";
import { fixOf, tableId, versionOf } from "../fix-by-recipe.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const notNullWithoutDefault: Rule = {
  id: "not-null-without-default",
  summary: "ADD COLUMN NOT NULL without a default on a table that is in use",
  why: "It reads the table under ACCESS EXCLUSIVE and fails on the first row. On an empty copy of the database it succeeds, so that nobody notices before production.",
  advice: "A default; or a nullable column, filled in batches, and NOT NULL in a later migration.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: ["squawk:adding-required-field", "pgfence:add-column-not-null-no-default", "atlas:MF103"],
  bad: [
    { sql: "alter table users add column email text not null;" },
    { sql: "alter table users add column email text not null;", major: 17 },
    { sql: "alter table users add column email text default null not null;" },
  ],
  good: [
    { sql: "alter table users add column email text;" },
    { sql: "alter table users add column plan text not null default 'free';" },
    { sql: "create table users (id bigint primary key);\nalter table users add column email text not null;" },
  ],
  looksAt: ["add-not-null-column"],
  *check(migration, { major }) {
    for (const added of addedColumnsIn(migration)) {
      const { statement, table, column } = added;
      const use = useOf(added, column, "add-not-null-column");
      // with a default it is instant
      if (use === null || use.because !== "fails unless the table is empty") continue;
      const fix = fixFor(added, major);
      const message = withLocks(`${table}.${quoteIdentifier(column)} may not be null, and no row has a value for it`, statement);
      yield at(statement, message, fix === null ? {} : { fix });
    }
  },
};

function fixFor({ table, column, constraints, wording }: AddedColumn, major: number): string | null {
  const text = wording();
  const nullable = text === null ? null : withoutWords(text, "not", "null");
  if (nullable === null || constraints.length > 1 || rowValueOf(constraints) !== undefined) return null;
  const id = tableId(table);
  const own = quoteIdentifier(column);
  const steps = setNotNull({ table: id, column: own, version: versionOf(major), isForeign: false, rowsFrom: null });
  const add = step("add-nullable-column", `ALTER TABLE ${table} ${nullable}`, { relation: id });
  return `${fixOf([[add], ...steps]).replace("\n-- migration 2", `\n-- then fill ${own} in batches: lockstep backfill\n-- migration 2`)}`;
}
