/**
 * What statements make, drop and rename, by name: for rules that compare a migration with its way back, or ask whether it can run
 * twice. Only what has a name of its own counts.
 */

import { containerOf } from "../catalog/object-id.ts";
import { oncePerPart } from "../once-per.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import { indexNames } from "../sql/default-names.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { fieldsOf, isFields, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../sql/sql-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { besideRelation, clausesOf, elementsOf, nameOfList, relationOf } from "./names-in-tree.ts";

/** An object that a statement names. */
export interface NamedObject {
  /** As SQL calls it, in lower case: `table`, `column`, `policy`. */
  readonly sort: string;
  /** Quoted and qualified; of parts with what they are part of: `public.users.email`. */
  readonly name: string;
  /** The relation that it is part of and goes with. */
  readonly of: QualifiedName | null;
  /** It says IF [NOT] EXISTS or OR REPLACE; null where SQL has no such clause for it. */
  readonly isGuarded: boolean | null;
  readonly statement: JudgedStatement;
}

/** A rename: the same object under two names. */
export interface Renamed {
  readonly sort: string;
  readonly from: string;
  readonly to: string;
  readonly statement: JudgedStatement;
}

/** Which object is meant, whatever word a DROP uses for it. */
export function keyOf({ sort, name }: Pick<NamedObject, "sort" | "name">): string {
  return `${keySorts[sort] ?? sort}:${name}`;
}

const keySorts: { readonly [sort: string]: string | undefined } = {
  domain: "type",
  procedure: "function",
  routine: "function",
  aggregate: "function",
};

/** What the statement makes; nothing temporary. */
export const madeBy = oncePerPart((statement: JudgedStatement, migration: JudgedMigration): readonly NamedObject[] => [
  ...findMade(statement, migration),
]);

function* findMade(statement: JudgedStatement, migration: JudgedMigration): Generator<NamedObject> {
  for (const { sort, name, of = null, isGuarded } of makers[statement.node]?.(statement.fields, migration) ?? [])
    if (name !== null) yield { sort, name, of, isGuarded, statement };
  for (const clause of clausesOf(statement, "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE")) {
    const table = relationOf(migration, fieldsOf(statement.fields.relation));
    const def = fieldsOf(clause.def);
    const column = textOf(nodeOf(def, "ColumnDef")?.colname);
    const constraint = textOf(nodeOf(def, "Constraint")?.conname);
    if (clause.subtype === "AT_AddColumn" && column !== null)
      yield { sort: "column", name: part(table, column), of: table, isGuarded: clause.missing_ok === true, statement };
    if (clause.subtype === "AT_AddConstraint" && constraint !== null)
      yield { sort: "constraint", name: part(table, constraint), of: table, isGuarded: null, statement };
  }
}

/** What the statement drops. */
export const droppedBy = oncePerPart((statement: JudgedStatement, migration: JudgedMigration): readonly NamedObject[] => [
  ...findDropped(statement, migration),
]);

function* findDropped(statement: JudgedStatement, migration: JudgedMigration): Generator<NamedObject> {
  const { node, fields } = statement;
  const isGuarded = fields.missing_ok === true;
  if (node === "DropStmt") {
    const sort = sortOf(fields.removeType);
    for (const object of listOf(fields.objects)) {
      const parts = nameParts(object);
      if (parts.length === 0) continue;
      if (sort === "trigger" || sort === "policy" || sort === "rule") {
        const table = migration.after.resolveParts(parts.slice(0, -1));
        yield { sort, name: part(table, parts.at(-1) ?? ""), of: table, isGuarded, statement };
      } else if (unqualified.has(sort)) yield { sort, name: quoteIdentifier(parts.at(-1) ?? ""), of: null, isGuarded, statement };
      else yield { sort, name: migration.after.resolveParts(parts), of: null, isGuarded, statement };
    }
  }
  for (const clause of clausesOf(statement, "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE")) {
    const sort = droppedSorts[textOf(clause.subtype) ?? ""];
    const name = textOf(clause.name);
    if (sort === undefined || name === null) continue;
    const table = relationOf(migration, fieldsOf(fields.relation));
    yield { sort, name: part(table, name), of: table, isGuarded: clause.missing_ok === true, statement };
  }
}

const droppedSorts: { readonly [subtype: string]: string | undefined } = {
  AT_DropColumn: "column",
  AT_DropConstraint: "constraint",
};

/** What the statement renames; not what it moves to another schema. */
export function renamedBy(statement: JudgedStatement, migration: JudgedMigration): Renamed | null {
  const { node, fields } = statement;
  const newName = textOf(fields.newname);
  if (node !== "RenameStmt" || newName === null) return null;
  const sort = sortOf(fields.renameType);
  const old = textOf(fields.subname);
  if (isFields(fields.relation)) {
    const relation = relationOf(migration, fields.relation);
    if (old !== null) return { sort, from: part(relation, old), to: part(relation, newName), statement };
    return { sort, from: relation, to: part(containerOf(relation), newName), statement };
  }
  const from = nameOfList(migration, nodeOf(fields.object, "List")?.items ?? nodeOf(fields.object, "ObjectWithArgs")?.objname);
  if (from === null || old !== null) return null;
  return { sort, from, to: part(containerOf(from), newName), statement };
}

const unqualified = new Set([
  "schema",
  "extension",
  "event trigger",
  "role",
  "language",
  "publication",
  "server",
  "access method",
]);

function sortOf(objectType: SqlTree | undefined): string {
  const sort = (textOf(objectType) ?? "").replace("OBJECT_", "").replaceAll("_", " ").toLowerCase();
  return { matview: "materialized view", tabconstraint: "constraint", "statistic ext": "statistics" }[sort] ?? sort;
}

function part(container: string, name: string): string {
  return `${container}.${quoteIdentifier(name)}`;
}

/** What DROP lists: a list of names, a name with arguments, a type or one word. */
function nameParts(object: SqlTree): readonly string[] {
  const list = nodeOf(object, "List")?.items ?? nodeOf(object, "ObjectWithArgs")?.objname ?? nodeOf(object, "TypeName")?.names;
  return namesOf(list ?? [object]) ?? [];
}

interface Making {
  readonly sort: string;
  readonly name: string | null;
  readonly of?: QualifiedName | null;
  readonly isGuarded: boolean | null;
}

type Maker = (fields: SqlFields, migration: JudgedMigration) => readonly Making[];

const isTemporary = (rangeVar: SqlFields) => rangeVar.relpersistence === "t";

function relation(sort: string, field: string, guard: string): Maker {
  return (fields, migration) => {
    const rangeVar = fieldsOf(fields[field]);
    if (isTemporary(rangeVar)) return [];
    return [{ sort, name: relationOf(migration, rangeVar), isGuarded: fields[guard] === true }];
  };
}

function partOfTable(sort: string, table: string, name: string, guard: string | null): Maker {
  return (fields, migration) => {
    const of = relationOf(migration, fieldsOf(fields[table]));
    const own = textOf(fields[name]);
    return own === null ? [] : [{ sort, name: part(of, own), of, isGuarded: guard === null ? null : fields[guard] === true }];
  };
}

function named(sort: string, field: string, guard: string | null): Maker {
  return (fields, migration) => {
    const list = nameOfList(migration, fields[field]);
    const name = list ?? (typeof fields[field] === "string" ? quoteIdentifier(fields[field]) : null);
    return [{ sort, name, isGuarded: guard === null ? null : fields[guard] === true }];
  };
}

const makers: { readonly [node: string]: Maker | undefined } = {
  CreateStmt: (fields, migration) => {
    const [parent] = elementsOf(fields.inhRelations, "RangeVar");
    // a partition goes with what it is a partition of
    const of = fields.partbound === undefined || parent === undefined ? null : relationOf(migration, parent);
    return relation("table", "relation", "if_not_exists")(fields, migration).map((made) => ({ ...made, of }));
  },
  CreateForeignTableStmt: (fields, migration) =>
    relation("foreign table", "relation", "if_not_exists")(fieldsOf(fields.base), migration),
  CreateTableAsStmt: (fields, migration) => {
    const rangeVar = fieldsOf(fieldsOf(fields.into).rel);
    if (isTemporary(rangeVar)) return [];
    return [{ sort: sortOf(fields.objtype), name: relationOf(migration, rangeVar), isGuarded: fields.if_not_exists === true }];
  },
  ViewStmt: relation("view", "view", "replace"),
  IndexStmt: (fields, migration) => {
    const table = fieldsOf(fields.relation);
    const name = textOf(fields.idxname) ?? indexNames(textOf(table.relname) ?? "", fields)[0] ?? null;
    const of = relationOf(migration, table);
    const isGuarded = fields.if_not_exists === true;
    return [{ sort: "index", name: name === null ? null : besideRelation(migration, table, name), of, isGuarded }];
  },
  CreateSeqStmt: relation("sequence", "sequence", "if_not_exists"),
  CreateEnumStmt: named("type", "typeName", null),
  CreateRangeStmt: named("type", "typeName", null),
  CompositeTypeStmt: (fields, migration) => [
    { sort: "type", name: relationOf(migration, fieldsOf(fields.typevar)), isGuarded: null },
  ],
  CreateDomainStmt: named("domain", "domainname", null),
  CreateFunctionStmt: (fields, migration) =>
    named(fields.is_procedure === true ? "procedure" : "function", "funcname", "replace")(fields, migration),
  CreateTrigStmt: (fields, migration) =>
    // OR REPLACE is refused for constraint triggers
    partOfTable("trigger", "relation", "trigname", fields.isconstraint === true ? null : "replace")(fields, migration),
  CreatePolicyStmt: partOfTable("policy", "table", "policy_name", null),
  RuleStmt: partOfTable("rule", "relation", "rulename", "replace"),
  CreateSchemaStmt: named("schema", "schemaname", "if_not_exists"),
  CreateExtensionStmt: named("extension", "extname", "if_not_exists"),
  CreateStatsStmt: (fields, migration) => [
    { sort: "statistics", name: nameOfList(migration, fields.defnames), isGuarded: fields.if_not_exists === true },
  ],
  CreateEventTrigStmt: named("event trigger", "trigname", null),
  CreatePublicationStmt: named("publication", "pubname", null),
};
