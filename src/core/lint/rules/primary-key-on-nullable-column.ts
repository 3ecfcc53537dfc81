/** PRIMARY KEY USING INDEX on columns that may be null. */

import { setNotNull } from "../../recipes/set-not-null.ts";
import { statement as step } from "../../recipes/statement.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { textOf } from "../../sql/sql-tree.ts";
import { type AddedConstraint, addedConstraintsIn, useOf } from "../alter-clauses.ts";
import { fixOf, knownBefore, tableId, versionOf } from "../fix-by-recipe.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const primaryKeyOnNullableColumn: Rule = {
  id: "primary-key-on-nullable-column",
  summary: "ADD PRIMARY KEY USING INDEX on a column that may be null",
  why: "The index is there, but the column becomes NOT NULL along the way: every row is read under ACCESS EXCLUSIVE, and a null makes it fail.",
  advice: "NOT NULL in steps first; then the same statement reads nothing.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: ["eugene:W14"],
  bad: [
    {
      before: "create table users (id bigint);\ncreate unique index users_id on users (id);",
      sql: "alter table users add constraint users_pkey primary key using index users_id;",
    },
    { sql: "alter table users add constraint users_pkey primary key using index users_id;" },
  ],
  good: [
    {
      before: "create table users (id bigint not null);\ncreate unique index users_id on users (id);",
      sql: "alter table users add constraint users_pkey primary key using index users_id;",
    },
    { sql: "alter table users add constraint users_email_key unique using index users_email;" },
  ],
  looksAt: ["add-primary-key-using-index", "add-key-using-index"],
  *check(migration, { major }) {
    for (const added of addedConstraintsIn(migration, "CONSTR_PRIMARY")) {
      const { statement, table } = added;
      if (useOf(added, undefined, "add-primary-key-using-index") !== null) {
        const fix = fixFor(added, migration, major);
        const message = withLocks(`every row of ${table} is asked whether its new primary key is null`, statement);
        yield at(statement, message, fix === null ? {} : { fix });
      }
      const unknown = useOf(added, undefined, "add-key-using-index");
      if (unknown?.because == null) continue;
      yield at(statement, withLocks(`every row of ${table} is read if a column of the index may be null`, statement), {
        level: "low",
      });
    }
  },
};

function fixFor({ table, wording, constraint }: AddedConstraint, migration: JudgedMigration, major: number): string | null {
  const text = wording();
  const known = knownBefore(migration, table);
  const index = textOf(constraint.indexname);
  const keys = migration.after
    .indexesOf(table)
    .find(
      ({ name }) =>
        name.endsWith(`.${quoteIdentifier(index ?? "")}`) ||
        name.endsWith(`.${quoteIdentifier(textOf(constraint.conname) ?? "")}`),
    );
  const columns = (keys?.index?.columns ?? []).flatMap((column) => column ?? []);
  const nullable = columns.filter((column) => known?.columns.some(({ name, notNull }) => name === column && !notNull));
  if (text === null || nullable.length === 0) return null;
  const id = tableId(table);
  const version = versionOf(major);
  const steps = nullable.flatMap((column) =>
    setNotNull({ table: id, column: quoteIdentifier(column), version, isForeign: false, rowsFrom: null }),
  );
  return fixOf([...steps, [step("add-key-using-index", `ALTER TABLE ${table} ${text}`, { relation: id })]]);
}
