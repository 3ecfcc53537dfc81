/** Expressions of a schema as parse trees: those that a statement brings are trees already, those of a catalog are text. */

import { tryParseSql } from "../sql/parse-sql.ts";
import { isFields, listOf, nodeOf, type SqlFields, type SqlTree, textOf, treeOf } from "../sql/sql-tree.ts";
import type { ExpressionModel } from "./schema-model.ts";

/** The expressions as trees: one, or the several keys of an index; none where the text does not parse. Needs `loadParser()`. */
export function treesOf(expression: ExpressionModel | null): readonly SqlTree[] {
  if (expression === null) return [];
  if ("tree" in expression) return Array.isArray(expression.tree) ? expression.tree : [expression.tree];
  const outcome = tryParseSql(`select ${expression.sql}`);
  if (!outcome.ok || outcome.statements[0] === undefined) return [];
  const select = nodeOf(treeOf(outcome.statements[0].tree), "SelectStmt");
  return listOf(select?.targetList).map((target) => nodeOf(target, "ResTarget")?.val ?? null);
}

/** Every node of that type in a tree, outermost first. */
export function nodesIn(tree: SqlTree | undefined, type: string): readonly SqlFields[] {
  if (Array.isArray(tree)) return tree.flatMap((element) => nodesIn(element, type));
  if (!isFields(tree)) return [];
  const own = nodeOf(tree, type);
  const inner = Object.values(tree).flatMap((value) => nodesIn(value, type));
  return own === null ? inner : [own, ...inner];
}

/** The column that a reference names, unquoted and without its table; null for `*` and for what is no reference. */
export function columnOfReference(tree: SqlTree | undefined): string | null {
  const last = listOf(nodeOf(tree, "ColumnRef")?.fields).at(-1);
  return textOf(nodeOf(last, "String")?.sval);
}

/** True when the expression mentions the column. */
export function mentions(expression: ExpressionModel | null, column: string): boolean {
  return treesOf(expression).some((tree) =>
    nodesIn(tree, "ColumnRef").some((fields) => columnOfReference({ ColumnRef: fields }) === column),
  );
}
