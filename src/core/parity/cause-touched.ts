/**
 * What a migration's statements create, change and drop, as far as their text tells. Used to say which pending file a
 * difference comes from; a DO block or a function call may do anything and is reported as opaque, never guessed at.
 */

import { indexNames } from "../sql/default-names.ts";
import { tryParseSql } from "../sql/parse-sql.ts";
import { splitStatements } from "../sql/split-statements.ts";
import { fieldsOf, isFields, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf, treeOf } from "../sql/sql-tree.ts";
import { addressOf, type CauseAddress } from "./cause-address.ts";
import type { Effect, Touch } from "./cause-effect.ts";
import { relationNames } from "./cause-relation-names.ts";
import { alterTable, createTable } from "./cause-table.ts";

/** Everything that a text touches. */
export interface TouchedObjects {
  readonly effects: ReadonlyMap<CauseAddress, ReadonlySet<Effect>>;
  /** 1-based lines of statements that may do anything (DO blocks) or that do not parse. */
  readonly opaque: readonly number[];
}

/** Grammar's object types → name spaces. */
const spaceOf: Readonly<Record<string, string>> = {
  OBJECT_TABLE: "relation",
  OBJECT_VIEW: "relation",
  OBJECT_MATVIEW: "relation",
  OBJECT_INDEX: "relation",
  OBJECT_SEQUENCE: "relation",
  OBJECT_FOREIGN_TABLE: "relation",
  OBJECT_TYPE: "type",
  OBJECT_DOMAIN: "type",
  OBJECT_FUNCTION: "routine",
  OBJECT_PROCEDURE: "routine",
  OBJECT_ROUTINE: "routine",
  OBJECT_AGGREGATE: "routine",
  OBJECT_COLUMN: "column",
  OBJECT_TABCONSTRAINT: "constraint",
  OBJECT_DOMCONSTRAINT: "constraint",
  OBJECT_TRIGGER: "trigger",
  OBJECT_POLICY: "policy",
  OBJECT_RULE: "rule",
  OBJECT_SCHEMA: "schema",
  OBJECT_EXTENSION: "extension",
  OBJECT_ROLE: "role",
  OBJECT_EVENT_TRIGGER: "event-trigger",
  OBJECT_PUBLICATION: "publication",
  OBJECT_SUBSCRIPTION: "subscription",
  OBJECT_LANGUAGE: "language",
  OBJECT_FDW: "foreign-data-wrapper",
  OBJECT_FOREIGN_SERVER: "server",
  OBJECT_DATABASE: "database",
  OBJECT_COLLATION: "collation",
  OBJECT_CONVERSION: "conversion",
  OBJECT_STATISTIC_EXT: "statistics",
  OBJECT_TSPARSER: "text-search-parser",
  OBJECT_TSTEMPLATE: "text-search-template",
  OBJECT_TSDICTIONARY: "text-search-dictionary",
  OBJECT_TSCONFIGURATION: "text-search-configuration",
};

/** Reads a migration's text; unqualified names are of the default schema until the text sets search_path. Needs `loadParser()`. */
export function touchedObjects(text: string, defaultSchema = "public"): TouchedObjects {
  const effects = new Map<CauseAddress, Set<Effect>>();
  const opaque: number[] = [];
  let schema = defaultSchema;
  const touch: Touch = (effect, space, names) => {
    if (names.length === 0) return;
    const address = addressOf(space, names, schema);
    const known = effects.get(address);
    if (known === undefined) effects.set(address, new Set([effect]));
    else known.add(effect);
  };
  for (const part of splitStatements(text)) {
    if (part.kind !== "statement") continue;
    const outcome = tryParseSql(part.text);
    if (!outcome.ok) opaque.push(part.line);
    for (const { tree } of outcome.ok ? outcome.statements : []) {
      const [type = "", fields] = Object.entries(fieldsOf(treeOf(tree)))[0] ?? [];
      if (type === "DoStmt" || type === "ExecuteStmt") opaque.push(part.line);
      schema = searchPath(type, fieldsOf(fields)) ?? schema;
      handlers[type]?.(fieldsOf(fields), touch);
    }
  }
  return { effects, opaque };
}

function searchPath(type: string, fields: SqlFields): string | null {
  if (type !== "VariableSetStmt" || fields.name !== "search_path") return null;
  return textOf(fieldsOf(nodeOf(listOf(fields.args)[0], "A_Const")?.sval).sval);
}

type Handler = (fields: SqlFields, touch: Touch) => void;

const global =
  (effect: Effect, space: string, field: string): Handler =>
  (fields, touch) =>
    touch(effect, space, [textOf(fields[field]) ?? ""]);
const listed =
  (effect: Effect, space: string, field: string): Handler =>
  (fields, touch) =>
    touch(effect, space, namesOf(fields[field]) ?? []);
const related =
  (effect: Effect, space: string, relation: string, field: string): Handler =>
  (fields, touch) =>
    touch(effect, space, [...relationNames(fields[relation]), textOf(fields[field]) ?? ""]);

/** One entry per statement type; types without one (queries, data changes, settings) touch no object. */
const handlers: Readonly<Record<string, Handler>> = {
  CreateStmt: createTable,
  CreateForeignTableStmt: (fields, touch) => createTable(fieldsOf(fields.base), touch),
  AlterTableStmt: alterTable,
  CreateTableAsStmt: (fields, touch) => touch("create", "relation", relationNames(fieldsOf(fields.into).rel)),
  ViewStmt: (fields, touch) => touch("create", "relation", relationNames(fields.view)),
  IndexStmt: createIndex,
  CreateSeqStmt: (fields, touch) => touch("create", "relation", relationNames(fields.sequence)),
  AlterSeqStmt: (fields, touch) => touch("alter", "relation", relationNames(fields.sequence)),
  CreateFunctionStmt: listed("create", "routine", "funcname"),
  AlterFunctionStmt: (fields, touch) => touch("alter", "routine", objectNames({ ObjectWithArgs: fieldsOf(fields.func) })),
  CreateEnumStmt: listed("create", "type", "typeName"),
  AlterEnumStmt: listed("alter", "type", "typeName"),
  CreateRangeStmt: listed("create", "type", "typeName"),
  CreateDomainStmt: listed("create", "type", "domainname"),
  AlterDomainStmt: alterDomain,
  CompositeTypeStmt: (fields, touch) => touch("create", "type", relationNames(fields.typevar)),
  DefineStmt: (fields, touch) => touch("create", spaceOf[textOf(fields.kind) ?? ""] ?? "?", namesOf(fields.defnames) ?? []),
  CreateTrigStmt: related("create", "trigger", "relation", "trigname"),
  CreatePolicyStmt: related("create", "policy", "table", "policy_name"),
  AlterPolicyStmt: related("alter", "policy", "table", "policy_name"),
  RuleStmt: related("create", "rule", "relation", "rulename"),
  CreateStatsStmt: listed("create", "statistics", "defnames"),
  CreateExtensionStmt: global("create", "extension", "extname"),
  AlterExtensionStmt: global("alter", "extension", "extname"),
  CreateSchemaStmt: createSchema,
  CreateRoleStmt: global("create", "role", "role"),
  AlterRoleStmt: (fields, touch) => touch("alter", "role", roleName(fields.role)),
  DropRoleStmt: (fields, touch) => {
    for (const role of listOf(fields.roles)) touch("drop", "role", roleName(nodeOf(role, "RoleSpec") ?? {}));
  },
  CreatePublicationStmt: global("create", "publication", "pubname"),
  AlterPublicationStmt: alterPublication,
  CreateSubscriptionStmt: global("create", "subscription", "subname"),
  AlterSubscriptionStmt: global("alter", "subscription", "subname"),
  CreateEventTrigStmt: global("create", "event-trigger", "trigname"),
  AlterEventTrigStmt: global("alter", "event-trigger", "trigname"),
  CreateForeignServerStmt: global("create", "server", "servername"),
  CreateFdwStmt: global("create", "foreign-data-wrapper", "fdwname"),
  DropStmt: (fields, touch) => {
    for (const object of listOf(fields.objects))
      touch("drop", spaceOf[textOf(fields.removeType) ?? ""] ?? "?", objectNames(object));
  },
  RenameStmt: rename,
  AlterObjectSchemaStmt: moveToSchema,
  AlterOwnerStmt: (fields, touch) => touch("alter", spaceOf[textOf(fields.objectType) ?? ""] ?? "?", objectNames(fields.object)),
  CommentStmt: (fields, touch) => touch("comment", spaceOf[textOf(fields.objtype) ?? ""] ?? "?", objectNames(fields.object)),
  GrantStmt: grant,
  AlterDefaultPrivilegesStmt: (_fields, touch) => touch("alter", "default-privilege", ["*"]),
  GrantRoleStmt: grantRole,
};

function createIndex(fields: SqlFields, touch: Touch): void {
  const names = relationNames(fields.relation);
  for (const name of indexNames(names.at(-1) ?? "", fields)) touch("create", "relation", [...names.slice(0, -1), name]);
}

function alterDomain(fields: SqlFields, touch: Touch): void {
  const names = namesOf(fields.typeName) ?? [];
  touch("alter", "type", names);
  const constraint = textOf(fields.name) ?? textOf(nodeOf(fields.def, "Constraint")?.conname) ?? `${names.at(-1) ?? ""}_check`;
  for (const effect of ["create", "alter", "drop"] as const) touch(effect, "constraint", [...names, constraint]);
}

function createSchema(fields: SqlFields, touch: Touch): void {
  const schema = textOf(fields.schemaname) ?? "";
  touch("create", "schema", [schema]);
  const inside: Touch = (effect, space, names) => touch(effect, space, names.length === 1 ? [schema, ...names] : names);
  for (const element of listOf(fields.schemaElts)) {
    const [type = "", inner] = Object.entries(fieldsOf(element))[0] ?? [];
    handlers[type]?.(fieldsOf(inner), inside);
  }
}

/** Its tables and schemas are objects of their own, whose ids name the publication first. */
function alterPublication(fields: SqlFields, touch: Touch): void {
  const name = textOf(fields.pubname) ?? "";
  for (const effect of ["create", "alter", "drop"] as const) touch(effect, "publication", [name]);
}

function rename(fields: SqlFields, touch: Touch): void {
  const type = textOf(fields.renameType) ?? "";
  const space = spaceOf[type] ?? (type === "OBJECT_ATTRIBUTE" ? "column" : "?");
  const base = isFields(fields.relation) ? relationNames(fields.relation) : objectNames(fields.object);
  const part = textOf(fields.subname);
  const former = part === null ? base : [...base, part];
  touch("drop", space, former);
  touch("create", space, [...former.slice(0, -1), textOf(fields.newname) ?? ""]);
}

function moveToSchema(fields: SqlFields, touch: Touch): void {
  const space = spaceOf[textOf(fields.objectType) ?? ""] ?? "?";
  const names = isFields(fields.relation) ? relationNames(fields.relation) : objectNames(fields.object);
  touch("drop", space, names);
  touch("create", space, [textOf(fields.newschema) ?? "", names.at(-1) ?? ""]);
}

function grantRole(fields: SqlFields, touch: Touch): void {
  for (const granted of listOf(fields.granted_roles)) {
    const role = textOf(nodeOf(granted, "AccessPriv")?.priv_name) ?? "";
    for (const grantee of listOf(fields.grantee_roles)) {
      // with an option it may also change a membership that is there
      const names = [role, ...roleName(nodeOf(grantee, "RoleSpec") ?? {})];
      touch(fields.is_grant === true ? "create" : "drop", "role-membership", names);
    }
  }
}

function grant(fields: SqlFields, touch: Touch): void {
  const space = spaceOf[textOf(fields.objtype) ?? ""] ?? "?";
  for (const object of listOf(fields.objects)) {
    const relation = nodeOf(object, "RangeVar");
    const names = relation === null ? objectNames(object) : relationNames(relation);
    touch("privileges", fields.targtype === "ACL_TARGET_ALL_IN_SCHEMA" ? "schema" : space, names);
  }
}

/** The names of an object as DROP, COMMENT and ALTER … hold it: a list, a string, a type or a routine. */
function objectNames(object: SqlTree | undefined): readonly string[] {
  const single = textOf(nodeOf(object, "String")?.sval);
  if (single !== null) return [single];
  const list = nodeOf(object, "List");
  if (list !== null) return listOf(list.items).flatMap((item) => objectNames(item));
  const routine = nodeOf(object, "ObjectWithArgs");
  return namesOf(routine?.objname ?? nodeOf(object, "TypeName")?.names) ?? [];
}

function roleName(role: SqlTree | undefined): readonly string[] {
  const name = textOf(fieldsOf(role).rolename);
  return name === null ? [] : [name];
}
