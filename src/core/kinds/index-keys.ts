/** What an index is made of, shared by plain indexes and by those that a constraint owns. */

import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import type { ColumnUse, ReadContext } from "./define-kind.ts";

/** Keys, their order and operator classes, included columns, expressions and predicate. */
export type IndexKeys = {
  readonly method: string;
  /** Key columns in order; null stands for the next of `expressions`. */
  readonly columns: readonly (string | null)[];
  readonly include: readonly string[];
  /** All key expressions as one list, as SQL. */
  readonly expressions: string | null;
  readonly predicate: string | null;
  readonly operatorClasses: readonly string[];
  /** Key number → operator class parameters. */
  readonly operatorClassOptions: { readonly [key: string]: readonly string[] };
  /** One per key; `-` where the type has none. */
  readonly collations: readonly string[];
  /** One per key: `asc nulls last`, `desc nulls first`, … */
  readonly order: readonly string[];
};

/** The columns of a query over `pg_index` that {@link indexKeys} reads. */
export interface IndexKeysRow {
  readonly table_oid: number;
  readonly method: string;
  readonly key_count: number;
  readonly attributes: readonly number[];
  readonly operator_classes: readonly number[];
  readonly collations: readonly string[];
  readonly flags: readonly number[];
  readonly expressions: string | null;
  readonly predicate: string | null;
  readonly attribute_settings: AttributeSettings | null;
}

/** What was set on single keys: key number, statistics target (-1: none), operator class parameters. */
export type AttributeSettings = readonly (readonly [key: number, target: number, parameters: readonly string[] | null])[];

/** SQL for `attribute_settings` over the aliases i (`pg_index`) and am (`pg_am`); NULL where nothing of the kind can be set. */
export function attributeSettings(version: ServerVersion): string {
  const target = atLeast(version, 17) ? "coalesce(a.attstattarget, -1)" : "a.attstattarget";
  return `case when i.indexprs is not null or am.amname <> 'btree' then (
             select pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, ${target}, a.attoptions) order by a.attnum)
             from pg_catalog.pg_attribute a where a.attrelid = i.indexrelid
           ) end`;
}

/** `SET STATISTICS` of expression keys: key number → target. */
export function keyStatistics(settings: AttributeSettings | null): { readonly [key: string]: number } {
  return Object.fromEntries((settings ?? []).flatMap(([key, target]) => (target < 0 ? [] : [[String(key), target] as const])));
}

// indoption bits (src/include/catalog/pg_index.h): 1 descending, 2 nulls first.
const orders = ["asc nulls last", "desc nulls last", "asc nulls first", "desc nulls first"];

/** Reads the facts that describe an index's keys; column names come from rows read before. */
export function indexKeys(row: IndexKeysRow, context: ReadContext): IndexKeys {
  const name = (attribute: number) => context.columnName(row.table_oid, attribute);
  const options = (row.attribute_settings ?? []).flatMap(([key, , parameters]) =>
    parameters === null ? [] : [[String(key), [...parameters].sort()] as const],
  );
  return {
    method: row.method,
    columns: row.attributes.slice(0, row.key_count).map((attribute) => (attribute === 0 ? null : name(attribute))),
    include: row.attributes.slice(row.key_count).map(name),
    expressions: row.expressions,
    predicate: row.predicate,
    operatorClasses: row.operator_classes.map((oid) => context.name("pg_opclass", oid)),
    operatorClassOptions: Object.fromEntries(options),
    collations: row.collations,
    order: row.flags.map((flags) => orders[flags & 3] ?? String(flags)),
  };
}

/** The catalog columns that {@link indexKeys} covers. */
export const indexCatalog = {
  "pg_index.indnatts": "derived",
  "pg_index.indnkeyatts": ["columns", "include"],
  "pg_index.indkey": ["columns", "include"],
  "pg_index.indclass": ["operatorClasses"],
  "pg_index.indcollation": ["collations"],
  "pg_index.indoption": ["order"],
  "pg_index.indexprs": ["expressions"],
  "pg_index.indpred": ["predicate"],
} as const satisfies { readonly [column: `${string}.${string}`]: ColumnUse<IndexKeys> };
