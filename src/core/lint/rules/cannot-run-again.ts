/** A repeatable file or a hook that its second run would stop, or would fill with the same rows again. */

import { fieldsOf, listOf, nodeOf } from "../../sql/sql-tree.ts";
import { dataChangesOf } from "../data-changes.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { missingGuards } from "../missing-guards.ts";
import { relationOf } from "../names-in-tree.ts";
import { droppedBy, keyOf, madeBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const cannotRunAgain: Rule = {
  id: "cannot-run-again",
  summary: "a repeatable file or a hook with a statement that is right only once",
  why: "R_ files run again whenever they have changed, and hooks around every batch: the second run stops at the statement, or inserts the same rows once more.",
  advice:
    "CREATE OR REPLACE, IF [NOT] EXISTS, DROP … IF EXISTS before it, ON CONFLICT for rows; what happens once goes into a numbered migration.",
  level: "medium",
  group: "safety",
  docs: ["sql-createview", "sql-insert"],
  aliases: [],
  bad: [
    { file: "R_names.sql", sql: "create view names as select name from users;" },
    { file: "R_mood.sql", sql: "create type mood as enum ('sad', 'ok');" },
    { file: "R_plans.sql", sql: "insert into plans (name) values ('free');" },
    { file: "after-apply.sql", sql: "create table applied (at timestamptz);" },
  ],
  good: [
    { file: "R_names.sql", sql: "create or replace view names as select name from users;" },
    { file: "R_names.sql", sql: "drop view if exists names;\ncreate view names as select name from users;" },
    {
      file: "R_rights.sql",
      sql: "drop policy if exists own on users;\ncreate policy own on users using (name = current_user);",
    },
    { file: "R_plans.sql", sql: "insert into plans (name) values ('free') on conflict do nothing;" },
    {
      file: "R_plans.sql",
      sql: "insert into plans (name) select 'free' where not exists (select from plans where name = 'free');",
    },
    { file: "after-apply.sql", sql: "insert into applied (at) values (now());" },
    { sql: "create type mood as enum ('sad', 'ok');" },
  ],
  *check(outer) {
    if (outer.role === "migration") return;
    const migration = withInner(outer);
    const when = outer.role === "hook" ? "with the next batch" : "when the file changes";
    const told = new Set<JudgedStatement>();
    for (const { statement, what, form } of missingGuards(outer)) {
      told.add(statement);
      yield at(statement, `${what} fails ${when}`, { fix: `Write ${form}.` });
    }
    for (const [statement, what] of madeOnce(outer)) if (!told.has(statement)) yield at(statement, `${what} fails ${when}`);
    // a hook may well write down that it ran
    if (outer.role === "hook") return;
    for (const statement of migration.statements)
      for (const relation of insertedAgain(statement, migration))
        yield at(statement, `the same rows go into ${relation} again ${when}`, {
          fix: "Say ON CONFLICT, or DELETE or TRUNCATE before it.",
        });
  },
};

/** What has no form that skips or replaces, and is not dropped before. */
function* madeOnce(migration: JudgedMigration): Generator<readonly [JudgedStatement, string]> {
  const cleared = new Set<string>();
  for (const statement of migration.statements) {
    for (const object of droppedBy(statement, migration)) cleared.add(keyOf(object));
    const object = madeBy(statement, migration).find((one) => one.isGuarded === null && !cleared.has(keyOf(one)));
    if (object !== undefined) yield [statement, `making the ${object.sort} ${object.name}`];
  }
}

/** Tables of which nothing says that the rows may be there already. */
function insertedAgain(statement: JudgedStatement, migration: JudgedMigration): readonly string[] {
  const { fields, node } = statement;
  if (node !== "InsertStmt" || fields.onConflictClause !== undefined) return [];
  if (nodeOf(fields.selectStmt, "SelectStmt")?.whereClause !== undefined) return [];
  const before = migration.statements.slice(0, migration.statements.indexOf(statement));
  const isEmptied = (relation: string) =>
    before.some(
      (one) =>
        dataChangesOf(one, migration).some(({ verb, relation: of }) => verb === "DELETE" && of === relation) ||
        (one.node === "TruncateStmt" &&
          listOf(one.fields.relations).some((of) => relationOf(migration, nodeOf(of, "RangeVar") ?? fieldsOf(of)) === relation)),
    );
  return dataChangesOf(statement, migration).flatMap(({ verb, relation }) =>
    verb === "INSERT" && !isEmptied(relation) ? [relation] : [],
  );
}
