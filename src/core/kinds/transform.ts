/** Transforms: how a procedural language sees a type. Type and language are all of a transform's name. */

import { spelledId } from "../catalog/object-id.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { alter, defineKind } from "./define-kind.ts";
import { routineName } from "./references.sql.ts";
import { transformAlterations, transformDdl } from "./transform.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** What a transform is. */
export type TransformFacts = {
  readonly fromSql: string | null;
  readonly toSql: string | null;
};

/** A transform. */
export const transformKind = defineKind<TransformFacts>()({
  kind: "transform",
  classId: "pg_transform",
  query: () => `
    select t.oid, pg_catalog.format_type(t.trftype, null) as type, l.lanname as language,
           ${routineName("t.trffromsql")} as from_sql, ${routineName("t.trftosql")} as to_sql
    from pg_catalog.pg_transform t
    join pg_catalog.pg_language l on l.oid = t.trflang
    where ${madeByUser("t.oid")}
    order by type, l.lanname`,
  row: { oid: "int", type: "text", language: "text", from_sql: "text?", to_sql: "text?" },
  read: (row) => ({
    id: spelledId("transform", `${row.type}(${quoteIdentifier(row.language)})`),
    oid: row.oid,
    facts: { fromSql: row.from_sql, toSql: row.to_sql },
  }),
  changes: {
    // CREATE OR REPLACE TRANSFORM takes both
    fromSql: alter("replace-object", transformAlterations.redefine),
    toSql: alter("replace-object", transformAlterations.redefine),
  },
  ddl: transformDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: [],
  catalog: {
    "pg_transform.oid": "identity",
    "pg_transform.trftype": "identity",
    "pg_transform.trflang": "identity",
    "pg_transform.trffromsql": ["fromSql"],
    "pg_transform.trftosql": ["toSql"],
  },
});
