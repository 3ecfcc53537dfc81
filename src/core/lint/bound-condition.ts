/** A partition's bound as a condition on its rows: the check that lets ATTACH PARTITION read nothing. */

import type { RelationModel } from "../risk/schema-model.ts";
import { type Literal, literalOf } from "../risk/statements/data/literal.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { listOf, type SqlFields } from "../sql/sql-tree.ts";

/** The condition, never null; null for bounds of several columns, of expressions, DEFAULT, of a hash, and for open ends. */
export function boundCondition({ partitionKey }: RelationModel, bound: SqlFields): string | null {
  const column = /^(?:RANGE|LIST) \(("(?:[^"]|"")+"|[^\s,()"]+)\)$/i.exec(partitionKey ?? "")?.[1];
  if (column === undefined || bound.is_default === true) return null;
  if (bound.strategy === "l") {
    const values = listOf(bound.listdatums).map(literalOf);
    if (values.some((value) => value == null)) return null;
    return `${column} IS NOT NULL AND ${column} IN (${values.map(spelled).join(", ")})`;
  }
  const [from, to] = [literalOf(listOf(bound.lowerdatums)[0]), literalOf(listOf(bound.upperdatums)[0])];
  if (bound.strategy !== "r" || from == null || to == null) return null;
  return `${column} IS NOT NULL AND ${column} >= ${spelled(from)} AND ${column} < ${spelled(to)}`;
}

function spelled(value: Literal | undefined): string {
  return typeof value === "number" ? String(value) : quoteLiteral(value ?? "").trim();
}
