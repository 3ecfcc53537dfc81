/**
 * A partition's bound as a condition on its rows, written as the server itself would, so that it sees that one proves the other
 * (get_qual_for_list and get_qual_for_range in src/backend/partitioning/partbounds.c).
 */

import { splitList } from "../sql/split-list.ts";

/** The column that decides and the condition. */
export interface BoundCondition {
  /** Quoted. */
  readonly column: string;
  /** Never null. */
  readonly condition: string;
}

/**
 * For `RANGE (day)` and `FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)`; null where several columns, an expression, a hash or what
 * other partitions leave decides.
 */
export function boundCondition(partitionKey: string, bound: string): BoundCondition | null {
  const [, strategy = "", keys = ""] = /^(RANGE|LIST) \((.*)\)$/s.exec(partitionKey) ?? [];
  const column = /^(?:"(?:[^"]|"")*"|\w+)$/.test(keys) ? keys : null;
  if (column === null) return null;
  const condition = strategy === "LIST" ? listCondition(column, bound) : rangeCondition(column, bound);
  return condition === null ? null : { column, condition };
}

function listCondition(column: string, bound: string): string | null {
  const list = /^FOR VALUES IN \((.*)\)$/s.exec(bound)?.[1];
  if (list === undefined) return null;
  const all = splitList(list);
  const values = all.filter((value) => value !== "NULL");
  const isIn = `${column} IN (${values.join(", ")})`;
  if (values.length === all.length) return `${column} IS NOT NULL AND ${isIn}`;
  return values.length === 0 ? `${column} IS NULL` : `${column} IS NULL OR ${isIn}`;
}

// the value of one column: a literal, a number or MINVALUE
const value = "('(?:[^']|'')*'|[^'()]*)";
const range = new RegExp(`^FOR VALUES FROM \\(${value}\\) TO \\(${value}\\)$`);

function rangeCondition(column: string, bound: string): string | null {
  const [, from, to] = range.exec(bound) ?? [];
  if (from === undefined || to === undefined) return null;
  return [
    `${column} IS NOT NULL`,
    ...(from === "MINVALUE" ? [] : [`${column} >= ${from}`]),
    ...(to === "MAXVALUE" ? [] : [`${column} < ${to}`]),
  ].join(" AND ");
}
