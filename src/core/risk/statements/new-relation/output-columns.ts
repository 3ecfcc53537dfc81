/** The columns of a table or view that a query fills, as far as its text tells. */

import { indexColumn } from "../../../sql/default-names.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { ColumnModel } from "../../schema-model.ts";
import { typeText } from "../../type-text.ts";

/** Columns in order; their types where a cast or a column of a known relation says so. `names`: those that the statement gives itself. */
export function outputColumns(
  query: SqlTree | undefined,
  names: SqlTree | undefined,
  draft: SchemaDraft,
): readonly ColumnModel[] {
  const select = leftmost(nodeOf(query, "SelectStmt"));
  if (select === null) return [];
  const own = namesOf(names) ?? [];
  const from = listOf(select.fromClause).flatMap((one) => sourcesIn(one, draft));
  return listOf(select.targetList)
    .flatMap((target) => columnsOf(target, from, draft))
    .map((column, at) => ({ ...column, name: own[at] ?? column.name }));
}

// UNION takes its names from its first part
function leftmost(select: { readonly [field: string]: SqlTree } | null): { readonly [field: string]: SqlTree } | null {
  return select?.larg === undefined ? select : leftmost(fieldsOf(select.larg));
}

interface Source {
  readonly alias: string;
  readonly columns: readonly ColumnModel[];
}

function sourcesIn(tree: SqlTree, draft: SchemaDraft): readonly Source[] {
  const join = nodeOf(tree, "JoinExpr");
  if (join !== null) return [...sourcesIn(join.larg ?? null, draft), ...sourcesIn(join.rarg ?? null, draft)];
  const rangeVar = nodeOf(tree, "RangeVar");
  if (rangeVar === null) return [];
  const alias = textOf(fieldsOf(rangeVar.alias).aliasname) ?? textOf(rangeVar.relname) ?? "";
  return [{ alias, columns: draft.known(draft.resolve(rangeVar))?.columns ?? [] }];
}

function columnsOf(target: SqlTree, from: readonly Source[], draft: SchemaDraft): readonly ColumnModel[] {
  const fields = nodeOf(target, "ResTarget");
  if (fields === null) return [];
  const reference = listOf(nodeOf(fields.val, "ColumnRef")?.fields);
  const last = reference.at(-1);
  if (nodeOf(last, "A_Star") !== null) {
    const alias = textOf(nodeOf(reference.at(-2), "String")?.sval);
    return from
      .filter((source) => alias === null || source.alias === alias)
      .flatMap(({ columns }) => columns.map((one) => plain(one.name, one.type)));
  }
  const name = textOf(fields.name) ?? indexColumn({ IndexElem: { expr: fields.val ?? null } });
  const cast = nodeOf(fields.val, "TypeCast");
  if (cast !== null) return [plain(name, typeText(fieldsOf(cast.typeName), draft))];
  const column = textOf(nodeOf(last, "String")?.sval);
  const alias = textOf(nodeOf(reference.at(-2), "String")?.sval);
  const found = from
    .filter((source) => alias === null || source.alias === alias)
    .flatMap(({ columns }) => columns.find((one) => one.name === column) ?? []);
  return [plain(name === "expr" ? "?column?" : name, found[0]?.type ?? null)];
}

// nothing but its name and type comes along with a column
function plain(name: string, type: string | null): ColumnModel {
  return { name, type, collation: null, notNull: false, default: null, generated: null, expression: null, isIdentity: false };
}
