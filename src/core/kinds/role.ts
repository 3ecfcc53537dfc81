/**
 * Roles that the database refers to, as the cluster defines them. The database's owner is `$owner` in every
 * environment and therefore no object; passwords are never read.
 */

import { objectId } from "../catalog/object-id.ts";
import { alter, defineKind, ignored } from "./define-kind.ts";
import { databaseOwnerOid, referencedRoles } from "./referenced-roles.sql.ts";
import { roleAlterations, roleDdl } from "./role.ddl.ts";

export type RoleFacts = {
  readonly superuser: boolean;
  readonly inherit: boolean;
  readonly createRole: boolean;
  readonly createDatabase: boolean;
  readonly login: boolean;
  readonly replication: boolean;
  readonly bypassRowSecurity: boolean;
  /** -1 for no limit. */
  readonly connectionLimit: number;
  /** ISO 8601 in UTC; null when the password never expires, which `infinity` says too. */
  readonly validUntil: string | null;
};

/** A role that owns something, has a right or a setting in the database, or is named by a policy. */
export const roleKind = defineKind<RoleFacts>()({
  kind: "role",
  classId: "pg_authid",
  isBeyondDatabase: true,
  query: () => `
    select r.oid, r.rolname as name, r.rolsuper as superuser, r.rolinherit as inherit, r.rolcreaterole as create_role,
           r.rolcreatedb as create_database, r.rolcanlogin as login, r.rolreplication as replication,
           r.rolbypassrls as bypass_row_security, r.rolconnlimit as connection_limit,
           case when pg_catalog.isfinite(r.rolvaliduntil)
             then pg_catalog.to_char(r.rolvaliduntil at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
             else nullif(r.rolvaliduntil, 'infinity')::pg_catalog.text end as valid_until
    from pg_catalog.pg_roles r
    where r.oid in ${referencedRoles} and r.oid <> ${databaseOwnerOid}
    order by r.rolname`,
  row: {
    oid: "int",
    name: "text",
    superuser: "bool",
    inherit: "bool",
    create_role: "bool",
    create_database: "bool",
    login: "bool",
    replication: "bool",
    bypass_row_security: "bool",
    connection_limit: "int",
    valid_until: "text?",
  },
  read: (row, context) => ({
    id: objectId("role", context.role(row.name)),
    oid: row.oid,
    facts: {
      superuser: row.superuser,
      inherit: row.inherit,
      createRole: row.create_role,
      createDatabase: row.create_database,
      login: row.login,
      replication: row.replication,
      bypassRowSecurity: row.bypass_row_security,
      connectionLimit: row.connection_limit,
      validUntil: row.valid_until,
    },
  }),
  changes: {
    superuser: alter("change-role", roleAlterations.alterAttributes),
    inherit: alter("change-role", roleAlterations.alterAttributes),
    createRole: alter("change-role", roleAlterations.alterAttributes),
    createDatabase: alter("change-role", roleAlterations.alterAttributes),
    login: alter("change-role", roleAlterations.alterAttributes),
    replication: alter("change-role", roleAlterations.alterAttributes),
    bypassRowSecurity: alter("change-role", roleAlterations.alterAttributes),
    connectionLimit: alter("change-role", roleAlterations.alterAttributes),
    validUntil: alter("change-role", roleAlterations.alterAttributes),
  },
  ddl: roleDdl,
  add: () => "change-role",
  remove: () => "change-role",
  renameBy: [],
  catalog: {
    "pg_authid.oid": "identity",
    "pg_authid.rolname": "identity",
    "pg_authid.rolsuper": ["superuser"],
    "pg_authid.rolinherit": ["inherit"],
    "pg_authid.rolcreaterole": ["createRole"],
    "pg_authid.rolcreatedb": ["createDatabase"],
    "pg_authid.rolcanlogin": ["login"],
    "pg_authid.rolreplication": ["replication"],
    "pg_authid.rolbypassrls": ["bypassRowSecurity"],
    "pg_authid.rolconnlimit": ["connectionLimit"],
    "pg_authid.rolvaliduntil": ["validUntil"],
    "pg_authid.rolpassword": ignored("a secret that differs between environments by design"),
  },
});
