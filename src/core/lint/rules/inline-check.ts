/** ADD COLUMN … CHECK on a table in use. */

import { addConstraintInSteps } from "../../recipes/add-constraint.ts";
import { statement as step } from "../../recipes/statement.ts";
import { constraintNames } from "../../sql/default-names.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type AddedColumn, addedColumnsIn, useOf } from "../alter-clauses.ts";
import { afterWords, beforeWord } from "../clause-texts.ts";
import { fixOf, tableId } from "../fix-by-recipe.ts";
import { withLocks } from "../locks-in-words.ts";
import { ownName } from "../own-name.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const inlineCheck: Rule = {
  id: "inline-check",
  summary: "ADD COLUMN … CHECK on a table that is in use",
  why: "The check looks at every row, though none has a value yet, under the ACCESS EXCLUSIVE of the statement: nobody reads or writes meanwhile.",
  advice: "Add the column alone, its check NOT VALID, and validate that in a later migration.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [],
  bad: [
    { sql: "alter table users add column age integer check (age > 0);" },
    { sql: "alter table users add column age integer default 1 constraint age_ok check (age > 0);" },
  ],
  good: [
    { sql: "alter table users add column age integer;\nalter table users add constraint age_ok check (age > 0) not valid;" },
    { sql: "create table users (id bigint primary key);\nalter table users add column age integer check (age > 0);" },
    { sql: "alter table users add column age integer check (age > 0) not enforced;" },
  ],
  looksAt: ["add-check"],
  *check(migration) {
    for (const added of addedColumnsIn(migration)) {
      const { statement, table, column } = added;
      if (useOf(added, undefined, "add-check") === null) continue;
      const check = added.constraints.findIndex(({ contype }) => contype === "CONSTR_CHECK");
      // an attribute of a constraint is an element of its own behind it
      if (check === -1 || added.constraints[check + 1]?.contype === "CONSTR_ATTR_NOT_ENFORCED") continue;
      const fix = fixFor(added);
      const message = withLocks(`the check at ${table}.${quoteIdentifier(column)} looks at every row`, statement);
      yield at(statement, message, fix === null ? {} : { fix });
    }
  },
};

function fixFor({ table, column, constraints, wording }: AddedColumn): string | null {
  const text = wording();
  const check = constraints.find(({ contype }) => contype === "CONSTR_CHECK");
  // the clause's last word: what follows belongs to another constraint
  const condition = text === null ? null : afterWords(text, "check");
  if (check === undefined || text === null || condition === null || !/^\(.*\)$/s.test(condition)) return null;
  const id = tableId(table);
  const name = quoteIdentifier(constraintNames(ownName(table), check, column)[0] ?? `${column}_check`);
  const bare = beforeWord(text, "constraint", "check");
  const definition = {
    table: id,
    tableWord: "TABLE",
    name,
    definition: `CHECK ${condition}`,
    form: "add-check",
    hazards: [],
  } as const;
  const [add, validate] = addConstraintInSteps(definition);
  return fixOf([[step("add-nullable-column", `ALTER TABLE ${table} ${bare}`, { relation: id }), add], [validate]]);
}
