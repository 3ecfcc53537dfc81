/** Rights for everybody. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, listOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { elementsOf, nameOfList, relationOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const grantToPublic: Rule = {
  id: "grant-to-public",
  summary: "GRANT … TO PUBLIC",
  why: "PUBLIC is every role, those of other applications and those to come too.",
  advice: "Grant to the role that needs it.",
  level: "medium",
  group: "safety",
  docs: ["sql-grant"],
  aliases: ["migrationpilot:MP085"],
  bad: [
    { sql: "grant select on users to public;" },
    { sql: "alter default privileges in schema app grant select on tables to public;" },
    { sql: "grant create on schema app to public;" },
    { sql: "grant all on all tables in schema app to public;" },
  ],
  good: [
    { sql: "grant select on users to reporting;" },
    { sql: "revoke all on schema app from public;" },
    { sql: "grant usage on type mood to public;" },
  ],
  looksAt: ["GrantStmt", "AlterDefaultPrivilegesStmt"],
  *check(outer) {
    const migration = withInner(outer);
    for (const statement of migration.statements) {
      const grant = grantOf(statement);
      if (grant === null || grant.is_grant !== true || !toPublic(grant)) continue;
      const rights = elementsOf(grant.privileges, "AccessPriv").map(({ priv_name }) => textOf(priv_name)?.toUpperCase() ?? "ALL");
      const on = (textOf(grant.objtype) ?? "").replace("OBJECT_", "").toLowerCase();
      // USAGE of types and languages and EXECUTE of functions is what PUBLIC has from the start
      if (["type", "domain", "language"].includes(on)) continue;
      const isSmall = on === "function" || (rights.length > 0 && rights.every((right) => right === "USAGE"));
      const what = `${rights.length === 0 ? "ALL" : rights.join(", ")} on ${objectsOf(grant, on, migration)}`;
      yield at(statement, `every role gets ${what}`, { level: isSmall ? "low" : "medium" });
    }
  },
};

function grantOf({ node, fields }: JudgedStatement): SqlFields | null {
  if (node === "GrantStmt") return fields;
  if (node !== "AlterDefaultPrivilegesStmt") return null;
  return nodeOf(fields.action, "GrantStmt") ?? fieldsOf(fields.action);
}

/** `table public.users`; `every table of app` and `tables to come` where no object is named. */
function objectsOf(grant: SqlFields, on: string, migration: JudgedMigration): string {
  if (grant.targtype === "ACL_TARGET_DEFAULTS") return `each ${on} to come`;
  const names = listOf(grant.objects).map((object) => {
    const rangeVar = nodeOf(object, "RangeVar");
    if (rangeVar !== null) return relationOf(migration, rangeVar);
    return (
      nameOfList(migration, nodeOf(object, "ObjectWithArgs")?.objname ?? nodeOf(object, "List")?.items) ??
      quoteIdentifier(textOf(nodeOf(object, "String")?.sval) ?? "?")
    );
  });
  return `${grant.targtype === "ACL_TARGET_ALL_IN_SCHEMA" ? `every ${on} of` : on} ${names.join(", ")}`;
}

function toPublic(grant: SqlFields): boolean {
  return elementsOf(grant.grantees, "RoleSpec").some(({ roletype }) => roletype === "ROLESPEC_PUBLIC");
}
