/**
 * Objects in schemas that are no part of a catalog (temporary ones and Lockstep's own). What is attached to them must
 * not be mistaken for something that Lockstep failed to read; a join per catalog would cost more than `pg_depend`.
 */

import { inUserSchema } from "./user-objects.sql.ts";

/** A common table expression `hidden (classid, objid)`: objects in hidden schemas and what hangs on their relations. */
export const hiddenObjects = `hidden_direct as (
      select d.classid, d.objid from pg_catalog.pg_namespace n
      join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.refobjid = n.oid
      where not (${inUserSchema("n")})
    ), hidden as (
      select classid, objid from hidden_direct
      union all
      select 'pg_catalog.pg_namespace'::pg_catalog.regclass, n.oid from pg_catalog.pg_namespace n where not (${inUserSchema("n")})
      union all
      select d.classid, d.objid from hidden_direct h
      join pg_catalog.pg_depend d on d.refclassid = h.classid and d.refobjid = h.objid and d.deptype <> 'n'
    )`;
