/** ADD COLUMN … UNIQUE or PRIMARY KEY on a table in use. */

import { addKeyByIndex } from "../../recipes/add-constraint.ts";
import { statement as step } from "../../recipes/statement.ts";
import { constraintNames } from "../../sql/default-names.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type AddedColumn, addedColumnsIn, useOf } from "../alter-clauses.ts";
import { beforeWord } from "../clause-texts.ts";
import { fixOf, tableId } from "../fix-by-recipe.ts";
import { withLocks } from "../locks-in-words.ts";
import { ownName } from "../own-name.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const inlineUnique: Rule = {
  id: "inline-unique",
  summary: "ADD COLUMN … UNIQUE or PRIMARY KEY on a table that is in use",
  why: "The index is built under the ACCESS EXCLUSIVE of the statement: nobody reads or writes until it is done.",
  advice: "The column alone, CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [],
  bad: [
    { sql: "alter table users add column code text unique;" },
    { sql: "alter table users add column id bigint generated always as identity primary key;" },
  ],
  good: [
    { sql: "alter table users add column code text;" },
    { sql: "create table users (name text);\nalter table users add column code text unique;" },
  ],
  looksAt: ["add-unique", "add-primary-key"],
  *check(migration) {
    for (const added of addedColumnsIn(migration)) {
      const { statement, table, column, constraints } = added;
      const key = constraints.find(({ contype }) => contype === "CONSTR_UNIQUE" || contype === "CONSTR_PRIMARY");
      if (key === undefined || useOf(added, undefined, "add-unique", "add-primary-key") === null) continue;
      const fix = fixFor(added);
      const message = withLocks(`the index of ${table}.${quoteIdentifier(column)} is built with the table locked`, statement);
      yield at(statement, message, fix === null ? {} : { fix });
    }
  },
};

function fixFor({ table, column, constraints, wording }: AddedColumn): string | null {
  const text = wording();
  const [key, ...others] = constraints;
  if (text === null || key?.contype !== "CONSTR_UNIQUE" || others.length > 0) return null;
  const id = tableId(table);
  const own = quoteIdentifier(column);
  const name = quoteIdentifier(
    constraintNames(ownName(table), { ...key, keys: [{ String: { sval: column } }] }, column)[0] ?? `${column}_key`,
  );
  const constraint = { table: id, tableWord: "TABLE", name, definition: "", form: "add-unique", hazards: [] } as const;
  const nulls = key.nulls_not_distinct === true ? " NULLS NOT DISTINCT" : "";
  const index = { isUnique: true, name, on: `${table} (${own})${nulls}`, table: id, hazards: [] };
  const bare = step("add-nullable-column", `ALTER TABLE ${table} ${beforeWord(text, "constraint", "unique")}`, { relation: id });
  return fixOf([[bare], addKeyByIndex(constraint, index, "UNIQUE", "")]);
}
