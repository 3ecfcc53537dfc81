/** Expressions as trees, whether a catalog spelled them or a statement was parsed. */

import { tryParseSql } from "../../sql/parse-sql.ts";
import { nodeOf, type SqlTree, treeOf } from "../../sql/sql-tree.ts";
import type { ExpressionModel } from "../schema-model.ts";

/** The expression's tree; null where it does not parse. */
export function treeOfExpression(expression: ExpressionModel): SqlTree {
  if ("tree" in expression) return expression.tree;
  const outcome = tryParseSql(`select ${expression.sql}`);
  const first = outcome.ok ? outcome.statements[0] : undefined;
  return first === undefined ? null : (nodeOf(treeOf(first.tree), "SelectStmt")?.targetList ?? null);
}
