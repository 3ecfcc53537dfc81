/** CREATE and ALTER TYPE: enums grow in place; a composite type drags the tables along that are made of it. */

import { containerOf } from "../../catalog/object-id.ts";
import { unquoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import type { SchemaDraft } from "../schema-draft.ts";
import { type QualifiedName, type RelationModel, relationNamed } from "../schema-model.ts";
import type { StatementReader } from "./statement-reader.ts";
import { resolveType } from "./type-name.ts";

/** Reads `CreateEnumStmt` and `CreateRangeStmt`. */
export const createType: StatementReader = (fields, { draft, on }) => {
  on.use("create-type", null);
  draft.setType(resolveType(namesOf(fields.typeName) ?? [], draft), { typtype: fields.vals === undefined ? "r" : "e" });
};

/** Reads `CompositeTypeStmt`. */
export const createCompositeType: StatementReader = (fields, { draft, on }) => {
  const name = draft.resolve(fieldsOf(fields.typevar));
  on.use("create-type", null);
  draft.setType(name, { typtype: "c" });
  draft.add(relationNamed(name, "c"));
};

/** Reads `AlterEnumStmt`: a value is added or renamed. */
export const alterEnum: StatementReader = ({ newVal, oldVal }, { on }) => {
  on.use(oldVal === undefined ? "add-enum-value" : "rename-enum-value", null, { part: textOf(oldVal ?? newVal) });
};

/** Reads `AlterTableStmt` of a type: its attributes. */
export const alterCompositeType: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const type = draft.relation(draft.resolve(fieldsOf(fields.relation)), "c");
  if (type === null) return;
  for (const command of listOf(fields.cmds)) {
    const clause = fieldsOf(nodeOf(command, "AlterTableCmd") ?? undefined);
    const isTypeChange = clause.subtype === "AT_AlterColumnType";
    const form = isTypeChange ? "alter-composite-attribute-type" : "alter-composite-type";
    on.use(form, type, { part: textOf(clause.name) ?? textOf(fieldsOf(nodeOf(clause.def, "ColumnDef") ?? undefined).colname) });
    if (clause.behavior !== "DROP_CASCADE") continue;
    if (!draft.isComplete && !type.isNew) on.unknown(`which tables are made of ${type.name}`);
    // the server alters each of these tables as if ALTER TABLE said the same
    for (const table of tablesOf(type, draft))
      reading.read({ AlterTableStmt: { relation: rangeVarOf(table.name), cmds: [command], objtype: "OBJECT_TABLE" } });
  }
};

function rangeVarOf(name: QualifiedName): SqlFields {
  const schema = containerOf(name);
  return { schemaname: unquoteIdentifier(schema), relname: unquoteIdentifier(name.slice(schema.length + 1)), inh: true };
}

/** Typed tables (`CREATE TABLE … OF`). */
export function tablesOf(type: RelationModel, draft: SchemaDraft): readonly RelationModel[] {
  return [...draft.relationNames()].flatMap((name) => {
    const relation = draft.known(name);
    return relation?.ofType === type.name ? [relation] : [];
  });
}
