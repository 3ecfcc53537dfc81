/** What a table's valid constraints say of every row. */

import { fieldsOf, formatTree, isFields, listOf, namesOf, nodeOf, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import type { ExpressionModel, RelationModel } from "../../schema-model.ts";
import { literalOf } from "../data/literal.ts";
import { treeOfExpression } from "../expression-tree.ts";
import { type Claim, negated, type Operator } from "./claim.ts";

const operators: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);

/** CHECKs that are valid and enforced, and columns that are NOT NULL. */
export function knownClaims({ columns, constraints }: RelationModel): Claim {
  const isKnown = (one: RelationModel["constraints"][number]) => one.type === "c" && one.isValid && one.isEnforced;
  const checks = constraints
    .filter(isKnown)
    .flatMap(({ expression }) => (expression === null ? [] : [claimOf(treeIn(expression))]));
  const present = columns.filter(({ notNull }) => notNull).map(({ name }) => ({ column: name, isNull: false }));
  return { all: [...checks, ...present] };
}

function treeIn(expression: ExpressionModel): SqlTree | undefined {
  const tree = treeOfExpression(expression);
  // what a catalog spelled comes as the one column of a SELECT
  return nodeOf(listOf(tree)[0], "ResTarget")?.val ?? tree;
}

function claimOf(tree: SqlTree | undefined): Claim {
  const logic = nodeOf(tree, "BoolExpr");
  if (logic !== null) {
    const parts = listOf(logic.args).map(claimOf);
    if (logic.boolop === "AND_EXPR") return { all: parts };
    if (logic.boolop === "OR_EXPR") return { any: parts };
    const [inner] = parts;
    if (inner !== undefined) return negated(inner);
  }
  const test = nodeOf(tree, "NullTest");
  const tested = columnOf(test?.arg);
  if (test !== null && tested !== null) return { column: tested, isNull: test.nulltesttype === "IS_NULL" };
  const expression = nodeOf(tree, "A_Expr");
  return (expression === null ? null : comparison(expression)) ?? { other: formatTree(withoutLocations(tree)) };
}

function comparison(expression: { readonly [field: string]: SqlTree }): Claim | null {
  const column = columnOf(expression.lexpr);
  const operator = namesOf(expression.name)?.at(-1) ?? "";
  if (column === null) return null;
  const one = (value: SqlTree | undefined, by: string): Claim | null => {
    const literal = literalOf(value);
    if (literal == null || !operators.has(by)) return null;
    return { column, operator: by as Operator, value: literal, type: null }; // just looked up
  };
  const each = (values: readonly SqlTree[]): readonly Claim[] | null => {
    const claims = values.map((value) => one(value, operator));
    return claims.includes(null) ? null : claims.flatMap((claim) => claim ?? []);
  };
  switch (textOf(expression.kind)) {
    case "AEXPR_OP":
      return one(expression.rexpr, operator);
    case "AEXPR_BETWEEN": {
      const [low, high] = listOf(nodeOf(expression.rexpr, "List")?.items);
      const [from, to] = [one(low, ">="), one(high, "<=")];
      return from === null || to === null ? null : { all: [from, to] };
    }
    case "AEXPR_IN": {
      const claims = each(listOf(nodeOf(expression.rexpr, "List")?.items));
      return claims === null ? null : operator === "=" ? { any: claims } : { all: claims };
    }
    case "AEXPR_OP_ANY": {
      const claims = each(arrayElements(expression.rexpr));
      return claims === null || claims.length === 0 ? null : { any: claims };
    }
    case "AEXPR_OP_ALL": {
      const claims = each(arrayElements(expression.rexpr));
      return claims === null || claims.length === 0 ? null : { all: claims };
    }
    default:
      return null;
  }
}

// catalogs write ARRAY['a'::text] or (ARRAY['a'::varchar])::text[]
function arrayElements(tree: SqlTree | undefined): readonly SqlTree[] {
  const cast = nodeOf(tree, "TypeCast");
  return cast === null ? listOf(nodeOf(tree, "A_ArrayExpr")?.elements) : arrayElements(cast.arg);
}

// varchar columns stand in a cast to text
function columnOf(tree: SqlTree | undefined): string | null {
  const cast = nodeOf(tree, "TypeCast");
  if (cast === null) return namesOf(nodeOf(tree, "ColumnRef")?.fields)?.at(-1) ?? null;
  return /^(text|varchar)$/.test(namesOf(fieldsOf(cast.typeName).names)?.at(-1) ?? "") ? columnOf(cast.arg) : null;
}

function withoutLocations(tree: SqlTree | undefined): SqlTree {
  if (Array.isArray(tree)) return tree.map(withoutLocations);
  if (!isFields(tree)) return tree ?? null;
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => (key === "location" ? [] : [[key, withoutLocations(value)]])),
  );
}
