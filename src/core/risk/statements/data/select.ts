/** SELECT, VALUES and TABLE, at the top or inside of anything: what stands in FROM is locked, and what is called is run. */

import { fieldsOf, formatTree, listOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import { type Condition, conditionsOf } from "./condition.ts";
import { isSystem } from "./is-system.ts";
import { lockRelation } from "./lock-relation.ts";
import { type Query, reaches, readQuery, unmarked } from "./query.ts";
import { readsFewRows } from "./selectivity.ts";

/** Reads the fields of `SelectStmt`, set operations too. */
export function readSelect(fields: SqlFields, outer: Query): void {
  const query = withQueries(fields, outer);
  const { fromClause, lockingClause, withClause, larg, rarg, intoClause, ...rest } = fields;
  for (const side of [larg, rarg]) if (side !== undefined) readSelect(fieldsOf(side), query);
  const where = listOf(fromClause).length === 1 ? (fields.whereClause ?? true) : null;
  const isLimited = fields.limitCount !== undefined;
  readQuery(fromClause, { ...query, marked: marks(listOf(lockingClause), query), where, isLimited });
  readQuery(rest, { ...query, marked: unmarked, where: null });
}

/** Reads the WITH clause of a statement; the query as its other parts see it. */
export function withQueries(fields: SqlFields, outer: Query): Query {
  const clause = fieldsOf(fields.withClause);
  const ctes = listOf(clause.ctes).map((one) => fieldsOf(nodeOf(one, "CommonTableExpr") ?? undefined));
  if (ctes.length === 0) return outer;
  const names = new Set(outer.ctes);
  const { withClause, ...rest } = fields;
  for (const cte of ctes) {
    const name = textOf(cte.ctename) ?? "";
    if (clause.recursive === true) names.add(name);
    // a SELECT that nobody reads is not planned
    const isUsed = mentions(rest, name) || ctes.some((other) => other !== cte && mentions(other.ctequery, name));
    const isSelect = nodeOf(cte.ctequery, "SelectStmt") !== null;
    const depth = isSelect && !isUsed && reaches(outer, "planned") ? "rewritten" : outer.depth;
    readQuery(cte.ctequery, { ...outer, depth, ctes: new Set(names), marked: unmarked, where: null });
    names.add(name);
  }
  return { ...outer, ctes: names };
}

function mentions(tree: SqlTree | undefined, name: string): boolean {
  return formatTree(tree).includes(`"relname":${JSON.stringify(name)}`);
}

/** What FOR UPDATE means: everything in FROM, or the relations after OF. A mark of the query around goes down into it. */
function marks(clauses: readonly SqlTree[], query: Query): Query["marked"] {
  if (query.marked === "all") return "all";
  const marked = new Set<string>();
  for (const clause of clauses) {
    const rels = listOf(nodeOf(clause, "LockingClause")?.lockedRels);
    if (rels.length === 0) return "all";
    for (const rel of rels) marked.add(textOf(nodeOf(rel, "RangeVar")?.relname) ?? "");
  }
  return marked;
}

/** Reads a `RangeVar` in FROM. */
export function readRangeVar(fields: SqlFields, query: Query): void {
  const { draft } = query.reading;
  const name = textOf(fields.relname) ?? "";
  if (fields.schemaname === undefined && query.ctes.has(name)) return;
  if (isSystem(fields)) return;
  const relation = draft.relation(draft.resolve(fields), "r");
  if (relation === null) return;
  const alias = textOf(fieldsOf(fields.alias).aliasname) ?? name;
  const isMarked = query.marked === "all" || query.marked.has(alias);
  const conditions: readonly Condition[] = query.where === null ? [] : conditionsOf(query.where, new Set([alias]));
  lockRelation(
    relation,
    {
      mode: isMarked ? "ROW SHARE" : "ACCESS SHARE",
      inherits: fields.inh === true,
      conditions,
      because: null,
      scans: query.where !== null && !query.isLimited && !readsFewRows(relation, conditions, draft),
    },
    query,
  );
}
