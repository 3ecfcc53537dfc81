/** RENAME and SET SCHEMA of everything that is no relation. */

import { containerOf } from "../../catalog/object-id.ts";
import { qualifiedName } from "../../sql/quote.ts";
import { fieldsOf, listOf, namesOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { renameId } from "../dependents.ts";
import type { QualifiedName } from "../schema-model.ts";
import { resolveRoutines } from "./run-routine.ts";
import type { Reading } from "./statement-reader.ts";
import { renameTrigger } from "./trigger.ts";
import { idOfType, resolveType } from "./type-name.ts";
import { tablesOf } from "./user-types.ts";

type RenameReader = (fields: SqlFields, reading: Reading) => void;

/** A rename that only has a form. */
const renameUnheld: RenameReader = (fields, { on }) => {
  on.use("rename", null, { part: textOf(fields.subname) });
};

const renameType: RenameReader = (fields, { draft, on }) => {
  const from = resolveType(namesOf(listOf(nodeOf(fields.object, "List")?.items)) ?? [], draft);
  on.use("rename", draft.known(from));
  moveType(from, `${containerOf(from)}.${qualifiedName(textOf(fields.newname) ?? "")}`, { draft });
};

const renameAttribute: RenameReader = (fields, { draft, on }) => {
  const type = draft.relation(draft.resolve(fieldsOf(fields.relation)), "c");
  if (type === null) return;
  const part = textOf(fields.subname);
  on.use("rename", type, { part });
  if (fields.behavior === "DROP_CASCADE")
    for (const table of tablesOf(type, draft)) on.use("rename", table, { part, via: `made of ${type.name}` });
};

const renamePolicy: RenameReader = (fields, { draft, on }) => {
  on.use("rename-policy", draft.relation(draft.resolve(fieldsOf(fields.relation)), "r"), { part: textOf(fields.subname) });
};

const renameRule: RenameReader = (fields, { draft, on }) => {
  on.use("change-rule", draft.relation(draft.resolve(fieldsOf(fields.relation)), "r"), { part: textOf(fields.subname) });
};

const renameRoutine: RenameReader = (fields, { draft, on }) => {
  const parts = partsOfRoutine(fields);
  on.use("rename", null, { part: parts.join(".") });
  moveRoutines(parts, (name) => `${containerOf(name)}.${qualifiedName(textOf(fields.newname) ?? "")}`, { draft });
};

/** By `renameType` of `RenameStmt`. */
export const renameOtherReaders: { readonly [renameType: string]: RenameReader | undefined } = {
  OBJECT_TYPE: renameType,
  OBJECT_DOMAIN: renameType,
  OBJECT_ATTRIBUTE: renameAttribute,
  OBJECT_TRIGGER: (fields, reading) => renameTrigger(fields, reading),
  OBJECT_POLICY: renamePolicy,
  OBJECT_RULE: renameRule,
  OBJECT_FUNCTION: renameRoutine,
  OBJECT_PROCEDURE: renameRoutine,
  OBJECT_ROUTINE: renameRoutine,
  OBJECT_AGGREGATE: renameRoutine,
  OBJECT_DOMCONSTRAINT: renameUnheld,
  OBJECT_SCHEMA: undefined,
  ...Object.fromEntries(
    `ACCESS_METHOD CAST COLLATION CONVERSION DATABASE EVENT_TRIGGER FDW FOREIGN_SERVER LANGUAGE OPCLASS OPFAMILY PUBLICATION ROLE
    SUBSCRIPTION TABLESPACE TSCONFIGURATION TSDICTIONARY TSPARSER TSTEMPLATE`
      .split(/\s+/)
      .map((word) => [`OBJECT_${word}`, renameUnheld] as const),
  ),
};

const moveTypeToSchema: RenameReader = (fields, { draft, on }) => {
  const from = resolveType(namesOf(listOf(nodeOf(fields.object, "List")?.items)) ?? [], draft);
  on.use("rename", null, { part: from });
  moveType(from, toSchema(from, textOf(fields.newschema) ?? ""), { draft });
};

const moveRoutineToSchema: RenameReader = (fields, { draft, on }) => {
  const parts = partsOfRoutine(fields);
  on.use("rename", null, { part: parts.join(".") });
  moveRoutines(parts, (name) => toSchema(name, textOf(fields.newschema) ?? ""), { draft });
};

/** By `objectType` of `AlterObjectSchemaStmt`. */
export const setSchemaOtherReaders: { readonly [objectType: string]: RenameReader | undefined } = {
  OBJECT_TYPE: moveTypeToSchema,
  OBJECT_DOMAIN: moveTypeToSchema,
  OBJECT_FUNCTION: moveRoutineToSchema,
  OBJECT_PROCEDURE: moveRoutineToSchema,
  OBJECT_ROUTINE: moveRoutineToSchema,
  OBJECT_AGGREGATE: moveRoutineToSchema,
  ...Object.fromEntries(
    "COLLATION CONVERSION EXTENSION OPERATOR OPCLASS OPFAMILY TSCONFIGURATION TSDICTIONARY TSPARSER TSTEMPLATE"
      .split(" ")
      .map((word) => [`OBJECT_${word}`, renameUnheld] as const),
  ),
};

function toSchema(name: QualifiedName, schema: string): QualifiedName {
  return `${qualifiedName(schema)}${name.slice(containerOf(name).length)}`;
}

function partsOfRoutine(fields: SqlFields): readonly string[] {
  return namesOf(nodeOf(fields.object, "ObjectWithArgs")?.objname) ?? [];
}

// columns spell the type's name, so they follow
function moveType(from: QualifiedName, to: QualifiedName, { draft }: Pick<Reading, "draft">): void {
  const type = draft.type(from);
  if (type !== null) {
    const before = idOfType(from, draft);
    renameId(before, before.replace(from, to), draft);
    draft.setType(from, null);
    draft.setType(to, type);
  }
  for (const { name } of draft.usersOf(from))
    draft.change(name, "r", ({ columns }) => ({
      columns: columns.map((column) =>
        column.type?.startsWith(from) === true ? { ...column, type: column.type.replace(from, to) } : column,
      ),
    }));
  if (draft.known(from)?.relkind === "c") draft.rename(from, to, "c");
}

function moveRoutines(
  parts: readonly string[],
  to: (name: QualifiedName) => QualifiedName,
  { draft }: Pick<Reading, "draft">,
): void {
  const routines = resolveRoutines(parts, draft);
  for (const { name } of routines.slice(0, 1)) draft.removeRoutines(name);
  for (const routine of routines) draft.addRoutine({ ...routine, name: to(routine.name) });
}
