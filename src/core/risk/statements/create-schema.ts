/** CREATE SCHEMA, whose elements are statements of their own, made in that schema. */

import { fieldsOf, isFields, listOf, textOf } from "../../sql/sql-tree.ts";
import type { StatementReader } from "./statement-reader.ts";

/** Reads `CreateSchemaStmt`. */
export const createSchema: StatementReader = (fields, { draft, on, read }) => {
  const schema = textOf(fields.schemaname) ?? textOf(fieldsOf(fields.authrole).rolename) ?? "public";
  on.use("create-object", null, { part: schema });
  const elements = listOf(fields.schemaElts);
  if (elements.length === 0) return;
  const { searchPath } = draft;
  draft.searchPath = [schema, ...searchPath];
  for (const element of elements) if (isFields(element)) read(element);
  draft.searchPath = searchPath;
};
