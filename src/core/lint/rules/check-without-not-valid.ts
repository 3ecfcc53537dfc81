/** ADD CHECK without NOT VALID. */

import { addConstraintInSteps } from "../../recipes/add-constraint.ts";
import { constraintNames } from "../../sql/default-names.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type AddedConstraint, addedConstraintsIn, useOf } from "../alter-clauses.ts";
import { constraintDefinition } from "../clause-texts.ts";
import { fixOf, tableId } from "../fix-by-recipe.ts";
import { withLocks } from "../locks-in-words.ts";
import { ownName } from "../own-name.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const checkWithoutNotValid: Rule = {
  id: "check-without-not-valid",
  summary: "ADD CONSTRAINT … CHECK without NOT VALID on a table that is in use",
  why: "Every row is looked at under ACCESS EXCLUSIVE: nobody reads or writes until that is done.",
  advice: "NOT VALID, and VALIDATE CONSTRAINT in a later migration, while others write.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [
    "squawk:constraint-missing-not-valid",
    "eugene:E1",
    "pgfence:add-constraint-check-no-not-valid",
    "migrationpilot:MP030",
  ],
  bad: [
    { sql: "alter table orders add constraint total_positive check (total >= 0);" },
    { sql: "alter table orders add check (total >= 0), add column note text;" },
  ],
  good: [
    { sql: "alter table orders add constraint total_positive check (total >= 0) not valid;" },
    { sql: "alter table orders validate constraint total_positive;" },
    { sql: "alter table orders add constraint total_positive check (total >= 0) not enforced;" },
    { sql: "create table orders (total numeric);\nalter table orders add constraint total_positive check (total >= 0);" },
  ],
  looksAt: ["add-check"],
  *check(migration) {
    for (const added of addedConstraintsIn(migration, "CONSTR_CHECK")) {
      const { statement, table, name } = added;
      if (useOf(added, name, "add-check") === null) continue;
      const fix = fixFor(added);
      const what = `the check${name === null ? "" : ` ${quoteIdentifier(name)}`} looks at every row of ${table}`;
      yield at(statement, withLocks(what, statement), fix === null ? {} : { fix });
    }
  },
};

function fixFor({ table, wording, constraint }: AddedConstraint): string | null {
  const text = wording();
  const name = constraintNames(ownName(table), constraint, null)[0];
  if (text === null || name === undefined) return null;
  const [add, validate] = addConstraintInSteps({
    table: tableId(table),
    tableWord: "TABLE",
    name: quoteIdentifier(name),
    definition: constraintDefinition(text),
    form: "add-check",
    hazards: [],
  });
  return fixOf([[add], [validate]]);
}
