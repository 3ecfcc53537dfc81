/** What a constraint definition leaves in the schema: the constraint, its index, and columns that may no longer be null. */

import { containerOf } from "../../../catalog/object-id.ts";
import { indexColumn, singleColumn } from "../../../sql/default-names.ts";
import { qualifiedName, unquoteIdentifier } from "../../../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import { type ConstraintModel, type IndexModel, type QualifiedName, relationNamed } from "../../schema-model.ts";
import { freeName } from "./server-names.ts";

const types: { readonly [contype: string]: ConstraintModel["type"] | undefined } = {
  CONSTR_PRIMARY: "p",
  CONSTR_UNIQUE: "u",
  CONSTR_EXCLUSION: "x",
  CONSTR_FOREIGN: "f",
  CONSTR_CHECK: "c",
  CONSTR_NOTNULL: "n",
};

const labels = { p: "pkey", u: "key", x: "excl", f: "fkey", c: "check", n: "not_null" } as const;

/** Adds the constraint of a new table to the draft; `column` is the one whose definition holds it. Anything that is no constraint (DEFAULT) adds nothing. */
export function learnConstraint(table: QualifiedName, fields: SqlFields, column: string | null, draft: SchemaDraft): void {
  const type = types[textOf(fields.contype) ?? ""];
  // until 17 NOT NULL was a column's property and no constraint
  if (type === undefined || (type === "n" && draft.major < 18)) return;
  const columns = columnsOf(fields, type, column);
  const named = type === "p" ? null : type === "c" ? (column ?? singleColumn(fields.raw_expr)) : columns.join("_");
  const name = textOf(fields.conname) ?? freeName(table, named, labels[type], draft);
  const hasIndex = type === "p" || type === "u" || type === "x";
  const index = hasIndex ? addIndex(table, name, fields, columns, draft) : null;
  const referenced = type === "f" ? draft.resolve(fieldsOf(fields.pktable)) : null;
  const constraint: ConstraintModel = {
    name,
    type,
    columns: type === "c" ? [] : columns,
    expression: type === "c" ? { tree: fields.raw_expr ?? null } : null,
    isValid: fields.skip_validation !== true,
    isEnforced: type === "c" || type === "f" ? fields.is_enforced === true : true,
    noInherit: fields.is_no_inherit === true,
    index,
    referenced,
    referencedColumns: referenced === null ? [] : referencedColumns(referenced, fields, draft),
    isInherited: false,
  };
  draft.change(table, "r", (before) => ({
    constraints: [...before.constraints, constraint],
    columns:
      type === "p" ? before.columns.map((one) => (columns.includes(one.name) ? { ...one, notNull: true } : one)) : before.columns,
  }));
}

function columnsOf(fields: SqlFields, type: ConstraintModel["type"], column: string | null): readonly string[] {
  const lists =
    type === "f" ? namesOf(fields.fk_attrs) : type === "x" ? excludedColumns(fields.exclusions) : namesOf(fields.keys);
  if (lists !== null && lists.length > 0) return lists;
  return column === null ? [] : [column];
}

// [IndexElem, [operator]] pairs
function excludedColumns(exclusions: SqlTree | undefined): readonly string[] {
  return listOf(exclusions).map((pair) => indexColumn(listOf(nodeOf(pair, "List")?.items)[0]));
}

function referencedColumns(referenced: QualifiedName, fields: SqlFields, draft: SchemaDraft): readonly string[] {
  const named = namesOf(fields.pk_attrs) ?? [];
  if (named.length > 0) return named;
  return draft.known(referenced)?.constraints.find(({ type }) => type === "p")?.columns ?? [];
}

function addIndex(
  table: QualifiedName,
  name: string,
  fields: SqlFields,
  keys: readonly string[],
  draft: SchemaDraft,
): QualifiedName {
  const index = qualifiedName(unquoteIdentifier(containerOf(table)), name);
  const expressions = listOf(fields.exclusions).flatMap((pair) => {
    const expression = nodeOf(listOf(nodeOf(pair, "List")?.items)[0], "IndexElem")?.expr;
    return expression === undefined ? [] : [expression];
  });
  const model: IndexModel = {
    columns: [...keys, ...(namesOf(fields.including) ?? [])],
    expressions: expressions.length === 0 ? null : { tree: expressions },
    predicate: fields.where_clause === undefined ? null : { tree: fields.where_clause },
    isUnique: fields.contype !== "CONSTR_EXCLUSION",
    isValid: true,
    method: textOf(fields.access_method) ?? (fields.contype === "CONSTR_EXCLUSION" ? "gist" : "btree"),
  };
  draft.add({ ...relationNamed(index, draft.known(table)?.partitionKey == null ? "i" : "I"), table, index: model });
  return index;
}
