/**
 * ALTER DEFAULT PRIVILEGES: what objects that a role makes later start with. An entry for all schemas replaces the
 * built-in default and is compared with it; an entry for one schema only adds to it.
 */

import { attachedId } from "../catalog/object-id.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { defaultPrivilegeAlterations, defaultPrivilegeDdl } from "./default-privilege.ddl.ts";
import { alter, defineKind } from "./define-kind.ts";
import { type GrantedPrivileges, grantedPrivileges, privilegeItem } from "./privilege-list.ts";
import { inUserSchema } from "./user-objects.sql.ts";

export type DefaultPrivilegeFacts = Pick<GrantedPrivileges, "privileges">;

// pg_default_acl.defaclobjtype; L is 18+. acldefault() calls sequences s.
const objectTypes: { readonly [type: string]: string } = {
  r: "tables",
  S: "sequences",
  f: "functions",
  T: "types",
  n: "schemas",
  L: "large-objects",
};

const aclType = (type: string) => `(case ${type} when 'S' then 's' else ${type} end)::"char"`;

/** `default-privilege:app_owner:app:tables:app_reader`; the schema is empty for all schemas. */
export const defaultPrivilegeKind = defineKind<DefaultPrivilegeFacts>()({
  kind: "default-privilege",
  classId: null,
  query: () => `
    with item as (
      select a.oid, a.defaclrole, a.defaclnamespace, a.defaclobjtype, s.is_actual, e.grantee,
             ${privilegeItem("e", "a.defaclrole")} as text
      from pg_catalog.pg_default_acl a
      cross join lateral (values
        (a.defaclacl, true),
        (case when a.defaclnamespace = 0 then pg_catalog.acldefault(${aclType("a.defaclobjtype")}, a.defaclrole) end, false)
      ) s (acl, is_actual)
      cross join lateral pg_catalog.aclexplode(s.acl) e
    )
    select pg_catalog.pg_get_userbyid(i.defaclrole) as owner, i.defaclnamespace as schema_oid, n.nspname as schema,
           i.defaclobjtype as object_type,
           case when i.grantee = 0 then 'public' else pg_catalog.pg_get_userbyid(i.grantee)::pg_catalog.text end as grantee,
           i.grantee = 0 as is_public, pg_catalog.array_agg(i.text order by i.text) filter (where i.is_actual) as items
    from item i
    left join pg_catalog.pg_namespace n on n.oid = i.defaclnamespace
    where n.nspname is null or (${inUserSchema("n")})
    group by i.defaclrole, i.defaclnamespace, n.nspname, i.defaclobjtype, i.grantee
    having pg_catalog.array_agg(i.text order by i.text) filter (where i.is_actual)
      is distinct from pg_catalog.array_agg(i.text order by i.text) filter (where not i.is_actual)
    order by owner, n.nspname nulls first, i.defaclobjtype, grantee`,
  row: {
    owner: "text",
    schema_oid: "int",
    schema: "text?",
    object_type: "text",
    grantee: "text",
    is_public: "bool",
    items: "text[]?",
  },
  read: (row, context) => {
    const owner = context.role(row.owner);
    const target = [
      owner.startsWith("$") ? owner : quoteIdentifier(owner),
      row.schema === null ? "" : quoteIdentifier(row.schema),
      objectTypes[row.object_type] ?? row.object_type,
    ].join(":");
    const type = row.object_type === "S" ? "s" : row.object_type;
    const role = (name: string) => context.role(name);
    return {
      id: attachedId("default-privilege", target, row.is_public ? "public" : context.role(row.grantee)),
      oid: 0,
      parent: row.schema === null ? null : context.resolve("pg_namespace", row.schema_oid, 0),
      facts: { privileges: grantedPrivileges(row.items, type, context.version, role).privileges },
    };
  },
  changes: { privileges: alter("change-privileges", defaultPrivilegeAlterations.alterRights) },
  ddl: defaultPrivilegeDdl,
  add: (facts) => (facts.privileges.length > 0 ? "grant" : "revoke"),
  remove: (facts) => (facts.privileges.length > 0 ? "revoke" : "grant"),
  renameBy: [],
  catalog: {
    "pg_default_acl.oid": "identity",
    "pg_default_acl.defaclrole": "identity",
    "pg_default_acl.defaclnamespace": "identity",
    "pg_default_acl.defaclobjtype": "identity",
    "pg_default_acl.defaclacl": ["privileges"],
  },
});
