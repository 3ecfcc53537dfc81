/** CREATE TABLE AS, SELECT INTO and CREATE MATERIALIZED VIEW: the query runs and reads, unless WITH NO DATA. */

import { fieldsOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../sql/sql-tree.ts";
import { type RelationKind, relationNamed } from "../schema-model.ts";
import { readQuery } from "./data/query.ts";
import { queryIn } from "./data/query-readers.ts";
import { newRelationName } from "./new-relation/new-relation-name.ts";
import { outputColumns } from "./new-relation/output-columns.ts";
import { relationsIn } from "./new-relation/relations-in.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `CreateTableAsStmt`. */
export const createTableAs: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const isView = fields.objtype === "OBJECT_MATVIEW";
  const into = fieldsOf(fields.into);
  const form = isView ? "create-materialized-view" : "create-table";
  const name = newRelationName(fieldsOf(into.rel), draft);
  const part = textOf(fieldsOf(into.rel).relname);
  if (fields.if_not_exists === true && draft.known(name) !== null) {
    on.use(form, null, { part, because: `${name} is there already` });
    return;
  }
  on.use(form, null, { part });
  readSource(fields.query, into, reading);
  learn(into, fields.query, isView ? "m" : "r", reading);
};

/** Reads the `intoClause` of a SELECT; the query's own locks are the caller's. */
export function selectInto(into: SqlFields, query: SqlFields, reading: Reading): void {
  reading.on.use("create-table", null, { part: textOf(fieldsOf(into.rel).relname) });
  learn(into, { SelectStmt: query }, "r", reading);
}

function readSource(query: SqlTree | undefined, into: SqlFields, reading: Reading): void {
  const { on } = reading;
  const execute = nodeOf(query, "ExecuteStmt");
  if (execute !== null) on.unknown(`what the prepared statement ${textOf(execute.name) ?? ""} reads`);
  else readQuery(query, queryIn(reading, into.skipData === true ? "analysed" : "run"));
}

function learn(into: SqlFields, query: SqlTree | undefined, relkind: RelationKind, { draft }: Reading): void {
  const rangeVar = fieldsOf(into.rel);
  draft.add({
    ...relationNamed(newRelationName(rangeVar, draft), relkind),
    columns: outputColumns(query, into.colNames, draft),
    reads: relkind === "m" ? relationsIn(query, draft) : [],
    isTemporary: rangeVar.relpersistence === "t",
    isUnlogged: rangeVar.relpersistence === "u",
    tablespace: textOf(into.tableSpaceName),
    accessMethod: textOf(into.accessMethod),
  });
}
