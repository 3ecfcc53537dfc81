/** Index keys as CREATE INDEX and EXCLUDE write them. */

import type { ObjectId } from "../catalog/object-id.ts";
import { parentedId } from "../catalog/object-id.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { splitList } from "../sql/split-list.ts";
import type { IndexKeys } from "./index-keys.ts";
import type { CatalogView } from "./kind-ddl.ts";

/** Operator classes of the server itself that are not what a type gets by default (pg_opclass.opcdefault). */
const notDefault =
  /^pg_catalog\.(?:.*_pattern_ops|varchar_ops|bpchar_pattern_ops|.*_bloom_ops|.*_minmax_multi_ops|jsonb_path_ops|inet_ops|cidr_ops|record_image_ops|kd_point_ops|timestamptz_ops_.*)$/;

/** Each key with its collation, operator class and order; `operators` are those of an exclusion constraint. */
export function indexKeyList(
  keys: Omit<IndexKeys, "predicate">,
  table: ObjectId,
  catalog: CatalogView,
  operators: readonly string[] | null = null,
): readonly string[] {
  const expressions = [...splitList(keys.expressions ?? "")];
  return keys.columns.map((column, i) => {
    const facts = column === null ? undefined : catalog.get(parentedId("column", table, column))?.facts;
    const parts = [column === null ? `(${expressions.shift() ?? ""})` : quoteIdentifier(column)];
    const collation = keys.collations[i] ?? "-";
    if (collation !== "-" && collation !== (facts?.collation ?? '"default"')) parts.push(`COLLATE ${collation}`);
    const parameters = keys.operatorClassOptions[String(i + 1)];
    const operatorClass = keys.operatorClasses[i] ?? "";
    if (parameters !== undefined || mustBeSaid(operatorClass, facts?.type))
      parts.push(`${operatorClass}${parameters === undefined ? "" : ` (${parameters.join(", ")})`}`);
    const order = orders[keys.order[i] ?? ""];
    if (order !== undefined) parts.push(order);
    if (operators !== null) parts.push(`WITH ${withOperator(operators[i] ?? "")}`);
    return parts.join(" ");
  });
}

const orders: { readonly [order: string]: string } = {
  "asc nulls first": "NULLS FIRST",
  "desc nulls first": "DESC",
  "desc nulls last": "DESC NULLS LAST",
};

/**
 * True where the class may not be left out: saying a default one changes nothing, leaving out one that is none would. A type
 * outside pg_catalog may have a default of its own.
 */
export function mustBeSaid(operatorClass: string, type: unknown): boolean {
  if (!operatorClass.startsWith("pg_catalog.") || notDefault.test(operatorClass)) return operatorClass !== "";
  return typeof type === "string" && type.replace(/"[^"]*"|\([^)]*\)/g, "x").includes(".");
}

/** regoperator text, `=(integer,integer)` or `app.===(…)` → what WITH takes. */
function withOperator(operator: string): string {
  const name = operator.slice(0, operator.lastIndexOf("("));
  const dot = /^((?:"(?:[^"]|"")*"|[\w$]+)\.)/.exec(name);
  return dot === null ? name : `OPERATOR(${name})`;
}
