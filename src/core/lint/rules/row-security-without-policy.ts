/** Row security switched on for a table in use, with no policy that lets anybody see a row. */

import { fieldsOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import { clausesOf, isExisting, relationOf } from "../names-in-tree.ts";
import { madeBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const rowSecurityWithoutPolicy: Rule = {
  id: "row-security-without-policy",
  summary: "ENABLE ROW LEVEL SECURITY on an existing table without a policy",
  why: "Without a policy nobody but the owner sees or writes a row: running code gets empty results instead of errors.",
  advice: "CREATE POLICY in the same transaction.",
  level: "medium",
  group: "safety",
  docs: ["ddl-rowsecurity"],
  aliases: ["pgfence:enable-rls", "migrationpilot:MP057"],
  bad: [
    { sql: "alter table users enable row level security;" },
    { before: "create table users (id bigint primary key);", sql: "alter table users enable row level security;" },
  ],
  good: [
    { sql: "alter table users enable row level security;\ncreate policy own on users using (id = 1);" },
    { sql: "create table users (id bigint primary key);\nalter table users enable row level security;" },
  ],
  looksAt: ["AT_EnableRowSecurity"],
  *check(outer, { isLive }) {
    const migration = withInner(outer);
    const { statements } = migration;
    const objects = statements.flatMap((statement) => madeBy(statement, migration));
    const covered = new Set(objects.flatMap(({ sort, of }) => (sort === "policy" && of !== null ? [of] : [])));
    for (const statement of statements) {
      const table = relationOf(migration, fieldsOf(statement.fields.relation));
      if (!clausesOf(statement, "OBJECT_TABLE").some(({ subtype }) => subtype === "AT_EnableRowSecurity")) continue;
      if (!isExisting(statement, table) || covered.has(table)) continue;
      if (migration.after.model.relations.get(table)?.hasPolicies === true) continue;
      yield at(
        statement,
        `${table} shows its rows to nobody but its owner: ${isLive ? "it has no policy" : "this file makes no policy"}`,
      );
    }
  },
};
