/**
 * What depends on what, as `pg_depend` records it, with rows that are no objects replaced by those that they are part of: a
 * default by its column, a view's rule by the view, an array type by its element, a type that an extension brought by the extension.
 */

import { firstUserOid } from "../kinds/user-objects.sql.ts";

/** The shape of {@link dependencyQuery}. */
export const dependencyRow = {
  from_class: "text",
  from_oid: "int",
  from_sub: "int",
  to_class: "text",
  to_oid: "int",
  to_sub: "int",
  type: "text",
} as const;

/** Dependencies of user-made rows on user-made rows; nothing is ordered, because the planner sorts. */
export const dependencyQuery = `
    with member as materialized (
      select e.classid, e.objid, e.refobjid as extension
      from pg_catalog.pg_depend e
      where e.deptype = 'e' and e.objid >= ${firstUserOid}
    )
    select distinct
           case when ad.oid is not null or rw.oid is not null then 'pg_class' else d.classid::pg_catalog.regclass::pg_catalog.text end as from_class,
           coalesce(ad.adrelid, rw.ev_class, d.objid) as from_oid,
           coalesce(ad.adnum::pg_catalog.int4, case when rw.oid is null then d.objsubid else 0 end) as from_sub,
           case when used.extension is null then d.refclassid::pg_catalog.regclass::pg_catalog.text else 'pg_extension' end as to_class,
           coalesce(used.extension, el.typelem, d.refobjid) as to_oid,
           case when used.extension is null then d.refobjsubid else 0 end as to_sub, d.deptype as type
    from pg_catalog.pg_depend d
    left join pg_catalog.pg_attrdef ad on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and ad.oid = d.objid
    left join pg_catalog.pg_rewrite rw
      on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and rw.oid = d.objid and rw.rulename = '_RETURN'
    left join pg_catalog.pg_type el
      on d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and el.oid = d.refobjid and el.typelem <> 0 and el.typlen = -1
    left join member used on used.classid = d.refclassid and used.objid = coalesce(el.typelem, d.refobjid)
    left join member own on own.classid = d.classid and own.objid = d.objid
    where own.extension is null and d.objid >= ${firstUserOid} and d.refobjid >= ${firstUserOid} and d.deptype <> 'e'`;
