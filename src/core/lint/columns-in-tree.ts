/** Columns that a migration defines, in CREATE TABLE and ADD COLUMN alike, with what stands at the column. */

import { oncePer } from "../once-per.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, textOf } from "../sql/sql-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { clausesOf, elementsOf, relationOf } from "./names-in-tree.ts";

/** A column's definition. */
export interface DefinedColumn {
  readonly table: QualifiedName;
  /** Unquoted. */
  readonly name: string;
  /** The fields of its `TypeName`. */
  readonly type: SqlFields;
  /** The last part of the type's name, as the parser spells it: `int4`, `varchar`, `serial`. */
  readonly typeName: string;
  /** The fields of the `Constraint`s that stand at it. */
  readonly constraints: readonly SqlFields[];
  /** Its table is made by the same statement. */
  readonly isOfNewTable: boolean;
  readonly statement: JudgedStatement;
}

/** A constraint's definition. */
export interface DefinedConstraint {
  readonly table: QualifiedName;
  /** The fields of its `Constraint`. */
  readonly fields: SqlFields;
  /** The column that it stands at; null for one of the table. */
  readonly column: string | null;
  readonly isOfNewTable: boolean;
  readonly statement: JudgedStatement;
}

/** Every column, in order; not those of temporary tables, of foreign tables and of partitions. */
export const columnsIn = oncePer((migration: JudgedMigration): readonly DefinedColumn[] => [...findColumns(migration)]);

function* findColumns(migration: JudgedMigration): Generator<DefinedColumn> {
  for (const statement of migration.statements) {
    const rangeVar = fieldsOf(statement.fields.relation);
    if (rangeVar.relpersistence === "t") continue;
    const table = relationOf(migration, rangeVar);
    const isOfNewTable = statement.node === "CreateStmt";
    const definitions = isOfNewTable
      ? listOf(statement.fields.tableElts)
      : clausesOf(statement, "OBJECT_TABLE").flatMap((clause) => (clause.subtype === "AT_AddColumn" ? [clause.def ?? null] : []));
    for (const definition of definitions) {
      const fields = nodeOf(definition, "ColumnDef");
      const name = textOf(fields?.colname);
      if (fields === null || name === null) continue;
      const type = fieldsOf(fields.typeName);
      const constraints = elementsOf(fields.constraints, "Constraint");
      yield { table, name, type, typeName: namesOf(type.names)?.at(-1) ?? "", constraints, isOfNewTable, statement };
    }
  }
}

/** Every constraint of tables, at columns and apart. */
export const constraintsIn = oncePer((migration: JudgedMigration): readonly DefinedConstraint[] => [
  ...findConstraints(migration),
]);

function* findConstraints(migration: JudgedMigration): Generator<DefinedConstraint> {
  for (const { table, name, constraints, isOfNewTable, statement } of columnsIn(migration))
    for (const fields of constraints) yield { table, fields, column: name, isOfNewTable, statement };
  for (const statement of migration.statements) {
    const rangeVar = fieldsOf(statement.fields.relation);
    if (rangeVar.relpersistence === "t") continue;
    const isOfNewTable = statement.node === "CreateStmt";
    const apart = isOfNewTable
      ? listOf(statement.fields.tableElts)
      : clausesOf(statement, "OBJECT_TABLE").flatMap(({ subtype, def }) => (subtype === "AT_AddConstraint" ? [def ?? null] : []));
    for (const element of apart) {
      const fields = nodeOf(element, "Constraint");
      if (fields !== null) yield { table: relationOf(migration, rangeVar), fields, column: null, isOfNewTable, statement };
    }
  }
}

/** A foreign key's definition. */
export interface DefinedForeignKey {
  readonly table: QualifiedName;
  /** Unquoted, in order. */
  readonly columns: readonly string[];
  readonly referenced: QualifiedName;
  /** Empty where the primary key is meant. */
  readonly referencedColumns: readonly string[];
  readonly statement: JudgedStatement;
}

/** Every foreign key. */
export const foreignKeysIn = oncePer((migration: JudgedMigration): readonly DefinedForeignKey[] => [
  ...findForeignKeys(migration),
]);

function* findForeignKeys(migration: JudgedMigration): Generator<DefinedForeignKey> {
  for (const { table, fields, column, statement } of constraintsIn(migration)) {
    if (fields.contype !== "CONSTR_FOREIGN") continue;
    yield {
      table,
      columns: column === null ? (namesOf(fields.fk_attrs) ?? []) : [column],
      referenced: relationOf(migration, fieldsOf(fields.pktable)),
      referencedColumns: namesOf(fields.pk_attrs) ?? [],
      statement,
    };
  }
}
