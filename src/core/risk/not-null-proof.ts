/**
 * Whether a check constraint proves that a column holds no null, so that SET NOT NULL need not look (12+). The server asks its
 * predicate prover for weak implication (NotNullImpliedByRelConstraints in src/backend/commands/tablecmds.c, predicate_implied_by in
 * src/backend/optimizer/util/predtest.c), which knows no more than this.
 */

import { fieldsOf, listOf, namesOf, nodeOf, type SqlTree } from "../sql/sql-tree.ts";
import { columnOfReference, treesOf } from "./expression.ts";
import type { SchemaDraft } from "./schema-draft.ts";
import type { RelationModel } from "./schema-model.ts";

/** The name of a valid check that proves it, or null. A constraint without a name of its own gives `""`. */
export function provingCheck(relation: RelationModel, column: string, draft: SchemaDraft): string | null {
  const type = relation.columns.find(({ name }) => name === column)?.type ?? null;
  const isRow = type !== null && draft.type(type)?.typtype === "c";
  const proof = relation.constraints.find(
    (one) =>
      one.type === "c" &&
      one.isValid &&
      one.isEnforced &&
      treesOf(one.expression).some((tree) => proves(tree, column, isRow, false)),
  );
  return proof === undefined ? null : (proof.name ?? "");
}

/** `isNegated`: the tree stands under NOT. `isRow`: IS NOT NULL of a row asks for its fields, which is something else. */
function proves(tree: SqlTree | undefined, column: string, isRow: boolean, isNegated: boolean): boolean {
  const bool = nodeOf(tree, "BoolExpr");
  if (bool !== null) {
    const args = listOf(bool.args);
    if (bool.boolop === "NOT_EXPR") return proves(args[0], column, isRow, !isNegated);
    const isAnd = (bool.boolop === "AND_EXPR") !== isNegated;
    if (isAnd) return args.some((arg) => proves(arg, column, isRow, isNegated));
    // an arm that is constantly false is folded away
    const arms = args.filter((arg) => constantOf(arg) !== isNegated);
    return arms.length > 0 && arms.every((arg) => proves(arg, column, isRow, isNegated));
  }
  const nullTest = nodeOf(tree, "NullTest");
  if (nullTest !== null)
    return !isRow && columnOfReference(nullTest.arg) === column && (nullTest.nulltesttype === "IS_NOT_NULL") !== isNegated;
  return provesByOperator(tree, column, isRow, isNegated);
}

function provesByOperator(tree: SqlTree | undefined, column: string, isRow: boolean, isNegated: boolean): boolean {
  const operator = nodeOf(tree, "A_Expr");
  if (operator === null) return false;
  const { kind, lexpr, rexpr } = operator;
  if (kind === "AEXPR_DISTINCT" || kind === "AEXPR_NOT_DISTINCT") {
    const other = isNull(rexpr) ? lexpr : isNull(lexpr) ? rexpr : null;
    return columnOfReference(other ?? null) === column && (kind === "AEXPR_DISTINCT") !== isNegated;
  }
  const name = namesOf(operator.name)?.at(-1);
  const constant = constantOf(rexpr);
  // a boolean compared with a constant is folded to the boolean or its negation
  if (kind !== "AEXPR_OP" || constant === null || (name !== "=" && name !== "<>")) return false;
  return proves(lexpr, column, isRow, isNegated !== ((name === "=") !== constant));
}

function constantOf(tree: SqlTree | undefined): boolean | null {
  const { boolval } = fieldsOf(nodeOf(tree, "A_Const") ?? undefined);
  return boolval === undefined ? null : fieldsOf(boolval).boolval === true;
}

function isNull(tree: SqlTree | undefined): boolean {
  const constant = nodeOf(tree, "A_Const") ?? nodeOf(nodeOf(tree, "TypeCast")?.arg, "A_Const");
  return constant?.isnull === true;
}
