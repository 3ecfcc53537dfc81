/** Access methods for tables and indexes; they have no schema and no owner. */

import { objectId } from "../catalog/object-id.ts";
import { accessMethodDdl } from "./access-method.ddl.ts";
import { defineKind, replace } from "./define-kind.ts";
import { routineName } from "./references.sql.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** What an access method is. */
export type AccessMethodFacts = {
  readonly type: "index" | "table";
  readonly handler: string | null;
};

/** An access method. */
export const accessMethodKind = defineKind<AccessMethodFacts>()({
  kind: "access-method",
  classId: "pg_am",
  query: () => `
    select a.oid, a.amname as name, a.amtype as type, ${routineName("a.amhandler")} as handler
    from pg_catalog.pg_am a
    where ${madeByUser("a.oid")}
    order by a.amname`,
  row: { oid: "int", name: "text", type: "text", handler: "text?" },
  read: (row) => ({
    id: objectId("access-method", row.name),
    oid: row.oid,
    facts: { type: row.type === "t" ? "table" : "index", handler: row.handler },
  }),
  changes: {
    type: replace("replace-object"),
    handler: replace("replace-object"),
  },
  ddl: accessMethodDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: [],
  catalog: {
    "pg_am.oid": "identity",
    "pg_am.amname": "identity",
    "pg_am.amhandler": ["handler"],
    "pg_am.amtype": ["type"],
  },
});
