/** CREATE and ALTER STATISTICS. */

import { qualifiedName } from "../../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, textOf } from "../../sql/sql-tree.ts";
import type { SchemaDraft } from "../schema-draft.ts";
import type { QualifiedName, RelationModel } from "../schema-model.ts";
import { freeName, partsOf } from "./new-relation/server-names.ts";
import type { StatementReader } from "./statement-reader.ts";

/** Extended statistics and the table that they are about. */
export interface OwnedStatistics {
  readonly name: QualifiedName;
  readonly table: RelationModel;
}

/** The statistics of that name, as the search path finds them; null where they are not known. */
export function statisticsNamed(parts: readonly string[], draft: SchemaDraft): OwnedStatistics | null {
  const own = parts.at(-1) ?? "";
  const schemas = parts.length > 1 ? parts.slice(-2, -1) : draft.searchPath;
  for (const name of schemas.map((schema) => qualifiedName(schema, own)))
    for (const table of [...draft.relationNames()].flatMap((one) => draft.known(one) ?? []))
      if (table.statistics.some((one) => one.name === name)) return { name, table };
  return null;
}

/** Reads `CreateStatsStmt`. IF NOT EXISTS locks the table before it finds out. */
export const createStatistics: StatementReader = (fields, { draft, on }) => {
  const rangeVar = nodeOf(listOf(fields.relations)[0], "RangeVar");
  if (rangeVar === null) return;
  const table = draft.relation(draft.resolve(rangeVar), "r");
  const parts = namesOf(fields.defnames) ?? [];
  on.use("change-statistics", table, { part: parts.at(-1) ?? null });
  if (table === null) return;
  const columns = listOf(fields.exprs).flatMap((element) => textOf(nodeOf(element, "StatsElem")?.name) ?? []);
  const name =
    parts.length === 0
      ? qualifiedName(partsOf(table.name).schema, freeName(table.name, columns.join("_"), "stat", draft))
      : qualifiedName(...(parts.length > 1 ? parts.slice(-2) : [draft.searchPath[0] ?? "public", ...parts]));
  draft.change(table.name, table.relkind, ({ statistics }) => ({
    statistics: statistics.some((one) => one.name === name) ? statistics : [...statistics, { name, columns }],
  }));
};

/** Reads `AlterStatsStmt`: the target of statistics; no relation is locked. */
export const alterStatistics: StatementReader = (fields, { on }) => {
  on.use("alter-object", null, { part: namesOf(fieldsOf(fields).defnames)?.at(-1) ?? null });
};
