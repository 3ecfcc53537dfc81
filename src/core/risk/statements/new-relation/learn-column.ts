/** What a column definition leaves in the schema: the column, its sequence, and the constraints that stand beside it. */

import { containerOf } from "../../../catalog/object-id.ts";
import { qualifiedName, unquoteIdentifier } from "../../../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, textOf } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import { type ColumnModel, type QualifiedName, relationNamed } from "../../schema-model.ts";
import { typeText } from "../../type-text.ts";
import { learnConstraint } from "./learn-constraint.ts";
import { freeName } from "./server-names.ts";

/** Adds the column of a `ColumnDef` to a table of the draft, with all that it brings. Without a type (OF, PARTITION OF) it is there already. */
export function learnColumn(table: QualifiedName, definition: SqlFields, draft: SchemaDraft): void {
  const name = textOf(definition.colname) ?? "";
  const constraints = listOf(definition.constraints).map((one) => fieldsOf(nodeOf(one, "Constraint") ?? undefined));
  const before = draft.known(table)?.columns.find((one) => one.name === name);
  const column = { ...(before ?? columnOf(name, definition, draft)), ...constrained(constraints) };
  const isSerial = before === undefined && isSerialType(definition);
  const sequence = isSerial || column.isIdentity ? addSequence(table, name, draft) : null;
  const learned: ColumnModel = isSerial
    ? { ...column, notNull: true, default: { sql: `nextval('${(sequence ?? "").replaceAll("'", "''")}'::regclass)` } }
    : column;
  draft.change(table, "r", ({ columns }) => ({
    columns: before === undefined ? [...columns, learned] : columns.map((one) => (one.name === name ? learned : one)),
  }));
  for (const constraint of constraints) learnConstraint(table, constraint, name, draft);
}

/** True for `serial` and its cousins, which are no types but a default. */
export function isSerialType(definition: SqlFields): boolean {
  const names = namesOf(fieldsOf(definition.typeName).names) ?? [];
  return names.length === 1 && /^(big|small)?serial[248]?$/.test(names[0] ?? "");
}

function columnOf(name: string, definition: SqlFields, draft: SchemaDraft): ColumnModel {
  const collation = namesOf(fieldsOf(definition.collClause).collname);
  return {
    name,
    type: typeText(fieldsOf(definition.typeName), draft),
    collation: collation === null || collation.length === 0 ? null : qualifiedName(...collation),
    notNull: false,
    default: null,
    generated: null,
    expression: null,
    isIdentity: false,
  };
}

function constrained(constraints: readonly SqlFields[]): Partial<ColumnModel> {
  const facts: { -readonly [Fact in keyof ColumnModel]?: ColumnModel[Fact] } = {};
  for (const { contype, raw_expr, generated_kind } of constraints) {
    if (contype === "CONSTR_NOTNULL" || contype === "CONSTR_PRIMARY" || contype === "CONSTR_IDENTITY") facts.notNull = true;
    if (contype === "CONSTR_IDENTITY") facts.isIdentity = true;
    else if (contype === "CONSTR_DEFAULT") facts.default = { tree: raw_expr ?? null };
    else if (contype === "CONSTR_GENERATED") {
      facts.generated = generated_kind === "v" ? "virtual" : "stored";
      facts.expression = { tree: raw_expr ?? null };
    }
  }
  return facts;
}

function addSequence(table: QualifiedName, column: string, draft: SchemaDraft): QualifiedName {
  const name = qualifiedName(unquoteIdentifier(containerOf(table)), freeName(table, column, "seq", draft));
  draft.add({ ...relationNamed(name, "S"), ownedBy: { table, column } });
  return name;
}
