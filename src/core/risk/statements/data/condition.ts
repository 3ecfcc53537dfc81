/** What a WHERE clause says of single columns: comparisons with constants that all have to hold. */

import { listOf, namesOf, nodeOf, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import { type Literal, literalOf } from "./literal.ts";

/** One comparison; `in` holds for any of its values, and so do the values of `=`. An unknown value is `undefined`. */
export interface Condition {
  readonly column: string;
  readonly operator: "in" | "<" | "<=" | ">" | ">=";
  readonly values: readonly (Literal | undefined)[];
}

const mirrored: { readonly [operator: string]: Condition["operator"] } = {
  "=": "in",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};
const direct: { readonly [operator: string]: Condition["operator"] } = { "=": "in", "<": "<", "<=": "<=", ">": ">", ">=": ">=" };

/** The comparisons that a condition is made of with AND. A column of a table other than `names` is left out; null names allow none qualified. */
export function conditionsOf(where: SqlTree | undefined, names: ReadonlySet<string>): readonly Condition[] {
  const and = nodeOf(where, "BoolExpr");
  if (and?.boolop === "AND_EXPR") return listOf(and.args).flatMap((one) => conditionsOf(one, names));
  const expression = nodeOf(where, "A_Expr");
  if (expression === null) return [];
  const operator = namesOf(expression.name)?.at(-1) ?? "";
  const left = columnOf(expression.lexpr, names);
  const right = columnOf(expression.rexpr, names);
  const kind = textOf(expression.kind);
  if (kind === "AEXPR_OP" && left !== null && direct[operator] !== undefined)
    return [{ column: left, operator: direct[operator], values: [literalOf(expression.rexpr)] }];
  if (kind === "AEXPR_OP" && right !== null && mirrored[operator] !== undefined)
    return [{ column: right, operator: mirrored[operator], values: [literalOf(expression.lexpr)] }];
  if (kind === "AEXPR_IN" && left !== null && operator === "=")
    return [
      {
        column: left,
        operator: "in",
        values: listOf(nodeOf(expression.rexpr, "List")?.items ?? expression.rexpr).map(literalOf),
      },
    ];
  if (kind === "AEXPR_BETWEEN" && left !== null) {
    const [low, high] = listOf(nodeOf(expression.rexpr, "List")?.items);
    return [
      { column: left, operator: ">=", values: [literalOf(low)] },
      { column: left, operator: "<=", values: [literalOf(high)] },
    ];
  }
  return [];
}

function columnOf(tree: SqlTree | undefined, names: ReadonlySet<string>): string | null {
  const parts = namesOf(nodeOf(tree, "ColumnRef")?.fields);
  const column = parts?.at(-1);
  if (parts == null || column === undefined) return null;
  const table = parts.at(-2);
  return table === undefined || names.has(table) ? column : null;
}
