/**
 * User mappings, read from the view pg_user_mappings: the catalog itself is closed to ordinary roles, and the view
 * shows options only to the mapped user and to whoever may use the server.
 */

import { attachedId, nameOf } from "../catalog/object-id.ts";
import { alter, defineKind } from "./define-kind.ts";
import { foreignOptions, withoutSecrets } from "./foreign-options.ts";
import { userMappingAlterations, userMappingDdl } from "./user-mapping.ddl.ts";

export type UserMappingFacts = {
  /** Null where a value is withheld; the whole is null when the reading role may not see it. */
  readonly options: { readonly [option: string]: string | null } | null;
};

/** A mapping of a local role (or `public`) to a foreign server's user. */
export const userMappingKind = defineKind<UserMappingFacts>()({
  kind: "user-mapping",
  classId: "pg_user_mapping",
  // NULL options mean "none" or "hidden"; is_visible repeats the view's own condition to tell them apart.
  query: () => `
    select m.umid as oid, m.srvid as server_oid, m.usename as role, ${withoutSecrets("m.umoptions")} as options,
           m.umoptions is not null
           or (m.umuser <> 0 and m.usename = current_user
               and (pg_catalog.pg_has_role(s.srvowner, 'USAGE') or pg_catalog.has_server_privilege(s.oid, 'USAGE')))
           or (m.umuser = 0 and pg_catalog.pg_has_role(s.srvowner, 'USAGE'))
           or (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user) as is_visible
    from pg_catalog.pg_user_mappings m
    join pg_catalog.pg_foreign_server s on s.oid = m.srvid
    order by m.srvname, m.usename`,
  row: { oid: "int", server_oid: "int", role: "text", options: "text[]?", is_visible: "bool" },
  read: (row, context) => {
    const server = context.resolve("pg_foreign_server", row.server_oid, 0);
    if (server === null) return null;
    const id = attachedId("user-mapping", nameOf(server), context.role(row.role));
    if (!row.is_visible) {
      context.notCompared({ what: id, why: "this role may not see the mapping's options", forWantOfRights: true });
    }
    return {
      id,
      oid: row.oid,
      parent: server,
      facts: { options: row.is_visible ? foreignOptions(id, row.options, context) : null },
    };
  },
  changes: { options: alter("alter-object", userMappingAlterations.alterOptions) },
  ddl: userMappingDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: [],
  catalog: {
    "pg_user_mapping.oid": "identity",
    "pg_user_mapping.umuser": "identity",
    "pg_user_mapping.umserver": "parent",
    "pg_user_mapping.umoptions": ["options"],
  },
});
