/** Foreign servers. The wrapper is a fact and not the parent: it mostly comes with an extension, the server never does. */

import { objectId } from "../catalog/object-id.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { foreignOptions, withoutSecrets } from "./foreign-options.ts";
import { serverAlterations, serverDdl } from "./server.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type ServerFacts = {
  /** Unquoted name of the foreign-data wrapper. */
  readonly wrapper: string;
  readonly type: string | null;
  readonly version: string | null;
  /** Null where a value is withheld. */
  readonly options: { readonly [option: string]: string | null };
};

/** A foreign server. */
export const serverKind = defineKind<ServerFacts>()({
  kind: "server",
  classId: "pg_foreign_server",
  query: () => `
    select s.oid, s.srvname as name, pg_catalog.pg_get_userbyid(s.srvowner) as owner, w.fdwname as wrapper,
           s.srvtype as type, s.srvversion as version, ${withoutSecrets("s.srvoptions")} as options
    from pg_catalog.pg_foreign_server s
    join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
    where ${madeByUser("s.oid")}
    order by s.srvname`,
  row: {
    oid: "int",
    name: "text",
    owner: "text",
    wrapper: "text",
    type: "text?",
    version: "text?",
    options: "text[]?",
  },
  read: (row, context) => {
    const id = objectId("server", row.name);
    return {
      id,
      oid: row.oid,
      owner: row.owner,
      facts: {
        wrapper: row.wrapper,
        type: row.type,
        version: row.version,
        options: foreignOptions(id, row.options, context),
      },
    };
  },
  changes: {
    wrapper: replace("replace-object"),
    type: replace("replace-object"),
    version: alter("alter-object", serverAlterations.alterAll),
    options: alter("alter-object", serverAlterations.alterAll),
  },
  ddl: serverDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["wrapper", "type", "options"],
  catalog: {
    "pg_foreign_server.oid": "identity",
    "pg_foreign_server.srvname": "identity",
    "pg_foreign_server.srvowner": "owner",
    "pg_foreign_server.srvfdw": ["wrapper"],
    "pg_foreign_server.srvtype": ["type"],
    "pg_foreign_server.srvversion": ["version"],
    "pg_foreign_server.srvacl": "privileges",
    "pg_foreign_server.srvoptions": ["options"],
  },
});
