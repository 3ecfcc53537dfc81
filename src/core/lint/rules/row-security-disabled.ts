/** DISABLE or NO FORCE ROW LEVEL SECURITY on a table in use. */

import { fieldsOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import { clausesOf, isExisting, relationOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const rowSecurityDisabled: Rule = {
  id: "row-security-disabled",
  summary: "row security of an existing table is switched off",
  why: "From the commit on, every role with SELECT on the table sees all of its rows; its policies stay, and mean nothing.",
  advice: "Change the policies instead.",
  level: "high",
  group: "safety",
  docs: ["ddl-rowsecurity"],
  aliases: ["pgfence:disable-rls"],
  bad: [{ sql: "alter table users disable row level security;" }, { sql: "alter table users no force row level security;" }],
  good: [
    { sql: "alter table users enable row level security;\ncreate policy own on users using (id = 1);" },
    { before: "create table users (id bigint primary key);", sql: "alter table users disable row level security;" },
  ],
  looksAt: ["AT_DisableRowSecurity", "AT_NoForceRowSecurity"],
  *check(outer, { isLive }) {
    const migration = withInner(outer);
    for (const statement of migration.statements) {
      const table = relationOf(migration, fieldsOf(statement.fields.relation));
      for (const { subtype } of clausesOf(statement, "OBJECT_TABLE")) {
        if (!isExisting(statement, table)) continue;
        if (isLive && migration.after.model.relations.get(table)?.hasPolicies === false) continue;
        if (subtype === "AT_DisableRowSecurity") yield at(statement, `the policies of ${table} no longer hide any row`);
        if (subtype === "AT_NoForceRowSecurity")
          yield at(statement, `the policies of ${table} no longer bind its owner`, { level: "medium" });
      }
    }
  },
};
