/**
 * One canonical string for every spelling of a stored expression, query or statement. A database that was dumped and
 * restored, or runs another major, prints the same thing differently; comparing texts would report drift where none is.
 * The string is a tree as JSON, to be compared and never shown.
 */

import { qualifySingleRelation } from "./canonical-select.ts";
import { canonicalTree } from "./canonical-tree.ts";
import { tryParseSql } from "./parse-sql.ts";
import { fieldsOf, formatTree, nodeOf, type SqlFields, type SqlTree, treeOf } from "./sql-tree.ts";

/** What `pg_get_expr` and friends print is no statement; these are the statements that can hold it, tried in order. */
const expressionFrames: readonly ((text: string) => string)[] = [
  (text) => `select ${text}`,
  (text) => `alter table x add ${text}`,
  (text) => `alter table x attach partition y ${text}`,
  (text) => `create table x () partition by ${text}`,
  (text) => `create function x() returns void ${text}`,
];

const statementFrames: readonly ((text: string) => string)[] = [(text) => text, ...expressionFrames.slice(4)];

/** Text → canonical string. Deparsed texts repeat (`now()`, `'{}'::jsonb`), and a pair is often asked twice. */
const cache = new Map<string, string>();
const cacheLimit = 20_000;

/**
 * Canonical string of what Postgres deparsed: an expression, a list of them, a constraint definition, a partition bound
 * or key, a SQL-standard function body. Text that does not parse stands for itself. Needs `loadParser()`.
 */
export function canonicalExpression(text: string): string {
  return cached("expression", text, expressionFrames);
}

/** Types, as `format_type` writes them, that numbers of every other numeric type are converted to when they are stored. */
const numericType = /^(smallint|integer|bigint|real|double precision|numeric(\(\d+,-?\d+\))?)$/;

/**
 * Canonical string of an expression whose value is stored as `type`: in a column of type double precision the defaults `0.5`
 * and `'0.5'::double precision` are one. Needs `loadParser()`.
 */
export function canonicalStoredValue(text: string, type: string): string {
  return canonicalExpression(numericType.test(type) ? `(${text})::${type}` : text);
}

/** Canonical string of a view's query, as `pg_get_viewdef(oid, false)` prints it. Needs `loadParser()`. */
export function canonicalQuery(text: string): string {
  return cached("statement", text, statementFrames);
}

/** Canonical string of any statement (`pg_get_indexdef`, `pg_get_triggerdef`, a function body). Needs `loadParser()`. */
export function canonicalStatement(text: string): string {
  return cached("statement", text, statementFrames);
}

function cached(kind: string, text: string, frames: readonly ((text: string) => string)[]): string {
  const key = `${kind}:${text}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const canonical = canonicalText(text, frames);
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(key, canonical);
  return canonical;
}

function canonicalText(text: string, frames: readonly ((text: string) => string)[]): string {
  for (const [index, frame] of frames.entries()) {
    const outcome = tryParseSql(frame(text));
    // an empty text or one that smuggles in a second statement is not what this frame is for
    if (!outcome.ok || outcome.statements.length === 0) continue;
    const trees = outcome.statements.map(({ tree }) => topLevel(canonicalTree(treeOf(tree))));
    return `${index}:${formatTree(trees)}`;
  }
  return `text:${text}`;
}

/** The queries whose columns Postgres may print bare: a SELECT by itself and that of a view. */
function topLevel(tree: SqlTree): SqlTree {
  const select = nodeOf(tree, "SelectStmt");
  if (select !== null) return { SelectStmt: qualifySingleRelation(select) };
  for (const type of ["ViewStmt", "CreateTableAsStmt"]) {
    const view: SqlFields | null = nodeOf(tree, type);
    if (view !== null) return { [type]: { ...view, query: topLevel(fieldsOf(view.query)) } };
  }
  return tree;
}
