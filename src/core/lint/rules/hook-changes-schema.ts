/** A hook that changes the schema, which is then another one than the migrations make. */

import { withInner } from "../inner-statements.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { droppedBy, madeBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const hookChangesSchema: Rule = {
  id: "hook-changes-schema",
  summary: "a hook that makes, alters or drops objects",
  why: "A hook has no way back and belongs to no migration: a schema that is built from the folder lacks what it makes, and every comparison with the folder calls that drift.",
  advice: "A migration for what happens once, an R_ file for what is made again when it changes.",
  level: "medium",
  group: "safety",
  docs: ["ddl"],
  aliases: [],
  bad: [
    { file: "before-apply.sql", sql: "alter table users add column if not exists note text;" },
    { file: "after-apply.sql", sql: "create or replace view names as select name from users;" },
  ],
  good: [
    { file: "after-apply.sql", sql: "grant select on all tables in schema public to reader;" },
    { file: "after-apply.sql", sql: "analyze users;" },
    { file: "before-apply.sql", sql: "create temporary table was as select 1 as id;" },
    { file: "R_names.sql", sql: "create or replace view names as select name from users;" },
  ],
  *check(outer) {
    if (outer.role !== "hook") return;
    const migration = withInner(outer);
    const found = migration.statements.find((statement) => changesSchema(statement, migration));
    if (found !== undefined) yield at(found, "this changes the schema, and the schema that the migrations make lacks it");
  },
};

const alters = /^(?:Rename|AlterObjectSchema|Alter(?:Table|Enum|Domain|Function|Policy|Type|TSConfiguration|Publication))Stmt$/;

function changesSchema(statement: JudgedStatement, migration: JudgedMigration): boolean {
  if (madeBy(statement, migration).length > 0 || droppedBy(statement, migration).length > 0) return true;
  return alters.test(statement.node);
}
