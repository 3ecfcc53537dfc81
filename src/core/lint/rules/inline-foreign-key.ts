/** ADD COLUMN … REFERENCES on a table in use. */

import { addConstraintInSteps } from "../../recipes/add-constraint.ts";
import { statement as step } from "../../recipes/statement.ts";
import { constraintNames } from "../../sql/default-names.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf } from "../../sql/sql-tree.ts";
import { type AddedColumn, addedColumnsIn, useOf } from "../alter-clauses.ts";
import { afterWords, beforeWord } from "../clause-texts.ts";
import { fixOf, tableId } from "../fix-by-recipe.ts";
import { withLocks } from "../locks-in-words.ts";
import { relationOf } from "../names-in-tree.ts";
import { ownName } from "../own-name.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const inlineForeignKey: Rule = {
  id: "inline-foreign-key",
  summary: "ADD COLUMN … REFERENCES on a table that is in use",
  why: "Writes to the referenced table wait too (SHARE ROW EXCLUSIVE) while ACCESS EXCLUSIVE is held on this one. With a default every row is looked up in the other table under both locks.",
  advice: "The column alone; its foreign key NOT VALID, and validated in a later migration.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [],
  bad: [
    { sql: "alter table orders add column customer_id bigint references customers (id);" },
    { sql: "alter table orders add column customer_id bigint default 1 references customers (id);" },
  ],
  good: [
    { sql: "alter table orders add column customer_id bigint;" },
    {
      sql: "create table customers (id bigint primary key);\ncreate table orders (id bigint primary key);\nalter table orders add column customer_id bigint references customers (id);\ncreate index on orders (customer_id);",
    },
  ],
  looksAt: ["add-foreign-key", "add-foreign-key-not-valid"],
  *check(migration) {
    for (const added of addedColumnsIn(migration)) {
      const { statement, table, column, constraints } = added;
      const key = constraints.find(({ contype }) => contype === "CONSTR_FOREIGN");
      if (key === undefined) continue;
      const scans = useOf(added, undefined, "add-foreign-key") !== null;
      if (!scans && useOf(added, undefined, "add-foreign-key-not-valid") === null) continue;
      const referenced = relationOf(migration, fieldsOf(key.pktable));
      const fix = fixFor(added);
      const what = `${table}.${quoteIdentifier(column)} references ${referenced}`;
      yield at(statement, withLocks(what, statement), {
        // no row has a value yet: both locks are short
        ...(scans ? {} : { level: "low" as const }),
        ...(fix === null ? {} : { fix }),
      });
    }
  },
};

function fixFor({ table, column, constraints, wording }: AddedColumn): string | null {
  const text = wording();
  const key = constraints.find(({ contype }) => contype === "CONSTR_FOREIGN");
  const target = text === null ? null : afterWords(text, "references");
  if (key === undefined || text === null || target === null || constraints.at(-1) !== key) return null;
  const id = tableId(table);
  const own = quoteIdentifier(column);
  const name = quoteIdentifier(constraintNames(ownName(table), key, column)[0] ?? `${column}_fkey`);
  const definition = `FOREIGN KEY (${own}) REFERENCES ${target}`;
  const [add, validate] = addConstraintInSteps({
    table: id,
    tableWord: "TABLE",
    name,
    definition,
    form: "add-foreign-key",
    hazards: [],
  });
  const bare = step("add-nullable-column", `ALTER TABLE ${table} ${beforeWord(text, "constraint", "references")}`, {
    relation: id,
  });
  return fixOf([[bare], [add], [validate]]);
}
