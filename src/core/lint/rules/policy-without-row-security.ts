/** A policy on a table of which row security is not switched on. */

import { fieldsOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import { clausesOf, relationOf } from "../names-in-tree.ts";
import { madeBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const policyWithoutRowSecurity: Rule = {
  id: "policy-without-row-security",
  summary: "CREATE POLICY on a new table without ENABLE ROW LEVEL SECURITY",
  why: "A policy hides nothing until row security is switched on for its table.",
  advice: "ALTER TABLE … ENABLE ROW LEVEL SECURITY in the same file.",
  level: "medium",
  group: "safety",
  docs: ["sql-createpolicy", "ddl-rowsecurity"],
  aliases: ["pgfence:create-policy", "migrationpilot:MP079"],
  bad: [
    { sql: "create table notes (id bigint primary key, owner text);\ncreate policy own on notes using (owner = current_user);" },
  ],
  good: [
    {
      sql: "create table notes (id bigint primary key, owner text);\nalter table notes enable row level security;\ncreate policy own on notes using (owner = current_user);",
    },
    { sql: "create policy own on notes using (owner = current_user);" },
  ],
  looksAt: ["CreatePolicyStmt"],
  *check(outer) {
    const migration = withInner(outer);
    const enabled = tablesWithRowSecurity(migration);
    for (const statement of migration.statements)
      for (const { sort, name, of } of madeBy(statement, migration)) {
        if (sort !== "policy" || of === null || enabled.has(of) || !statement.made.has(of)) continue;
        yield at(statement, `${name} hides nothing: row security of ${of} is off`, {
          fix: `ALTER TABLE ${of} ENABLE ROW LEVEL SECURITY;`,
        });
      }
  },
};

function tablesWithRowSecurity(migration: JudgedMigration): ReadonlySet<string> {
  return new Set(
    migration.statements.flatMap((statement) =>
      clausesOf(statement, "OBJECT_TABLE").some(({ subtype }) => subtype === "AT_EnableRowSecurity")
        ? [relationOf(migration, fieldsOf(statement.fields.relation))]
        : [],
    ),
  );
}
