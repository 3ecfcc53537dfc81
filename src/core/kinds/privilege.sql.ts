/**
 * Every ACL of the database, reduced to the grantees whose rights differ from what the object started with:
 * `pg_init_privs` for what came with the server or an extension, `acldefault()` for everything else. A NULL ACL is
 * the default itself, so only rows with an ACL are read.
 */

import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { privilegeItem } from "./privilege-list.ts";
import { firstUserOid, inUserSchema } from "./user-objects.sql.ts";

const regclass = (catalog: string) => `'pg_catalog.${catalog}'::pg_catalog.regclass`;

// initdb grants the views of information_schema to everyone too late for pg_init_privs.
const shipped = (namespace: string, oid: string, owner: string, right: string) =>
  `case when ${namespace}.nspname = 'information_schema' and ${oid} < ${firstUserOid}
                then array[pg_catalog.makeaclitem(0, ${owner}, '${right}', false)] else '{}'::pg_catalog.aclitem[] end`;

// One branch per catalog: class, oid, sub_id, type as acldefault() calls it, owner, acl, name (only where nothing else tells it), shipped.
const branches = `
      select ${regclass("pg_class")} as class, c.oid, 0 as sub_id, (case c.relkind when 'S' then 's' else 'r' end)::"char" as type,
             c.relowner as owner, c.relacl as acl, null::pg_catalog.text as name, ${shipped("n", "c.oid", "c.relowner", "SELECT")} as shipped
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
      where c.relacl is not null
      union all
      select ${regclass("pg_class")}, c.oid, a.attnum, 'c', c.relowner, a.attacl, null, '{}'
      from pg_catalog.pg_attribute a
      join pg_catalog.pg_class c on c.oid = a.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
      where a.attacl is not null and not a.attisdropped
      union all
      select ${regclass("pg_proc")}, p.oid, 0, 'f', p.proowner, p.proacl, null, '{}'
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace and ${inUserSchema("n")}
      where p.proacl is not null
      union all
      select ${regclass("pg_type")}, t.oid, 0, 'T', t.typowner, t.typacl, null, '{}'
      from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace and ${inUserSchema("n")}
      where t.typacl is not null
      union all
      select ${regclass("pg_namespace")}, n.oid, 0, 'n', n.nspowner, n.nspacl, null, ${shipped("n", "n.oid", "n.nspowner", "USAGE")}
      from pg_catalog.pg_namespace n where n.nspacl is not null and ${inUserSchema("n")}
      union all
      select ${regclass("pg_language")}, l.oid, 0, 'l', l.lanowner, l.lanacl, null, '{}'
      from pg_catalog.pg_language l where l.lanacl is not null
      union all
      select ${regclass("pg_foreign_data_wrapper")}, w.oid, 0, 'F', w.fdwowner, w.fdwacl, null, '{}'
      from pg_catalog.pg_foreign_data_wrapper w where w.fdwacl is not null
      union all
      select ${regclass("pg_foreign_server")}, s.oid, 0, 'S', s.srvowner, s.srvacl, null, '{}'
      from pg_catalog.pg_foreign_server s where s.srvacl is not null
      union all
      select ${regclass("pg_database")}, d.oid, 0, 'd', d.datdba, d.datacl, null, '{}'
      from pg_catalog.pg_database d where d.datname = pg_catalog.current_database() and d.datacl is not null`;

// Rights on settings belong to the cluster and to its bootstrap superuser, oid 10 (src/include/catalog/pg_authid.dat).
const parameters = `
      union all
      select ${regclass("pg_parameter_acl")}, p.oid, 0, 'p', 10, p.paracl, p.parname, '{}'
      from pg_catalog.pg_parameter_acl p`;

/**
 * One row per object and grantee. A baseline item that a role gave to itself is the owner's own, whoever owned the
 * object then: ALTER OWNER rewrites the ACL but not `pg_init_privs`.
 */
export const privilegeQuery = (version: ServerVersion) => `
    with acl_row as (${branches}${atLeast(version, 15) ? parameters : ""}
    ), compared as (
      select r.class, r.oid, r.sub_id, r.type, r.owner, r.name, r.acl,
             coalesce(i.initprivs, pg_catalog.acldefault(r.type, r.owner) || r.shipped) as baseline
      from acl_row r
      left join pg_catalog.pg_init_privs i on i.objoid = r.oid and i.classoid = r.class and i.objsubid = r.sub_id
    ), changed as (
      select c.class, c.oid, c.sub_id, c.type, c.owner, c.name, c.acl, c.baseline from compared c where c.acl <> c.baseline
    ), item as (
      select c.class, c.oid, c.sub_id, c.type, c.owner, c.name, s.is_actual,
             case when s.is_actual or e.grantee <> e.grantor then e.grantee else c.owner end as grantee,
             ${privilegeItem("e", "case when s.is_actual then c.owner else e.grantor end")} as text
      from changed c
      cross join lateral (values (c.acl, true), (c.baseline, false)) s (acl, is_actual)
      cross join lateral pg_catalog.aclexplode(s.acl) e
    ), difference as (
      select i.class, i.oid, i.sub_id, i.type, i.name, i.grantee,
             pg_catalog.array_agg(i.text order by i.text) filter (where i.is_actual) as items
      from item i
      group by i.class, i.oid, i.sub_id, i.type, i.name, i.grantee
      having pg_catalog.array_agg(i.text order by i.text) filter (where i.is_actual)
        is distinct from pg_catalog.array_agg(i.text order by i.text) filter (where not i.is_actual)
    )
    select d.class::pg_catalog.text as class_id, d.oid, d.sub_id, d.type,
           case when d.grantee = 0 then 'public' else pg_catalog.pg_get_userbyid(d.grantee)::pg_catalog.text end as grantee,
           d.grantee = 0 as is_public, d.items, s.type as system_type, coalesce(d.name, s.identity) as system_name
    from difference d
    cross join lateral (select case when d.oid < ${firstUserOid} then d.class::pg_catalog.oid end as class) only_system
    left join lateral pg_catalog.pg_identify_object(only_system.class, d.oid, d.sub_id) s on true
    order by class_id, d.oid, d.sub_id, grantee`;
