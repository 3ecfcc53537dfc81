/**
 * Statements that stop a second run although SQL has a form that would let it pass. The rule that advises such forms and the verdict
 * about a second run both ask here, so that what one demands the other recognises.
 */

import { fieldsOf, isFields, type SqlFields, textOf } from "../sql/sql-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { clausesOf, nameOfList, relationOf } from "./names-in-tree.ts";
import { droppedBy, keyOf, madeBy, type NamedObject, renamedBy } from "./objects-in-tree.ts";

/** A clause that is not there and could be. */
export interface MissingGuard {
  readonly statement: JudgedStatement;
  /** What the statement does, in SQL's words: `CREATE TABLE public.users`. */
  readonly what: string;
  /** How to write it: `CREATE TABLE IF NOT EXISTS`. */
  readonly form: string;
}

/** In the order of the statements. What the file itself dropped before may be made plainly, and the other way round. */
export function* missingGuards(migration: JudgedMigration): Generator<MissingGuard> {
  const cleared = new Set<string>();
  const made = new Set<string>();
  for (const statement of migration.statements) {
    for (const object of droppedBy(statement, migration)) {
      if (object.isGuarded === false && !made.has(keyOf(object))) yield { statement, ...dropping(object) };
      cleared.add(keyOf(object));
    }
    for (const object of madeBy(statement, migration)) {
      if (object.isGuarded === false && !cleared.has(keyOf(object))) yield { statement, ...making(object) };
      made.add(keyOf(object));
    }
    const other = others[statement.node]?.(statement, migration) ?? null;
    const renamed = renamedBy(statement, migration);
    if (other !== null && !(renamed !== null && made.has(keyOf({ sort: renamed.sort, name: renamed.from }))))
      yield { statement, ...other };
  }
}

type Saying = Pick<MissingGuard, "what" | "form">;

const replaceable = new Set(["view", "function", "procedure", "trigger", "rule", "aggregate"]);

function making({ sort, name }: NamedObject): Saying {
  const word = sort.toUpperCase();
  if (sort === "column") return { what: `ADD COLUMN ${name}`, form: "ADD COLUMN IF NOT EXISTS" };
  const form = replaceable.has(sort) ? `CREATE OR REPLACE ${word}` : `CREATE ${word} IF NOT EXISTS`;
  return { what: `CREATE ${word} ${name}`, form };
}

function dropping({ sort, name }: Pick<NamedObject, "sort" | "name">): Saying {
  const word = sort.toUpperCase();
  return { what: `DROP ${word} ${name}`, form: `DROP ${word} IF EXISTS` };
}

type Other = (statement: JudgedStatement, migration: JudgedMigration) => Saying | null;

/** Statements that make, drop or move no object with a name of its own, or one that no rule about names asks for. */
const others: { readonly [node: string]: Other | undefined } = {
  AlterEnumStmt: ({ fields }) =>
    fields.oldVal !== undefined || fields.skipIfNewValExists === true
      ? null
      : { what: `ADD VALUE '${textOf(fields.newVal) ?? ""}'`, form: "ADD VALUE IF NOT EXISTS" },
  RenameStmt: movingRelation("renameType", "RENAME TO"),
  AlterObjectSchemaStmt: movingRelation("objectType", "SET SCHEMA"),
  DefineStmt: ({ fields }, migration) => {
    const name = nameOfList(migration, fields.defnames) ?? "";
    if (fields.kind === "OBJECT_AGGREGATE" && fields.replace !== true)
      return { what: `CREATE AGGREGATE ${name}`, form: "CREATE OR REPLACE AGGREGATE" };
    if (fields.kind === "OBJECT_COLLATION" && fields.if_not_exists !== true)
      return { what: `CREATE COLLATION ${name}`, form: "CREATE COLLATION IF NOT EXISTS" };
    return null;
  },
  CreateForeignServerStmt: ifNotExists("SERVER", "servername"),
  CreateUserMappingStmt: ifNotExists("USER MAPPING", "servername"),
  CreateTransformStmt: ({ fields }) =>
    fields.replace === true ? null : { what: "CREATE TRANSFORM", form: "CREATE OR REPLACE TRANSFORM" },
  CreatePLangStmt: ({ fields }) =>
    fields.replace === true ? null : { what: "CREATE LANGUAGE", form: "CREATE OR REPLACE LANGUAGE" },
  DropRoleStmt: ({ fields }) => unless(fields, "DROP ROLE", "DROP ROLE IF EXISTS"),
  DropUserMappingStmt: ({ fields }) => unless(fields, "DROP USER MAPPING", "DROP USER MAPPING IF EXISTS"),
  DropSubscriptionStmt: ({ fields }) => unless(fields, "DROP SUBSCRIPTION", "DROP SUBSCRIPTION IF EXISTS"),
  AlterDomainStmt: ({ fields }) =>
    fields.subtype === "X" ? unless(fields, `DROP CONSTRAINT ${textOf(fields.name) ?? ""}`, "DROP CONSTRAINT IF EXISTS") : null,
  AlterTSConfigurationStmt: ({ fields }) =>
    fields.kind === "ALTER_TSCONFIG_DROP_MAPPING" ? unless(fields, "DROP MAPPING", "DROP MAPPING IF EXISTS") : null,
  AlterTableStmt: (statement) => {
    for (const clause of clausesOf(statement, "OBJECT_TYPE"))
      if (clause.subtype === "AT_DropColumn" && clause.missing_ok !== true)
        return { what: `DROP ATTRIBUTE ${textOf(clause.name) ?? ""}`, form: "DROP ATTRIBUTE IF EXISTS" };
    for (const clause of clausesOf(statement, "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE")) {
      const word = columnWords[textOf(clause.subtype) ?? ""];
      if (word !== undefined && clause.missing_ok !== true)
        return { what: `DROP ${word} of ${textOf(clause.name) ?? ""}`, form: `DROP ${word} IF EXISTS` };
    }
    return null;
  },
};

const columnWords: { readonly [subtype: string]: string | undefined } = {
  AT_DropIdentity: "IDENTITY",
  AT_DropExpression: "EXPRESSION",
};

function unless(fields: SqlFields, what: string, form: string): Saying | null {
  return fields.missing_ok === true ? null : { what, form };
}

function ifNotExists(word: string, field: string): Other {
  return ({ fields }) =>
    fields.if_not_exists === true
      ? null
      : { what: `CREATE ${word} ${textOf(fields[field]) ?? ""}`, form: `CREATE ${word} IF NOT EXISTS` };
}

const relationWords: { readonly [objectType: string]: string | undefined } = {
  OBJECT_TABLE: "TABLE",
  OBJECT_FOREIGN_TABLE: "FOREIGN TABLE",
  OBJECT_VIEW: "VIEW",
  OBJECT_MATVIEW: "MATERIALIZED VIEW",
  OBJECT_SEQUENCE: "SEQUENCE",
  OBJECT_INDEX: "INDEX",
};

/** Only relations have IF EXISTS here: before a column's or a constraint's new name it is about their table. */
function movingRelation(sort: string, clause: string): Other {
  return ({ fields }, migration) => {
    const word = relationWords[textOf(fields[sort]) ?? ""];
    if (word === undefined || fields.missing_ok === true || !isFields(fields.relation)) return null;
    const name = relationOf(migration, fieldsOf(fields.relation));
    return { what: `ALTER ${word} ${name} ${clause}`, form: `ALTER ${word} IF EXISTS … ${clause}` };
  };
}
