/**
 * Who is a member of which role, between roles that the database refers to, and in roles that initdb made. Several
 * grantors may give one membership (16+): the member has the union of what they gave.
 */

import { attachedId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { alter, defineKind, ignored } from "./define-kind.ts";
import { databaseOwnerOid, referencedRoles } from "./referenced-roles.sql.ts";
import { roleMembershipAlterations, roleMembershipDdl } from "./role-membership.ddl.ts";
import { firstUserOid } from "./user-objects.sql.ts";

export type RoleMembershipFacts = {
  readonly admin: boolean;
  /** Before 16 a property of the member. */
  readonly inherit: boolean;
  /** Before 16 always. */
  readonly set: boolean;
};

/** `role-membership:app_reader:app`: app is a member of app_reader. */
export const roleMembershipKind = defineKind<RoleMembershipFacts>()({
  kind: "role-membership",
  classId: null,
  isBeyondDatabase: true,
  query: (version) => `
    with concerned as (
      select r.oid from pg_catalog.pg_roles r where r.oid in ${referencedRoles} or r.oid = ${databaseOwnerOid}
    )
    select g.rolname as role, m.rolname as member, m.oid as member_oid,
           pg_catalog.bool_or(a.admin_option) as admin,
           pg_catalog.bool_or(${atLeast(version, 16) ? "a.inherit_option" : "m.rolinherit"}) as inherit,
           pg_catalog.bool_or(${atLeast(version, 16) ? "a.set_option" : "true"}) as may_set
    from pg_catalog.pg_auth_members a
    join pg_catalog.pg_roles g on g.oid = a.roleid
    join pg_catalog.pg_roles m on m.oid = a.member
    where a.member in (select c.oid from concerned c)
      and (a.roleid in (select c.oid from concerned c) or a.roleid < ${firstUserOid})
    group by g.rolname, m.rolname, m.oid
    order by g.rolname, m.rolname`,
  row: { role: "text", member: "text", member_oid: "int", admin: "bool", inherit: "bool", may_set: "bool" },
  read: (row, context) => {
    const role = context.role(row.role);
    return {
      id: attachedId("role-membership", role.startsWith("$") ? role : quoteIdentifier(role), context.role(row.member)),
      oid: 0,
      parent: context.resolve("pg_authid", row.member_oid, 0),
      facts: { admin: row.admin, inherit: row.inherit, set: row.may_set },
    };
  },
  changes: {
    admin: alter("change-role", roleMembershipAlterations.alterOptions),
    inherit: alter("change-role", roleMembershipAlterations.alterOptions),
    set: alter("change-role", roleMembershipAlterations.alterOptions),
  },
  ddl: roleMembershipDdl,
  add: () => "grant",
  remove: () => "revoke",
  renameBy: [],
  catalog: {
    "pg_auth_members.oid": "identity",
    "pg_auth_members.roleid": "identity",
    "pg_auth_members.member": "identity",
    "pg_auth_members.admin_option": ["admin"],
    "pg_auth_members.inherit_option": ["inherit"],
    "pg_auth_members.set_option": ["set"],
    "pg_auth_members.grantor": ignored("who gave it; the member's rights do not depend on it"),
  },
});
