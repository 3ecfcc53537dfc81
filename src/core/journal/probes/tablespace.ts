/** CREATE TABLESPACE and DROP TABLESPACE: the row in pg_tablespace tells. */

import { quoteLiteral } from "../../sql/quote.ts";
import { type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { judgeCreated, judgeDropped, type SeenRow } from "./coming-and-going.ts";
import { defineProbe } from "./probe.ts";

const queryOf = ({ tablespacename }: SqlFields) => `
select pg_catalog.jsonb_build_object('oid', s.oid::pg_catalog.int8)::pg_catalog.text as seen
from pg_catalog.pg_tablespace s where s.spcname = ${quoteLiteral(textOf(tablespacename) ?? "")}`;

/** Reads `CreateTableSpaceStmt`. */
export const createTablespaceProbe = defineProbe<SeenRow>("create-tablespace", ["CreateTableSpaceStmt"], (fields) => ({
  query: queryOf(fields),
  judge: judgeCreated,
}));

/** Reads `DropTableSpaceStmt`. */
export const dropTablespaceProbe = defineProbe<SeenRow>("drop-tablespace", ["DropTableSpaceStmt"], (fields) => ({
  query: queryOf(fields),
  judge: (before, now) => judgeDropped(before, now, fields.missing_ok === true),
}));
