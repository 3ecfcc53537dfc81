/**
 * Rewrites a parse tree bottom-up so that spellings Postgres itself uses for one stored expression become one tree.
 * Only re-spellings that reading a deparsed text back produces are undone; what differs in meaning stays different.
 */

import { canonicalCast, canonicalTypeName } from "./canonical-cast.ts";
import { isFields, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "./sql-tree.ts";

/** Where a node stood in its text: never part of its meaning. */
const positions = new Set([
  "location",
  "name_location",
  "stmt_location",
  "stmt_len",
  "list_start",
  "list_end",
  "rexpr_list_start",
  "rexpr_list_end",
]);

/** Rewrites of single nodes, after their children; keyed by node type. */
const rewrites: Readonly<Record<string, (fields: SqlFields) => SqlTree>> = {
  TypeCast: canonicalCast,
  TypeName: (fields) => ({ TypeName: canonicalTypeName(fields) }),
  BoolExpr: flattenBoolean,
  A_Expr: canonicalOperator,
  FuncCall: (fields) => ({ FuncCall: { ...fields, funcname: withoutCatalog(fields.funcname) } }),
  ResTarget: dropImpliedAlias,
  CollateClause: (fields) => ({ CollateClause: { ...fields, collname: withoutCatalog(fields.collname) } }),
  RangeVar: (fields) => ({ RangeVar: withoutCatalogSchema(fields) }),
};

/** Fields that hold a node's fields without the type's name around them. */
const untagged: Readonly<Record<string, string>> = {
  typeName: "TypeName",
  argType: "TypeName",
  returnType: "TypeName",
  relation: "RangeVar",
  collClause: "CollateClause",
};

/** The canonical form of a tree or of any part of it. */
export function canonicalTree(tree: SqlTree): SqlTree {
  if (Array.isArray(tree)) return tree.map(canonicalTree);
  if (!isFields(tree)) return tree;
  const fields: Record<string, SqlTree> = {};
  for (const [name, value] of Object.entries(tree)) {
    if (positions.has(name) && typeof value === "number") continue;
    const child = canonicalTree(value);
    const type = untagged[name];
    const rewritten = type !== undefined && isFields(child) && isFields(value) ? rewrites[type]?.(child) : undefined;
    fields[name] = rewritten === undefined ? child : (nodeOf(rewritten, type ?? "") ?? child);
  }
  const [type] = Object.keys(fields);
  const rewrite = type === undefined ? undefined : rewrites[type];
  const inner = type === undefined ? undefined : fields[type];
  return rewrite !== undefined && isFields(inner) ? rewrite(inner) : fields;
}

/** `(a AND b) AND c`, `a AND (b AND c)` and `a AND b AND c` evaluate alike; which one is kept depends on who typed it. */
function flattenBoolean(fields: SqlFields): SqlTree {
  if (fields.boolop === "NOT_EXPR") return { BoolExpr: fields };
  const args = listOf(fields.args).flatMap((argument) => {
    const nested = nodeOf(argument, "BoolExpr");
    return nested !== null && nested.boolop === fields.boolop ? listOf(nested.args) : [argument];
  });
  return { BoolExpr: { ...fields, args } };
}

function canonicalOperator(fields: SqlFields): SqlTree {
  const name = withoutCatalog(fields.name);
  const list = nodeOf(fields.rexpr, "List");
  if (fields.kind !== "AEXPR_IN" || list === null) return { A_Expr: { ...fields, name } };
  // `x IN (…)` is stored as `x = ANY (ARRAY[…])`, with one item as a plain comparison
  const items = listOf(list.items);
  const negated = namesOf(name)?.[0] === "<>";
  if (items.length === 1) return { A_Expr: { ...fields, kind: "AEXPR_OP", name, rexpr: items[0] ?? null } };
  const rexpr = { A_ArrayExpr: { elements: items } };
  return { A_Expr: { ...fields, kind: negated ? "AEXPR_OP_ALL" : "AEXPR_OP_ANY", name, rexpr } };
}

/** `a AS a` says nothing; only a plain column has a name of its own that Postgres leaves out. */
function dropImpliedAlias(fields: SqlFields): SqlTree {
  const name = textOf(fields.name);
  const column = nodeOf(fields.val, "ColumnRef");
  if (name === null || column === null || namesOf(column.fields)?.at(-1) !== name) return { ResTarget: fields };
  const { name: _implied, ...rest } = fields;
  return { ResTarget: rest };
}

function withoutCatalog(names: SqlTree | undefined): SqlTree {
  const list = listOf(names);
  return list.length > 1 && namesOf(list.slice(0, 1))?.[0] === "pg_catalog" ? list.slice(1) : (names ?? null);
}

function withoutCatalogSchema(fields: SqlFields): SqlFields {
  if (fields.schemaname !== "pg_catalog") return fields;
  const { schemaname: _catalog, ...rest } = fields;
  return rest;
}
