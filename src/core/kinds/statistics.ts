/** Extended statistics: what CREATE STATISTICS says. What ANALYZE found out is data, not schema. */

import { objectId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { statisticsAlterations, statisticsDdl } from "./statistics.ddl.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

// pg_statistic_ext.stxkind; `e` only says that there are expressions.
const statisticsKinds: { readonly [code: string]: string } = { d: "ndistinct", f: "dependencies", m: "mcv" };

export type StatisticsFacts = {
  readonly table: string;
  /** Sorted; empty for statistics of a single expression. */
  readonly kinds: readonly string[];
  /** Sorted by name: their order means nothing. */
  readonly columns: readonly string[];
  /** All expressions as one list, as SQL. */
  readonly expressions: string | null;
  /** Null: the server's default. */
  readonly target: number | null;
};

/** A statistics object. */
export const statisticsKind = defineKind<StatisticsFacts>()({
  kind: "statistics",
  classId: "pg_statistic_ext",
  query: (version) => `
    select s.oid, n.nspname as schema, s.stxname as name, pg_catalog.pg_get_userbyid(s.stxowner) as owner,
           s.stxrelid as table_oid, s.stxkind::text[] as kinds, pg_catalog.to_json(s.stxkeys::pg_catalog.int2[]) as attributes,
           pg_catalog.pg_get_expr(s.stxexprs, s.stxrelid) as expressions,
           ${atLeast(version, 17) ? "s.stxstattarget" : "nullif(s.stxstattarget, -1)"} as target
    from pg_catalog.pg_statistic_ext s
    join pg_catalog.pg_namespace n on n.oid = s.stxnamespace and ${inUserSchema("n")}
    where ${madeByUser("s.oid")}
    order by n.nspname, s.stxname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    table_oid: "int",
    kinds: "text[]",
    attributes: json<readonly number[]>(),
    expressions: "text?",
    target: "int?",
  },
  read: (row, context) => {
    const table = context.resolve("pg_class", row.table_oid, 0);
    if (table === null) return null;
    return {
      id: objectId("statistics", row.schema, row.name),
      oid: row.oid,
      parent: table,
      owner: row.owner,
      facts: {
        table,
        kinds: row.kinds
          .filter((code) => code !== "e")
          .map((code) => statisticsKinds[code] ?? code)
          .sort(),
        columns: row.attributes.map((attribute) => context.columnName(row.table_oid, attribute)).sort(),
        expressions: row.expressions,
        target: row.target,
      },
    };
  },
  changes: {
    table: replace("replace-object"),
    kinds: replace("replace-object"),
    columns: replace("replace-object"),
    expressions: replace("replace-object", "expression"),
    target: alter("alter-object", statisticsAlterations.alterTarget),
  },
  ddl: statisticsDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["table", "kinds", "columns", "expressions"],
  catalog: {
    "pg_statistic_ext.oid": "identity",
    "pg_statistic_ext.stxrelid": ["table"],
    "pg_statistic_ext.stxname": "identity",
    "pg_statistic_ext.stxnamespace": "identity",
    "pg_statistic_ext.stxowner": "owner",
    "pg_statistic_ext.stxstattarget": ["target"],
    "pg_statistic_ext.stxkeys": ["columns"],
    "pg_statistic_ext.stxkind": ["kinds"],
    "pg_statistic_ext.stxexprs": ["expressions"],
  },
});
