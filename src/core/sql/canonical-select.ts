/**
 * Column references of a query over a single relation. Up to 15 Postgres prints `SELECT t.a FROM t` for a view, from 16
 * `SELECT a FROM t`; both become the qualified form. Only the outermost query is ever printed bare (ruleutils.c:
 * `varprefix`), so nothing below it is touched: there a bare name is a merged join column.
 */

import { isFields, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "./sql-tree.ts";

/** Qualifies bare columns of a canonical SELECT's own level; anything but a single-relation SELECT is returned as it is. */
export function qualifySingleRelation(select: SqlFields): SqlFields {
  const [item, ...others] = listOf(select.fromClause);
  const alias = others.length === 0 ? aliasOf(item) : null;
  if (alias === null) return select;
  const qualify = (tree: SqlTree): SqlTree => qualified(tree, alias);
  const targets = listOf(select.targetList);
  const outputs = outputColumns(targets, qualify);
  const fields: Record<string, SqlTree> = {};
  for (const [name, value] of Object.entries(select)) {
    if (name === "fromClause" || name === "withClause") fields[name] = value;
    else if (name === "targetList") fields[name] = targets.map((target) => impliedAliasDropped(qualify(target)));
    else if (name === "sortClause" || name === "distinctClause") {
      fields[name] = listOf(value).map((entry) => qualify(outputReplaced(entry, outputs)));
    } else fields[name] = qualify(value);
  }
  return fields;
}

/** The name by which the one item of FROM is known; null for joins and items without a name. */
function aliasOf(item: SqlTree | undefined): string | null {
  const sampled = nodeOf(item, "RangeTableSample");
  if (sampled !== null) return aliasOf(sampled.relation);
  if (!isFields(item) || nodeOf(item, "JoinExpr") !== null) return null;
  const [fields] = Object.values(item);
  if (!isFields(fields)) return null;
  const alias = isFields(fields.alias) ? textOf(fields.alias.aliasname) : null;
  return alias ?? textOf(fields.relname);
}

function qualified(tree: SqlTree, alias: string): SqlTree {
  if (Array.isArray(tree)) return tree.map((element) => qualified(element, alias));
  if (!isFields(tree) || nodeOf(tree, "SelectStmt") !== null) return tree;
  const column = nodeOf(tree, "ColumnRef");
  if (column !== null) {
    const names = namesOf(column.fields);
    if (names?.length !== 1) return tree;
    return { ColumnRef: { ...column, fields: [{ String: { sval: alias } }, ...listOf(column.fields)] } };
  }
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, qualified(value, alias)]));
}

/** Output name → its expression. In ORDER BY and DISTINCT ON a bare name means an output column before any other. */
function outputColumns(targets: readonly SqlTree[], qualify: (tree: SqlTree) => SqlTree): ReadonlyMap<string, SqlTree> {
  const outputs = new Map<string, SqlTree>();
  for (const target of targets) {
    const fields = nodeOf(target, "ResTarget");
    if (fields?.val === undefined) continue;
    const name = textOf(fields.name) ?? namesOf(nodeOf(fields.val, "ColumnRef")?.fields)?.at(-1);
    if (name !== undefined) outputs.set(name, qualify(fields.val));
  }
  return outputs;
}

function outputReplaced(entry: SqlTree, outputs: ReadonlyMap<string, SqlTree>): SqlTree {
  const sort = nodeOf(entry, "SortBy");
  if (sort !== null) return { SortBy: { ...sort, node: outputReplaced(sort.node ?? null, outputs) } };
  const names = namesOf(nodeOf(entry, "ColumnRef")?.fields);
  return names?.length === 1 ? (outputs.get(names[0] ?? "") ?? entry) : entry;
}

/** After qualifying nothing new is implied, but `t.a AS a` and `a` must meet. */
function impliedAliasDropped(target: SqlTree): SqlTree {
  const fields = nodeOf(target, "ResTarget");
  const column = nodeOf(fields?.val, "ColumnRef");
  if (fields === null || column === null || namesOf(column.fields)?.at(-1) !== fields.name) return target;
  const { name: _implied, ...rest } = fields;
  return { ResTarget: rest };
}
