/** ADD FOREIGN KEY without NOT VALID. */

import { addConstraint, addConstraintInSteps, type ConstraintText } from "../../recipes/add-constraint.ts";
import { constraintNames } from "../../sql/default-names.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf } from "../../sql/sql-tree.ts";
import { type AddedConstraint, addedConstraintsIn, useOf } from "../alter-clauses.ts";
import { constraintDefinition } from "../clause-texts.ts";
import { fixOf, knownBefore, tableId } from "../fix-by-recipe.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import { costsRows, withLocks } from "../locks-in-words.ts";
import { relationOf } from "../names-in-tree.ts";
import { ownName } from "../own-name.ts";
import type { Rule } from "../rule.ts";
import { keepsOthersWaiting } from "../slow-work.ts";
import { at, usesOnExisting } from "../uses.ts";

const partitioned =
  "create table customers (id bigint primary key);\ncreate table orders (id bigint, customer_id bigint, at date) partition by range (at);\ncreate table orders_2026 partition of orders for values from ('2026-01-01') to ('2027-01-01');\ncreate index on orders (customer_id);";

/** The rule. */
export const foreignKeyWithoutNotValid: Rule = {
  id: "foreign-key-without-not-valid",
  summary: "ADD FOREIGN KEY without NOT VALID on a table that is in use",
  why: "Every row is looked up in the other table under SHARE ROW EXCLUSIVE on both tables: writes to either wait until that is done.",
  advice: "NOT VALID, and VALIDATE CONSTRAINT in a later migration, while others write to both.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [
    "squawk:adding-foreign-key-constraint",
    "squawk:constraint-missing-not-valid",
    "pgfence:add-constraint-fk-no-not-valid",
    "migrationpilot:MP005",
  ],
  bad: [
    { sql: "alter table orders add constraint orders_customer foreign key (customer_id) references customers (id);" },
    { sql: "alter table orders add foreign key (customer_id) references customers on delete cascade;" },
    { before: partitioned, sql: "alter table orders add foreign key (customer_id) references customers (id);", major: 16 },
    { before: partitioned, sql: "alter table orders add foreign key (customer_id) references customers (id);" },
    {
      before:
        "create table customers (id bigint primary key);\ncreate table orders (customer_id bigint primary key, constraint orders_customer foreign key (customer_id) references customers (id) not enforced);",
      sql: "alter table orders alter constraint orders_customer enforced;",
    },
  ],
  good: [
    { sql: "alter table orders add constraint orders_customer foreign key (customer_id) references customers (id) not valid;" },
    { sql: "alter table orders validate constraint orders_customer;" },
    {
      sql: "create table customers (id bigint primary key);\ncreate table orders (customer_id bigint primary key);\nalter table orders add foreign key (customer_id) references customers (id);",
    },
  ],
  looksAt: ["add-foreign-key", "enforce-foreign-key"],
  *check(migration, context) {
    for (const added of addedConstraintsIn(migration, "CONSTR_FOREIGN")) {
      const { statement, table, name, constraint } = added;
      if (useOf(added, name, "add-foreign-key") === null) continue;
      const referenced = relationOf(migration, fieldsOf(constraint.pktable));
      // equal keys of all partitions are there already
      if (!costsRows(statement)) {
        const fix = "With lock_timeout: nothing is read.";
        if (keepsOthersWaiting(statement, migration, context))
          yield at(statement, withLocks(`no row of ${table} is looked up in ${referenced}`, statement), { level: "low", fix });
        continue;
      }
      const fix = fixFor(added, migration, context.major);
      const message = withLocks(`every row of ${table} is looked up in ${referenced}`, statement);
      yield at(statement, message, fix === null ? {} : { fix });
    }
    for (const { statement, use } of usesOnExisting(migration, "enforce-foreign-key"))
      yield at(
        statement,
        withLocks(`every row of ${use.relation} is looked up, and there is no NOT VALID for ENFORCED`, statement),
        {
          fix: "A new foreign key NOT VALID, validated in a later migration; then drop the one that is not enforced.",
        },
      );
  },
};

function fixFor({ table, wording, constraint }: AddedConstraint, migration: JudgedMigration, major: number): string | null {
  const text = wording();
  const name = constraintNames(ownName(table), constraint, null)[0];
  if (text === null || name === undefined) return null;
  const key: ConstraintText = {
    table: tableId(table),
    tableWord: "TABLE",
    name: quoteIdentifier(name),
    definition: constraintDefinition(text),
    form: "add-foreign-key",
    hazards: [],
  };
  const isPartitioned = knownBefore(migration, table)?.partitionKey != null;
  if (major >= 18 || !isPartitioned) {
    const [add, validate] = addConstraintInSteps(key);
    return fixOf([[add], [validate]]);
  }
  // NOT VALID is refused on a partitioned table until 17; equal keys of its partitions are taken over unread
  const leaves = migration.after.descendantsOf(table).filter(({ partitionKey }) => partitionKey === null);
  const below = leaves.map((leaf) => addConstraintInSteps({ ...key, table: tableId(leaf.name) }));
  return fixOf([...below.flatMap(([add, validate]) => [[add], [validate]]), addConstraint(key)]);
}
