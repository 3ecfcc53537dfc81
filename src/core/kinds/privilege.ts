/**
 * Who may do what with which object: one object per target and grantee, and only where the grantee's rights differ
 * from those that the target started with. A default right that was revoked shows as an empty list.
 */

import { attachedId } from "../catalog/object-id.ts";
import { alter, defineKind } from "./define-kind.ts";
import { privilegeAlterations, privilegeDdl } from "./privilege.ddl.ts";
import { privilegeQuery } from "./privilege.sql.ts";
import { type GrantedPrivileges, grantedPrivileges } from "./privilege-list.ts";
import { firstUserOid } from "./user-objects.sql.ts";

interface Target {
  readonly class_id: string;
  readonly oid: number;
  readonly sub_id: number;
  readonly system_type: string | null;
  readonly system_name: string | null;
}

/** The rights of one role on one object: `privilege:table:public.users:app_reader`. */
export const privilegeKind = defineKind<GrantedPrivileges>()({
  kind: "privilege",
  classId: null,
  query: privilegeQuery,
  row: {
    class_id: "text",
    oid: "int",
    sub_id: "int",
    type: "text",
    grantee: "text",
    is_public: "bool",
    items: "text[]?",
    system_type: "text?",
    system_name: "text?",
  },
  read: (row, context) => {
    const resolved = context.resolve(row.class_id, row.oid, row.sub_id);
    const target = resolved ?? systemTarget(row);
    if (target === null) {
      context.notCompared({ what: `privileges on a row of ${row.class_id}`, why: "the object itself is not read" });
      return null;
    }
    return {
      id: attachedId("privilege", target, row.is_public ? "public" : context.role(row.grantee)),
      oid: 0,
      // A right that was changed after CREATE EXTENSION is no part of the extension: it must not go with its members.
      parent: resolved === null || context.isExtensionMember(resolved) ? null : resolved,
      facts: grantedPrivileges(row.items, row.type, context.version, (name: string) => context.role(name)),
    };
  },
  changes: {
    privileges: alter("change-privileges", privilegeAlterations.alterAll),
    grantors: alter("change-privileges", privilegeAlterations.alterAll),
  },
  ddl: privilegeDdl,
  add: (facts) => (facts.privileges.length > 0 ? "grant" : "revoke"),
  remove: (facts) => (facts.privileges.length > 0 ? "revoke" : "grant"),
  renameBy: [],
  catalog: {
    "pg_class.relacl": ["privileges", "grantors"],
    "pg_attribute.attacl": ["privileges", "grantors"],
    "pg_proc.proacl": ["privileges", "grantors"],
    "pg_type.typacl": ["privileges", "grantors"],
    "pg_namespace.nspacl": ["privileges", "grantors"],
    "pg_language.lanacl": ["privileges", "grantors"],
    "pg_foreign_data_wrapper.fdwacl": ["privileges", "grantors"],
    "pg_foreign_server.srvacl": ["privileges", "grantors"],
    "pg_database.datacl": ["privileges", "grantors"],
    "pg_parameter_acl.oid": "identity",
    "pg_parameter_acl.parname": "identity",
    "pg_parameter_acl.paracl": ["privileges", "grantors"],
    "pg_init_privs.objoid": "derived",
    "pg_init_privs.classoid": "derived",
    "pg_init_privs.objsubid": "derived",
    "pg_init_privs.privtype": "derived",
    "pg_init_privs.initprivs": "derived",
  },
});

// pg_identify_object() qualifies argument types too; every other id writes them as format_type() does.
function systemTarget(row: Target): string | null {
  if (row.system_name === null) return null;
  if (row.class_id === "pg_parameter_acl") return `parameter:${row.system_name}`;
  if (row.oid >= firstUserOid) return null;
  const type = (row.system_type ?? row.class_id).replace(/^.* column$/, "column").replaceAll(" ", "-");
  return `${type}:${row.system_name.replaceAll(/(?<=[(,])pg_catalog\./g, "")}`;
}
