/** Whether a partition has an index already that can stand for its parent's (CompareIndexInfo in src/backend/catalog/index.c). */

import { canonicalTree } from "../../../sql/canonical-tree.ts";
import { formatTree, nodeOf, type SqlTree } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { ExpressionModel, IndexModel, RelationModel } from "../../schema-model.ts";
import { treeOfExpression } from "../expression-tree.ts";

/** The partition's index that equals the parent's; null for none. */
export function matchingIndex(parentIndex: RelationModel, partition: RelationModel, draft: SchemaDraft): RelationModel | null {
  const wanted = parentIndex.index;
  if (wanted === null) return null;
  const isConstraint = (index: RelationModel) =>
    draft.known(index.table ?? "")?.constraints.some((one) => one.index === index.name) === true;
  const needsConstraint = isConstraint(parentIndex);
  const found = draft
    .indexesOf(partition.name)
    .find(
      (index) =>
        index.parents.length === 0 &&
        index.index !== null &&
        equal(index.index, wanted) &&
        (!needsConstraint || isConstraint(index)),
    );
  return found ?? null;
}

function equal(one: IndexModel, other: IndexModel): boolean {
  return (
    one.method === other.method &&
    one.isUnique === other.isUnique &&
    JSON.stringify(one.columns) === JSON.stringify(other.columns) &&
    spelled(one.expressions) === spelled(other.expressions) &&
    spelled(one.predicate) === spelled(other.predicate)
  );
}

function spelled(expression: ExpressionModel | null): string {
  if (expression === null) return "";
  const tree = treeOfExpression(expression);
  // several key expressions are a list; what a catalog spelled comes as the columns of a SELECT
  const list = Array.isArray(tree) ? tree : [tree];
  return formatTree(canonicalTree(list.map((one: SqlTree) => nodeOf(one, "ResTarget")?.val ?? one)));
}
