/** Row security policies. Whether a table applies them at all is a fact of the table. */

import { parentedId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { keepsConditions, policyAlterations, policyDdl } from "./policy.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type PolicyFacts = {
  readonly command: "all" | "select" | "insert" | "update" | "delete";
  readonly isPermissive: boolean;
  /** `public` stands for everyone. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
};

const commands = { "*": "all", r: "select", a: "insert", w: "update", d: "delete" } as const;

/** A row security policy. */
export const policyKind = defineKind<PolicyFacts>()({
  kind: "policy",
  classId: "pg_policy",
  query: () => `
    select p.oid, p.polrelid as table_oid, p.polname as name, p.polcmd as command, p.polpermissive as is_permissive,
           (select pg_catalog.json_agg(case when r.role <> 0 then pg_catalog.pg_get_userbyid(r.role) end)
            from pg_catalog.unnest(p.polroles) as r (role)) as roles,
           pg_catalog.pg_get_expr(p.polqual, p.polrelid) as "using", pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) as "check"
    from pg_catalog.pg_policy p
    where ${madeByUser("p.oid")}
    order by p.polrelid, p.polname`,
  row: {
    oid: "int",
    table_oid: "int",
    name: "text",
    command: "text",
    is_permissive: "bool",
    roles: json<readonly (string | null)[]>(),
    using: "text?",
    check: "text?",
  },
  read: (row, context) => {
    const parent = context.resolve("pg_class", row.table_oid, 0);
    if (parent === null) return null;
    return {
      id: parentedId("policy", parent, row.name),
      oid: row.oid,
      parent,
      facts: {
        command: commands[row.command as keyof typeof commands], // pg_policy.polcmd has these five
        isPermissive: row.is_permissive,
        roles: row.roles.map((role) => (role === null ? "public" : context.role(role))).sort(),
        using: row.using,
        check: row.check,
      },
    };
  },
  changes: {
    command: replace("replace-policy"),
    isPermissive: replace("replace-policy"),
    roles: alter("replace-policy", policyAlterations.alterAll),
    using: { ...alter("replace-policy", policyAlterations.alterAll, "expression"), canAlter: keepsConditions },
    check: { ...alter("replace-policy", policyAlterations.alterAll, "expression"), canAlter: keepsConditions },
  },
  ddl: policyDdl,
  add: () => "create-policy",
  remove: () => "drop-policy",
  renameBy: ["command", "isPermissive", "roles", "using", "check"],
  catalog: {
    "pg_policy.oid": "identity",
    "pg_policy.polname": "identity",
    "pg_policy.polrelid": "parent",
    "pg_policy.polcmd": ["command"],
    "pg_policy.polpermissive": ["isPermissive"],
    "pg_policy.polroles": ["roles"],
    "pg_policy.polqual": ["using"],
    "pg_policy.polwithcheck": ["check"],
  },
});
