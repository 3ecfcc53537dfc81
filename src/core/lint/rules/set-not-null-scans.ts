/** SET NOT NULL where nothing proves yet that no row is null. */

import { type NotNullColumn, setNotNull } from "../../recipes/set-not-null.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { namesOf } from "../../sql/sql-tree.ts";
import { addedConstraintsIn } from "../alter-clauses.ts";
import { fixOf, knownBefore, tableId, versionOf } from "../fix-by-recipe.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

const before = "create table users (id bigint primary key, email text);";

/** The rule. */
export const setNotNullScans: Rule = {
  id: "set-not-null-scans",
  summary: "SET NOT NULL that has to read the table",
  why: "Every row is looked at under ACCESS EXCLUSIVE: nobody reads or writes until that is done, and a null makes it fail.",
  advice:
    "From 18 on ADD CONSTRAINT … NOT NULL … NOT VALID and VALIDATE later; before, a CHECK (… IS NOT NULL) NOT VALID that is validated first, which SET NOT NULL takes as proof.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [
    "squawk:adding-not-nullable-field",
    "eugene:E2",
    "pgfence:alter-column-set-not-null",
    "migrationpilot:MP002",
    "migrationpilot:MP018",
    "atlas:MF104",
  ],
  bad: [
    { sql: "alter table users alter column email set not null;" },
    { sql: "alter table users alter column email set not null;", major: 16 },
    { before, sql: "alter table users alter column email set not null;" },
    { sql: "alter table users add constraint email_known not null email;" },
    {
      before: `${before}\nalter table users add constraint email_known check (email is not null) not valid;`,
      sql: "alter table users alter column email set not null;",
    },
  ],
  good: [
    {
      before: `${before}\nalter table users add constraint email_known check (email is not null);`,
      sql: "alter table users alter column email set not null;",
    },
    {
      before: `${before}\nalter table users add constraint email_known check (email is not null) not valid;\nalter table users validate constraint email_known;`,
      sql: "alter table users alter column email set not null;\nalter table users drop constraint email_known;",
      major: 14,
    },
    { sql: "alter table users add constraint email_known not null email not valid;" },
    { sql: "create table users (email text);\nalter table users alter column email set not null;" },
    { before: "create table users (email text not null);", sql: "alter table users alter column email set not null;" },
  ],
  looksAt: ["set-not-null"],
  *check(migration, { major }) {
    for (const { statement, use } of usesOnExisting(migration, "set-not-null")) {
      const { relation, part } = use;
      if (relation === null || part === null) continue;
      const own = quoteIdentifier(part);
      const isForeign = knownBefore(migration, relation)?.relkind === "f";
      const named = namedBy(statement, part, migration);
      const steps = setNotNull({
        table: tableId(relation),
        column: own,
        version: versionOf(major),
        isForeign,
        rowsFrom: null,
        ...(named === undefined ? {} : { constraint: named }),
      });
      yield at(statement, withLocks(`every row of ${relation} is asked whether ${own} is null`, statement), {
        fix: fixOf(steps),
      });
    }
  },
};

/** The name that ADD CONSTRAINT … NOT NULL (18+) gives it. */
function namedBy(statement: JudgedStatement, column: string, migration: JudgedMigration): NotNullColumn["constraint"] {
  for (const { statement: of, name, constraint } of addedConstraintsIn(migration, "CONSTR_NOTNULL"))
    if (of === statement && name !== null && namesOf(constraint.keys)?.[0] === column)
      return { name: quoteIdentifier(name), noInherit: constraint.is_no_inherit === true };
  return undefined;
}
