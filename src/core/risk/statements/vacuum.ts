/** VACUUM and ANALYZE: both let work go on; FULL writes the table anew under a full lock. */

import { fieldsOf, listOf, nodeOf, type SqlFields } from "../../sql/sql-tree.ts";
import type { RelationModel } from "../schema-model.ts";
import { hasOption } from "./reindex.ts";
import type { Reading, StatementReader } from "./statement-reader.ts";

/** Reads `VacuumStmt`, which ANALYZE is too. */
export const vacuum: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const isVacuum = fields.is_vacuumcmd === true;
  if (isVacuum) on.transaction("outside");
  if (hasOption(fields, "only_database_stats")) {
    on.use("vacuum-table", null);
    return;
  }
  const named = listOf(fields.rels).map((one) => fieldsOf(nodeOf(one, "VacuumRelation")?.relation));
  if (named.length === 0 && !draft.isComplete) on.unknown("which tables there are");
  const tables = named.length === 0 ? everyTable(reading) : named.flatMap((rangeVar) => tablesOf(rangeVar, isVacuum, reading));
  if (tables.length === 0) on.use(isVacuum ? "vacuum-table" : "gather-statistics", null);
  const isFull = isVacuum && hasOption(fields, "full");
  const analyzes = !isVacuum || hasOption(fields, "analyze");
  for (const { table, via } of tables) {
    // partitioned tables have no rows to vacuum
    if (!holdsRows(table)) {
      // a foreign table is sampled for its parent's sake
      if (analyzes) on.lock(table.name, "ACCESS SHARE", via);
    } else if (isVacuum && table.partitionKey === null) on.use(isFull ? "vacuum-full" : "vacuum-table", table, { via });
    else if (isVacuum) on.lock(table.name, isFull ? "ACCESS EXCLUSIVE" : "SHARE UPDATE EXCLUSIVE", via);
    if (analyzes && holdsRows(table)) analyze(table, via, reading);
  }
};

interface Found {
  readonly table: RelationModel;
  readonly via: string | null;
}

function everyTable({ draft }: Reading): readonly Found[] {
  const all = [...draft.relationNames()].flatMap((name) => draft.known(name) ?? []);
  return all
    .filter((table) => holdsRows(table) || (table.relkind === "f" && table.parents.length > 0))
    .map((table) => ({ table, via: "every table" }));
}

const holdsRows = ({ relkind }: RelationModel) => ["r", "p", "m"].includes(relkind);

function tablesOf(rangeVar: SqlFields, isVacuum: boolean, { draft, on }: Reading): readonly Found[] {
  const table = draft.relation(draft.resolve(rangeVar), "r");
  if (table === null) return [];
  const below = draft.descendantsOf(table.name);
  const via = `below ${table.name}`;
  // inheriting tables are gone through from 18 on; before, their rows were only sampled for the parent
  const goesDown = rangeVar.inh === true && (table.partitionKey !== null || draft.major >= 18);
  if (!goesDown && !isVacuum) for (const child of below) on.lock(child.name, "ACCESS SHARE", via);
  return [{ table, via: null }, ...(goesDown ? below.map((child) => ({ table: child, via })) : [])];
}

function analyze(table: RelationModel, via: string | null, { draft, on }: Reading): void {
  on.use("gather-statistics", table, { via });
  if (table.partitionKey !== null) return;
  for (const index of draft.indexesOf(table.name)) on.lock(index.name, "ACCESS SHARE", `index of ${table.name}`);
}
