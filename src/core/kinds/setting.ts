/**
 * Settings that sessions in the database start with: of the database, of a role in it, of a role or of all roles
 * everywhere. `setting:name` and `setting:name:role` hold the value that applies here, with the scope it comes from,
 * and the wider one that it hides.
 */

import { attachedId, type ObjectId, objectId } from "../catalog/object-id.ts";
import { alter, defineKind } from "./define-kind.ts";
import { currentDatabaseOid, databaseOwnerOid, referencedRoles } from "./referenced-roles.sql.ts";
import { isSecretSetting } from "./secret-names.ts";
import { settingAlterations, settingDdl } from "./setting.ddl.ts";

export type SettingFacts = {
  /** The value that applies in this database; null for a secret. */
  readonly value: string | null;
  /** Where the value comes from; the last two hold in every database of the cluster. */
  readonly scope: "database" | "role in database" | "role" | "all roles";
  /** The value with the wider scope that `value` hides. */
  readonly hiddenValue: string | null;
};

/** A setting of the database or of a role in it. */
export const settingKind = defineKind<SettingFacts>()({
  kind: "setting",
  classId: null,
  isBeyondDatabase: true,
  query: () => `
    with entry as (
      select s.setrole, s.setdatabase <> 0 as here,
             pg_catalog.lower(pg_catalog.split_part(c.item, '=', 1)) as name,
             pg_catalog.substr(c.item, pg_catalog.strpos(c.item, '=') + 1) as value
      from pg_catalog.pg_db_role_setting s
      cross join lateral pg_catalog.unnest(s.setconfig) c (item)
      where s.setdatabase = ${currentDatabaseOid}
         or (s.setdatabase = 0 and (s.setrole = 0 or s.setrole = ${databaseOwnerOid} or s.setrole in ${referencedRoles}))
    )
    select e.name, e.setrole as role_oid, r.rolname as role,
           pg_catalog.max(e.value) filter (where e.here) as value_here,
           pg_catalog.max(e.value) filter (where not e.here) as value_everywhere
    from entry e
    left join pg_catalog.pg_roles r on r.oid = e.setrole
    group by e.name, e.setrole, r.rolname
    order by e.name, r.rolname nulls first`,
  row: { name: "text", role_oid: "int", role: "text?", value_here: "text?", value_everywhere: "text?" },
  read: (row, context) => {
    const isHere = row.value_here !== null;
    const name = objectId("setting", ...row.name.split("."));
    const id: ObjectId = row.role === null ? name : attachedId("setting", name.slice("setting:".length), context.role(row.role));
    const isSecret = isSecretSetting(row.name);
    if (isSecret) context.notCompared({ what: id, why: "its name says that the value is a secret" });
    const everywhere = row.role === null ? "all roles" : "role";
    const here = row.role === null ? "database" : "role in database";
    return {
      id,
      oid: 0,
      parent: row.role === null ? null : context.resolve("pg_authid", row.role_oid, 0),
      facts: {
        value: isSecret ? null : (row.value_here ?? row.value_everywhere),
        scope: isHere ? here : everywhere,
        hiddenValue: isHere && !isSecret ? row.value_everywhere : null,
      },
    };
  },
  changes: {
    value: alter("alter-object", settingAlterations.alterValues),
    scope: alter("alter-object", settingAlterations.alterValues),
    hiddenValue: alter("alter-object", settingAlterations.alterValues),
  },
  ddl: settingDdl,
  add: () => "alter-object",
  remove: () => "alter-object",
  renameBy: [],
  catalog: {
    "pg_db_role_setting.setdatabase": ["scope"],
    "pg_db_role_setting.setrole": ["scope"],
    "pg_db_role_setting.setconfig": ["value", "hiddenValue"],
  },
});
