/**
 * CREATE INDEX: blocks writes for as long as it builds; CONCURRENTLY lets them go on and waits for old transactions instead. On a
 * partitioned table every partition is built one after the other under locks that stay.
 */

import { containerOf } from "../../catalog/object-id.ts";
import { indexColumnNames } from "../../sql/default-names.ts";
import { qualifiedName, unquoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, listOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { type IndexModel, type RelationModel, relationNamed } from "../schema-model.ts";
import { matchingIndex } from "./index/matching-index.ts";
import { addPartitionIndex } from "./index/partition-indexes.ts";
import { freeName } from "./new-relation/server-names.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `IndexStmt`. */
export const createIndex: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const rangeVar = fieldsOf(fields.relation);
  const table = draft.relation(draft.resolve(rangeVar), "r");
  const isConcurrent = fields.concurrent === true;
  if (isConcurrent) on.transaction("outside");
  const form = isConcurrent ? "create-index" : "create-index-plain";
  if (table === null) {
    on.use(form, null);
    return;
  }
  const schema = unquoteIdentifier(containerOf(table.name));
  const own = textOf(fields.idxname) ?? freeName(table.name, indexColumnNames(fields).join("_"), "idx", draft);
  const name = qualifiedName(schema, own);
  if (fields.if_not_exists === true && draft.known(name) !== null) {
    // found out only once the table is locked
    on.use(form, table, { part: own, costs: [], because: `${name} is there already` });
    return;
  }
  const model = {
    ...relationNamed(name, table.partitionKey === null ? ("i" as const) : ("I" as const)),
    table: table.name,
    index: modelOf(fields),
  };
  const recurses = rangeVar.inh === true && table.partitionKey !== null;
  const isEmptyShell = table.partitionKey !== null;
  on.use(form, table, { part: own, ...(isEmptyShell ? { costs: [] } : {}) });
  if (recurses) for (const child of draft.childrenOf(table.name)) buildBelow(model, child, table, reading);
  draft.add({
    ...model,
    index: { ...model.index, isValid: !isEmptyShell || recurses || draft.childrenOf(table.name).length === 0 },
  });
  if (recurses) for (const child of draft.childrenOf(table.name)) addPartitionIndex(model, child.name, draft);
};

// Partitions that have an equal index are spared, but it is locked.
function buildBelow(index: RelationModel, partition: RelationModel, parent: RelationModel, reading: Reading): void {
  const { draft, on } = reading;
  on.lock(partition.name, "SHARE", `partition of ${parent.name}`);
  const own = matchingIndex(index, partition, draft);
  if (own !== null) on.lock(own.name, "SHARE", `index of ${partition.name}`);
  if (partition.partitionKey === null) {
    if (own === null) on.cost(partition.name, "index-build");
    return;
  }
  for (const child of draft.childrenOf(partition.name))
    if (own === null) buildBelow(index, child, partition, reading);
    else on.lock(child.name, "SHARE", `partition of ${partition.name}`);
}

function modelOf(fields: SqlFields): IndexModel {
  const elements = [...listOf(fields.indexParams), ...listOf(fields.indexIncludingParams)].map((one) => nodeOf(one, "IndexElem"));
  const expressions = elements.flatMap((one) => one?.expr ?? []);
  return {
    columns: elements.map((one) => textOf(one?.name)),
    expressions: expressions.length === 0 ? null : { tree: expressions },
    predicate: fields.whereClause === undefined ? null : { tree: fields.whereClause },
    isUnique: fields.unique === true,
    isValid: true,
    method: textOf(fields.accessMethod) ?? "btree",
  };
}
