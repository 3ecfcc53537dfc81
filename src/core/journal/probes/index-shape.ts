/**
 * What an index is, apart from its name: two definitions have one shape when the server would build the same index. What somebody wrote
 * is compared as the server writes it down, so the server is asked to make the index once on an empty copy of the table.
 */

import { canonicalTree } from "../../sql/canonical-tree.ts";
import { tryParseSql } from "../../sql/parse-sql.ts";
import { tokenAt } from "../../sql/sql-lexer.ts";
import { fieldsOf, formatTree, nodeOf, type SqlFields, treeOf } from "../../sql/sql-tree.ts";
import { relationText } from "./relation-text.ts";

/** True for definitions of one shape; a text that does not parse has none. */
export function haveSameShape(one: string, other: string): boolean {
  const shape = shapeOf(one);
  return shape !== null && shape === shapeOf(other);
}

function shapeOf(definition: string): string | null {
  const outcome = tryParseSql(definition);
  const [only] = outcome.ok ? outcome.statements : [];
  const fields = only === undefined ? null : nodeOf(canonicalTree(treeOf(only.tree)), "IndexStmt");
  if (fields === null) return null;
  const { idxname: _name, relation: _relation, concurrent: _how, if_not_exists: _if, tableSpace: _where, ...shape } = fields;
  return formatTree(shape);
}

/**
 * Statements after which the server has told the definition; for a transaction that is rolled back. Null where the statement cannot be
 * aimed at a copy.
 */
export function predictionOf(fields: SqlFields, sql: string): readonly string[] | null {
  const tail = afterRelation(fields, sql);
  if (tail === null) return null;
  const create = `create ${fields.unique === true ? "unique " : ""}index lockstep_predicted_index on pg_temp.lockstep_predicted ${tail}`;
  if (!haveSameShape(create, sql)) return null;
  return [
    `create temporary table lockstep_predicted (like ${relationText(fields.relation)})`,
    create,
    "select pg_catalog.pg_get_indexdef('pg_temp.lockstep_predicted_index'::pg_catalog.regclass) as definition",
  ];
}

/** The statement's text behind the name of its table. */
function afterRelation({ relation }: SqlFields, sql: string): string | null {
  const { location, schemaname, catalogname } = fieldsOf(relation);
  if (typeof location !== "number") return null;
  // the parser counts bytes
  let at = new TextDecoder().decode(new TextEncoder().encode(sql).slice(0, location)).length;
  let names = 1 + (schemaname === undefined ? 0 : 1) + (catalogname === undefined ? 0 : 1);
  while (names > 0 && at < sql.length) {
    const token = tokenAt(sql, at);
    at = token.end;
    if (token.kind === "word" || token.kind === "quoted-identifier") names--;
  }
  return sql.slice(at).replace(/;\s*$/, "");
}
