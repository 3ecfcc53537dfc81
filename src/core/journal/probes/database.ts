/** CREATE DATABASE, DROP DATABASE and ALTER DATABASE … SET TABLESPACE: the row in pg_database tells. */

import { quoteLiteral } from "../../sql/quote.ts";
import { fieldsOf, listOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { judgeCreated, judgeDropped, type SeenRow } from "./coming-and-going.ts";
import { defineProbe } from "./probe.ts";

interface SeenDatabase extends SeenRow {
  readonly tablespace: string;
}

// a DROP that was cut short leaves the row, and has to run again
const queryOf = ({ dbname }: SqlFields) => `
select pg_catalog.jsonb_build_object('oid', d.oid::pg_catalog.int8, 'tablespace', s.spcname)::pg_catalog.text as seen
from pg_catalog.pg_database d join pg_catalog.pg_tablespace s on s.oid = d.dattablespace
where d.datname = ${quoteLiteral(textOf(dbname) ?? "")}`;

/** Reads `CreatedbStmt`. */
export const createDatabaseProbe = defineProbe<SeenDatabase>("create-database", ["CreatedbStmt"], (fields) => ({
  query: queryOf(fields),
  judge: judgeCreated,
}));

/** Reads `DropdbStmt`. */
export const dropDatabaseProbe = defineProbe<SeenDatabase>("drop-database", ["DropdbStmt"], (fields) => ({
  query: queryOf(fields),
  judge: (before, now) => judgeDropped(before, now, fields.missing_ok === true),
}));

/** Reads `AlterDatabaseStmt` where it moves the database. */
export const moveDatabaseProbe = defineProbe<SeenDatabase>("move-database", ["AlterDatabaseStmt"], (fields) => {
  const options = listOf(fields.options).map((one) => fieldsOf(nodeOf(one, "DefElem") ?? undefined));
  const tablespace = textOf(nodeOf(options.find(({ defname }) => defname === "tablespace")?.arg, "String")?.sval);
  if (tablespace === null) return null;
  return {
    query: queryOf(fields),
    judge: (_before, now) => ({ kind: now?.tablespace === tablespace ? "took-effect" : "did-not" }),
  };
});
