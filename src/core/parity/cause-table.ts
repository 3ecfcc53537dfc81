/** What CREATE TABLE and the subcommands of ALTER TABLE touch, down to columns, constraints and owned sequences. */

import { constraintNames, defaultName } from "../sql/default-names.ts";
import { fieldsOf, listOf, nodeOf, type SqlFields, textOf } from "../sql/sql-tree.ts";
import type { Effect, Touch } from "./cause-effect.ts";
import { relationNames } from "./cause-relation-names.ts";

const serials = new Set(["serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"]);

/** What a subcommand does to the column that it names. */
const columnCommands: Readonly<Record<string, readonly Effect[]>> = {
  AT_DropColumn: ["drop"],
  AT_AlterColumnType: ["alter"],
  AT_ColumnDefault: ["alter"],
  AT_DropNotNull: ["alter"],
  AT_SetNotNull: ["alter"],
  AT_SetStatistics: ["alter"],
  AT_SetOptions: ["alter"],
  AT_ResetOptions: ["alter"],
  AT_SetStorage: ["alter"],
  AT_SetCompression: ["alter"],
  AT_AddIdentity: ["alter"],
  AT_SetIdentity: ["alter"],
  AT_DropIdentity: ["alter"],
  AT_DropExpression: ["alter"],
  AT_SetExpression: ["alter"],
  AT_AlterColumnGenericOptions: ["alter"],
};

/** What a subcommand does to the constraint, trigger or rule that it names. */
const namedCommands: Readonly<Record<string, { readonly space: string; readonly effect: Effect }>> = {
  AT_DropConstraint: { space: "constraint", effect: "drop" },
  AT_ValidateConstraint: { space: "constraint", effect: "alter" },
  AT_EnableTrig: { space: "trigger", effect: "alter" },
  AT_EnableAlwaysTrig: { space: "trigger", effect: "alter" },
  AT_EnableReplicaTrig: { space: "trigger", effect: "alter" },
  AT_DisableTrig: { space: "trigger", effect: "alter" },
  AT_EnableRule: { space: "rule", effect: "alter" },
  AT_DisableRule: { space: "rule", effect: "alter" },
};

/** CREATE TABLE: the table stands for all its parts; only sequences and indexes live outside it. */
export function createTable(fields: SqlFields, touch: Touch): void {
  const table = relationNames(fields.relation);
  touch("create", "relation", table);
  for (const element of [...listOf(fields.tableElts), ...listOf(fields.constraints)]) {
    const column = nodeOf(element, "ColumnDef");
    if (column !== null) addColumn(table, column, touch);
    const constraint = nodeOf(element, "Constraint");
    if (constraint !== null) addConstraint(table, constraint, null, touch);
  }
}

/** ALTER TABLE, and whatever else Postgres parses as such: ALTER VIEW … OWNER, ALTER TYPE … ADD ATTRIBUTE. */
export function alterTable(fields: SqlFields, touch: Touch): void {
  const table = relationNames(fields.relation);
  const space = fields.objtype === "OBJECT_TYPE" ? "type" : "relation";
  for (const element of listOf(fields.cmds)) {
    const command = nodeOf(element, "AlterTableCmd");
    if (command !== null) alterPart(table, space, command, touch);
  }
}

function alterPart(table: readonly string[], space: string, command: SqlFields, touch: Touch): void {
  const type = textOf(command.subtype) ?? "";
  const name = textOf(command.name);
  const named = namedCommands[type];
  const column = nodeOf(command.def, "ColumnDef");
  const constraint = nodeOf(command.def, "Constraint");
  const alteration = nodeOf(command.def, "ATAlterConstraint");
  const partition = nodeOf(command.def, "PartitionCmd");
  if (type === "AT_AddColumn" && column !== null && space === "relation") addColumn(table, column, touch);
  else if (type === "AT_AddConstraint" && constraint !== null) addConstraint(table, constraint, null, touch);
  else if (alteration !== null) touch("alter", "constraint", [...table, textOf(alteration.conname) ?? ""]);
  else if (columnCommands[type] !== undefined && name !== null && space === "relation") {
    for (const effect of columnCommands[type]) touch(effect, "column", [...table, name]);
    if (type === "AT_AddIdentity" || type === "AT_DropIdentity") ownedSequence(table, name, touch);
  } else if (named !== undefined && name !== null) {
    touch(named.effect, named.space, [...table, name]);
    // a constraint's index goes with it
    if (type === "AT_DropConstraint") touch("drop", "relation", [...table.slice(0, -1), name]);
  } else {
    touch("alter", space, table);
    if (partition !== null) touch("alter", "relation", relationNames(partition.name));
  }
}

function addColumn(table: readonly string[], column: SqlFields, touch: Touch): void {
  const name = textOf(column.colname) ?? "";
  touch("create", "column", [...table, name]);
  const types = listOf(fieldsOf(column.typeName).names).map((part) => textOf(nodeOf(part, "String")?.sval));
  const constraints = listOf(column.constraints).map((constraint) => nodeOf(constraint, "Constraint") ?? {});
  const isIdentity = constraints.some((constraint) => constraint.contype === "CONSTR_IDENTITY");
  if (isIdentity || serials.has(types.at(-1) ?? "")) ownedSequence(table, name, touch);
  for (const constraint of constraints) addConstraint(table, constraint, name, touch);
}

function addConstraint(table: readonly string[], constraint: SqlFields, column: string | null, touch: Touch): void {
  const relation = table.at(-1) ?? "";
  const keys = listOf(constraint.keys).map((key) => textOf(nodeOf(key, "String")?.sval) ?? "");
  // a primary key makes its columns NOT NULL
  for (const key of keys) touch("alter", "column", [...table, key]);
  for (const name of constraintNames(relation, constraint, column)) {
    touch("create", "constraint", [...table, name]);
    if (["CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_EXCLUSION"].includes(textOf(constraint.contype) ?? "")) {
      touch("create", "relation", [...table.slice(0, -1), name]);
    }
  }
}

function ownedSequence(table: readonly string[], column: string, touch: Touch): void {
  const name = defaultName(table.at(-1) ?? "", column, "seq");
  for (const effect of ["create", "drop"] as const) touch(effect, "relation", [...table.slice(0, -1), name]);
}
