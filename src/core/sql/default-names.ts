/**
 * The names that Postgres gives to what a statement leaves unnamed (`users_pkey`, `users_email_key`), so that a migration's
 * text says what a database will hold. Rules: makeObjectName and ChooseIndexName in src/backend/commands/indexcmds.c.
 */

import { isAscii } from "./is-ascii.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "./sql-tree.ts";

/** The label at the end of a constraint's default name, by the grammar's name of the constraint type. */
const labels: Readonly<Record<string, string>> = {
  CONSTR_PRIMARY: "pkey",
  CONSTR_UNIQUE: "key",
  CONSTR_FOREIGN: "fkey",
  CONSTR_CHECK: "check",
  CONSTR_EXCLUSION: "excl",
  CONSTR_NOTNULL: "not_null",
};

/** Names longer than NAMEDATALEN - 1 bytes are cut. */
const nameLimit = 63;

/** `relation_column_label`, cut as Postgres cuts it: a byte at a time from the longer name, then to whole characters. */
export function defaultName(relation: string, column: string | null, label: string): string {
  const length = (text: string) => (isAscii(text) ? text.length : new TextEncoder().encode(text).length);
  let [first, second] = [length(relation), length(column ?? "")];
  const available = nameLimit - length(label) - (column === null ? 1 : 2);
  while (first + second > available) {
    if (first > second) first--;
    else second--;
  }
  const parts = [clipped(relation, first), ...(column === null ? [] : [clipped(column, second)]), label];
  return parts.join("_");
}

function clipped(text: string, bytes: number): string {
  if (isAscii(text)) return text.slice(0, bytes);
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += new TextEncoder().encode(character).length;
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}

/** The names that a constraint may have got: its own, or the default with the numbers that avoid a clash. */
export function constraintNames(relation: string, constraint: SqlFields, column: string | null): readonly string[] {
  const own = textOf(constraint.conname);
  if (own !== null) return [own];
  const type = textOf(constraint.contype) ?? "";
  const label = labels[type];
  if (label === undefined) return [];
  if (type === "CONSTR_PRIMARY") return numbered(defaultName(relation, null, label));
  const keys = namesOf(constraint.keys) ?? [];
  const attributes = namesOf(constraint.fk_attrs) ?? [];
  const excluded = listOf(constraint.exclusions).map((pair) => indexColumn(listOf(nodeOf(pair, "List")?.items)[0]));
  // what is only carried along counts too (allIndexParams of DefineIndex)
  const columns = [...keys, ...attributes, ...excluded, ...(namesOf(constraint.including) ?? [])];
  // a check is named after its column only if it uses exactly one
  const named = columns.length > 0 ? columns.join("_") : (column ?? singleColumn(constraint.raw_expr));
  return numbered(defaultName(relation, named, label));
}

/** The names that an unnamed index may have got. */
export function indexNames(relation: string, index: SqlFields): readonly string[] {
  const own = textOf(index.idxname);
  if (own !== null) return [own];
  return numbered(defaultName(relation, indexColumnNames(index).join("_"), "idx"));
}

/** The names of an index's columns, those of expressions too, none twice. */
export function indexColumnNames(index: SqlFields): readonly string[] {
  const seen = new Map<string, number>();
  return [...listOf(index.indexParams), ...listOf(index.indexIncludingParams)].map((element) => {
    const name = indexColumn(element);
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}${count}`;
  });
}

function numbered(name: string): readonly string[] {
  return [name, `${name}1`, `${name}2`, `${name}3`];
}

/** An index column's own name, or the one that its expression would have as an output column, or `expr`. */
export function indexColumn(element: SqlTree | undefined): string {
  const fields = nodeOf(element, "IndexElem");
  return textOf(fields?.name) ?? expressionName(fields?.expr)?.name ?? "expr";
}

/** Constructs whose output column is named after themselves. */
const constructs: Readonly<Record<string, string>> = {
  CaseExpr: "case",
  A_ArrayExpr: "array",
  CoalesceExpr: "coalesce",
  RowExpr: "row",
};

/** FigureColname of src/backend/parser/parse_target.c; a weak name gives way to none better inside a cast. */
function expressionName(expression: SqlTree | undefined): { name: string; strong: boolean } | null {
  const name =
    namesOf(nodeOf(expression, "ColumnRef")?.fields)?.at(-1) ?? namesOf(nodeOf(expression, "FuncCall")?.funcname)?.at(-1);
  if (name !== undefined) return { name, strong: true };
  const collated = nodeOf(expression, "CollateClause");
  if (collated !== null) return expressionName(collated.arg);
  const cast = nodeOf(expression, "TypeCast");
  if (cast !== null) {
    const inner = expressionName(cast.arg);
    const type = namesOf(fieldsOf(cast.typeName).names)?.at(-1);
    return inner?.strong || type === undefined ? inner : { name: type, strong: false };
  }
  const choice = nodeOf(expression, "CaseExpr");
  const otherwise = choice === null ? null : expressionName(choice.defresult);
  if (otherwise?.strong) return otherwise;
  const [type = ""] = Object.keys(fieldsOf(expression));
  const minMax = nodeOf(expression, "MinMaxExpr");
  const construct = minMax === null ? constructs[type] : minMax.op === "IS_LEAST" ? "least" : "greatest";
  // coalesce, greatest and array count as strong there, CASE does not
  return construct === undefined ? null : { name: construct, strong: type !== "CaseExpr" };
}

/** The one column that an expression uses, or null for none or several. */
export function singleColumn(expression: SqlTree | undefined): string | null {
  const found = new Set<string>();
  const visit = (tree: SqlTree | undefined): void => {
    const column = namesOf(nodeOf(tree, "ColumnRef")?.fields)?.at(-1);
    if (column !== undefined) found.add(column);
    else if (Array.isArray(tree)) tree.forEach(visit);
    else if (typeof tree === "object" && tree !== null) Object.values(tree).forEach(visit);
  };
  visit(expression);
  const [only, ...others] = found;
  return only !== undefined && others.length === 0 ? only : null;
}
