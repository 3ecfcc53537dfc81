/**
 * Objects in schemas that are no part of a catalog (temporary ones and Lockstep's own). What is attached to them must
 * not be mistaken for something that Lockstep failed to read; a join per catalog would cost more than `pg_depend`.
 */

import { inUserSchema } from "./user-objects.sql.ts";

/**
 * A common table expression `hidden (classid, objid)`: hidden schemas, the objects in them, and whatever belongs to those (a
 * primary key's index belongs to the constraint, which belongs to the table).
 */
export const hiddenObjects = `hidden as (
      with recursive belonging (classid, objid) as (
        select 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid, n.oid
        from pg_catalog.pg_namespace n where not (${inUserSchema("n")})
        union
        select d.classid, d.objid from belonging b
        join pg_catalog.pg_depend d on d.refclassid = b.classid and d.refobjid = b.objid
          and (d.deptype <> 'n' or b.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)
      )
      select classid, objid from belonging
    )`;
