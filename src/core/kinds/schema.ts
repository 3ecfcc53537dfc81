/** Schemas. `public` is one of them although initdb made it: users own, drop and fill it like their own. */

import { objectId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { defineKind } from "./define-kind.ts";
import { schemaDdl } from "./schema.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** A schema has a name and an owner and nothing else. */
export type SchemaFacts = Record<string, never>;

/** A schema. */
export const schemaKind = defineKind<SchemaFacts>()({
  kind: "schema",
  classId: "pg_namespace",
  // Until 15 initdb's superuser (oid 10) owned a fresh public, since then pg_database_owner does: nobody chose either.
  query: (version) => `
    select n.oid, n.nspname as name,
           case when ${atLeast(version, 15) ? "false" : `n.nspowner = 10 and not ${madeByUser("n.oid")}`} then 'pg_database_owner'
                else pg_catalog.pg_get_userbyid(n.nspowner) end as owner
    from pg_catalog.pg_namespace n
    where (${madeByUser("n.oid")} or n.nspname = 'public') and n.nspname <> 'lockstep' and n.nspname !~ '^pg_'
    order by n.nspname`,
  row: { oid: "int", name: "text", owner: "text" },
  read: (row) => ({ id: objectId("schema", row.name), oid: row.oid, owner: row.owner, facts: {} }),
  holdsOthers: true,
  changes: {},
  ddl: schemaDdl,
  add: () => "create-object",
  remove: () => "drop-schema",
  renameBy: [],
  catalog: {
    "pg_namespace.oid": "identity",
    "pg_namespace.nspname": "identity",
    "pg_namespace.nspowner": "owner",
    "pg_namespace.nspacl": "privileges",
  },
});
