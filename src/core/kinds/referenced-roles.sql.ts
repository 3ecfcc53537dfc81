/**
 * Which roles concern one database. Roles belong to the whole cluster, so a database is compared with those only that
 * it refers to: owners, grantees and policy roles (`pg_shdepend`, apart from owners of temporary tables, which come and go, and of
 * what Lockstep keeps in its own schema) and roles with settings in it.
 */

import { firstUserOid } from "./user-objects.sql.ts";

/** A scalar subquery: the oid of the database that is being read. */
export const currentDatabaseOid =
  "(select cd.oid from pg_catalog.pg_database cd where cd.datname = pg_catalog.current_database())";

/** A scalar subquery: the oid of the role that owns it. */
export const databaseOwnerOid =
  "(select cd.datdba from pg_catalog.pg_database cd where cd.datname = pg_catalog.current_database())";

const ownSchemaOid = "(select ln.oid from pg_catalog.pg_namespace ln where ln.nspname = 'lockstep')";

/** A subquery of role oids: every role that the database refers to. Roles that initdb made are never listed. */
export const referencedRoles = `(
      select d.refobjid from pg_catalog.pg_shdepend d
      where d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass and d.dbid = ${currentDatabaseOid}
        and d.refobjid >= ${firstUserOid} and not exists (
          select from pg_catalog.pg_class t
          where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and t.oid = d.objid
            and (t.relpersistence = 't' or t.relnamespace = ${ownSchemaOid})
        ) and not exists (
          select from pg_catalog.pg_proc p
          where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = d.objid and p.pronamespace = ${ownSchemaOid}
        ) and not (d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.objid is not distinct from ${ownSchemaOid})
      union
      select d.refobjid from pg_catalog.pg_shdepend d
      where d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass and d.dbid = 0
        and d.classid = 'pg_catalog.pg_database'::pg_catalog.regclass and d.objid = ${currentDatabaseOid}
        and d.refobjid >= ${firstUserOid}
      union
      select s.setrole from pg_catalog.pg_db_role_setting s
      where s.setdatabase = ${currentDatabaseOid} and s.setrole >= ${firstUserOid}
    )`;
