/** What an index is made of, shared by plain indexes and by those that a constraint owns. */

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
  readonly attribute_settings: readonly (readonly [number, number, readonly string[] | null])[] | null;
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
