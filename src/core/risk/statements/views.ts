/** CREATE VIEW and CREATE OR REPLACE VIEW. */

import { fieldsOf, listOf, textOf } from "../../sql/sql-tree.ts";
import { relationNamed } from "../schema-model.ts";
import { readQuery } from "./data/query.ts";
import { queryIn } from "./data/query-readers.ts";
import { newRelationName } from "./new-relation/new-relation-name.ts";
import { outputColumns } from "./new-relation/output-columns.ts";
import { relationsIn } from "./new-relation/relations-in.ts";
import type { StatementReader } from "./statement-reader.ts";

/** Reads `ViewStmt`: what the query names is locked while it is looked up; only a view that is replaced has users who wait. */
export const createView: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const rangeVar = fieldsOf(fields.view);
  const name = newRelationName(rangeVar, draft);
  const before = draft.known(name);
  const part = textOf(rangeVar.relname);
  if (fields.replace === true && before !== null) on.use("replace-view", before, { part });
  // from text alone a view that is not seen may well be there
  else if (fields.replace === true && !draft.isComplete) on.use("replace-view", draft.relation(name, "v"), { part });
  else on.use("create-view", null, { part });
  readQuery(fields.query, queryIn(reading, "analysed"));
  const facts = { columns: outputColumns(fields.query, listOf(fields.aliases), draft), reads: relationsIn(fields.query, draft) };
  const isPresumed = fields.replace === true && !draft.isComplete;
  if (before === null && !isPresumed)
    draft.add({ ...relationNamed(name, "v"), ...facts, isTemporary: rangeVar.relpersistence === "t" });
  else draft.change(name, "v", () => facts);
};
