/** Expressions of a schema as parse trees: those that a statement brings are trees already, those of a catalog are text. */

import { nodesIn } from "../sql/nodes-in.ts";
import { tryParseSql } from "../sql/parse-sql.ts";
import { listOf, nodeOf, type SqlTree, textOf, treeOf } from "../sql/sql-tree.ts";
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
