/**
 * Whether an expression gives each row a value of its own. Functions are looked up as the server does, and simple functions in SQL
 * are seen through: planning puts their body in the place of the call, whatever they are declared to be.
 */

import { nodesIn } from "../sql/nodes-in.ts";
import { tryParseSql } from "../sql/parse-sql.ts";
import { qualifiedName } from "../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, treeOf } from "../sql/sql-tree.ts";
import { treesOf } from "./expression.ts";
import type { SchemaDraft } from "./schema-draft.ts";
import type { ExpressionModel, RoutineModel } from "./schema-model.ts";
import { steadyFunctions, volatileExtensionFunctions, volatileFunctions } from "./volatile-functions.ts";

/** `steady`: one value for all rows of a statement; `unknown` comes with the function that nobody knows. */
export type Volatility = { readonly kind: "steady" | "volatile" } | { readonly kind: "unknown"; readonly calls: string };

const steady: Volatility = { kind: "steady" };
const volatile: Volatility = { kind: "volatile" };

/** Judges an expression; volatile outweighs unknown. */
export function volatilityOf(expression: ExpressionModel, draft: SchemaDraft): Volatility {
  return volatilityOfTree([...treesOf(expression)], draft, 0);
}

function volatilityOfTree(tree: SqlTree, draft: SchemaDraft, depth: number): Volatility {
  const found = nodesIn(tree, "FuncCall").map((call) => volatilityOfCall(call, draft, depth));
  return found.find(({ kind }) => kind === "volatile") ?? found.find(({ kind }) => kind === "unknown") ?? steady;
}

function volatilityOfCall(call: SqlFields, draft: SchemaDraft, depth: number): Volatility {
  const names = namesOf(call.funcname) ?? [];
  const own = names.at(-1) ?? "";
  const schema = names.at(-2);
  if (schema === undefined || schema === "pg_catalog") {
    if (volatileFunctions.has(own)) return volatile;
    if (schema === "pg_catalog" || steadyFunctions.has(own)) return steady;
  }
  const schemas = schema === undefined ? draft.searchPath : [schema];
  const routines = schemas.map((one) => draft.routines(qualifiedName(one, own))).find((some) => some.length > 0) ?? [];
  if (routines.length > 0) return routines.some((one) => isVolatile(one, draft, depth)) ? volatile : steady;
  const known = draft.model.volatileFunctions;
  if (known !== null) return known.has(own) ? volatile : steady;
  if (volatileExtensionFunctions.has(own)) return volatile;
  return draft.isComplete ? steady : { kind: "unknown", calls: names.join(".") };
}

function isVolatile(routine: RoutineModel, draft: SchemaDraft, depth: number): boolean {
  if (routine.volatility !== "volatile") return false;
  const body = depth > 5 ? null : inlinedBody(routine);
  // what is unknown inside counts as it is declared
  return body === null || volatilityOfTree(body, draft, depth + 1).kind !== "steady";
}

/** The expression that planning puts in the place of a call (inline_function in src/backend/optimizer/util/clauses.c); null for none. */
function inlinedBody({ language, body, isOpaque }: RoutineModel): SqlTree {
  if (language !== "sql" || body === null || isOpaque === true) return null;
  const outcome = tryParseSql(body);
  if (!outcome.ok || outcome.statements.length !== 1) return null;
  const select = fieldsOf(nodeOf(treeOf(outcome.statements[0]?.tree ?? {}), "SelectStmt") ?? undefined);
  const targets = listOf(select.targetList);
  const others = [
    "fromClause",
    "whereClause",
    "groupClause",
    "havingClause",
    "windowClause",
    "valuesLists",
    "sortClause",
    "limitCount",
    "limitOffset",
    "withClause",
    "distinctClause",
    "larg",
  ];
  if (targets.length !== 1 || others.some((field) => select[field] !== undefined)) return null;
  const value = nodeOf(targets[0], "ResTarget")?.val ?? null;
  return nodesIn(value, "SubLink").length > 0 ? null : value;
}
