/**
 * What a statement needs and says when a file is replayed in a scratch database: roles and tablespaces that must be there
 * first, what it tells beyond objects (owners, privileges), and whether a throw-away database should run it at all.
 */

import { tryParseSql } from "./parse-sql.ts";
import { fieldsOf, isFields, listOf, nodeOf, type SqlFields, type SqlTree, textOf, treeOf } from "./sql-tree.ts";

/** Something that a file may leave out altogether; where none of its statements tells it, it is not compared. */
export type Telling = "owner" | "privilege" | "tablespace";

/** See the file's header. */
export interface ReplayTraits {
  /** Null to run it; else why it is left out. */
  readonly skip: string | null;
  /** Unquoted names that must exist, or will after the statement. */
  readonly roles: readonly string[];
  readonly tablespaces: readonly string[];
  readonly tells: readonly Telling[];
  readonly inTransaction: boolean;
}

const nothing: ReplayTraits = { skip: null, roles: [], tablespaces: [], tells: [], inTransaction: true };

/** Statements about the cluster: a scratch server has its own, and another's must not be changed by a comparison. */
const skippedStatements: { readonly [node: string]: string } = {
  CreateRoleStmt: "roles belong to the server",
  AlterRoleStmt: "roles belong to the server",
  AlterRoleSetStmt: "roles belong to the server",
  DropRoleStmt: "roles belong to the server",
  GrantRoleStmt: "roles belong to the server",
  CreateTableSpaceStmt: "tablespaces belong to the server",
  DropTableSpaceStmt: "tablespaces belong to the server",
  AlterTableSpaceOptionsStmt: "tablespaces belong to the server",
  CreatedbStmt: "it is about another database",
  DropdbStmt: "it is about another database",
  AlterDatabaseStmt: "it is about another database",
  AlterDatabaseSetStmt: "it is about another database",
  AlterDatabaseRefreshCollStmt: "it is about another database",
  AlterSystemStmt: "it changes the server",
  CreateSubscriptionStmt: "it would connect to its publisher",
  AlterSubscriptionStmt: "it would connect to its publisher",
  DropSubscriptionStmt: "it would connect to its publisher",
  SecLabelStmt: "its provider is not loaded",
  VacuumStmt: "it changes no schema",
  CheckPointStmt: "it changes no schema",
};

/** Objects of the cluster, where a general statement (COMMENT, GRANT, OWNER TO, RENAME) is about one. */
const clusterObjects = new Set(["OBJECT_ROLE", "OBJECT_DATABASE", "OBJECT_TABLESPACE", "OBJECT_SUBSCRIPTION"]);

/** Reads one statement; the parser must be loaded. A text that does not parse has no traits: the server will say why. */
export function replayTraits(sql: string): ReplayTraits {
  // the rows of a data dump are most of its text, and name nothing
  if (/^\s*insert\b/i.test(sql)) return nothing;
  const outcome = tryParseSql(sql);
  const statement = outcome.ok ? outcome.statements[0] : undefined;
  if (statement === undefined) return nothing;
  const [[node, body] = ["", null]] = Object.entries(fieldsOf(treeOf(statement.tree)));
  const fields = fieldsOf(body);
  const named = new NamedThings();
  named.walk(body);
  if (node === "CreateRoleStmt") named.addRole(fields.role);
  if (node === "GrantRoleStmt")
    for (const role of listOf(fields.granted_roles)) named.addRole(nodeOf(role, "AccessPriv")?.priv_name);
  if (node === "VariableSetStmt") readSetting(fields, named);
  return {
    skip: skipReason(node, fields),
    roles: [...named.roles],
    tablespaces: [...named.tablespaces],
    tells: tellings(node, fields, named),
    inTransaction: !/\bconcurrently\b/i.test(sql),
  };
}

function skipReason(node: string, fields: SqlFields): string | null {
  const about = fields.objtype ?? fields.objectType ?? fields.renameType;
  if (typeof about === "string" && clusterObjects.has(about)) return "it is about the server";
  // data is no schema, and a COPY without its rows would wait for them
  if (node === "CopyStmt" && typeof fields.filename !== "string") return "it is about rows";
  return skippedStatements[node] ?? null;
}

function tellings(node: string, fields: SqlFields, named: NamedThings): readonly Telling[] {
  const tells: Telling[] = [];
  const code = node === "DoStmt" ? JSON.stringify(fields) : ""; // dynamic SQL can only be guessed at
  const setsRole = node === "VariableSetStmt" && named.roles.size > 0;
  if (named.isOwnerNamed || setsRole || node === "ReassignOwnedStmt" || /owner\s+to/i.test(code)) tells.push("owner");
  if (node === "GrantStmt" || node === "AlterDefaultPrivilegesStmt" || /\b(?:grant|revoke)\b/i.test(code))
    tells.push("privilege");
  if (named.tablespaces.size > 0) tells.push("tablespace");
  return tells;
}

function readSetting(fields: SqlFields, named: NamedThings): void {
  const value = nodeOf(listOf(fields.args)[0], "A_Const")?.sval;
  const text = textOf(fieldsOf(value).sval);
  if (text === null || text === "") return;
  if (fields.name === "session_authorization" || (fields.name === "role" && text !== "none")) named.addRole(text);
  if (fields.name === "default_tablespace") named.addTablespace(text);
}

/** Gathers the names in a tree. */
class NamedThings {
  readonly roles = new Set<string>();
  readonly tablespaces = new Set<string>();
  isOwnerNamed = false;

  walk(tree: SqlTree | undefined): void {
    if (Array.isArray(tree)) for (const item of tree) this.walk(item);
    if (!isFields(tree)) return;
    if (tree.roletype === "ROLESPEC_CSTRING") this.addRole(tree.rolename);
    if (tree.newowner !== undefined || tree.authrole !== undefined) this.isOwnerNamed = true;
    this.addTablespace(tree.tablespacename ?? tree.tableSpace);
    if (tree.subtype === "AT_SetTableSpace") this.addTablespace(tree.name);
    for (const value of Object.values(tree)) this.walk(value);
  }

  addRole(name: SqlTree | undefined): void {
    if (typeof name === "string" && !name.startsWith("pg_")) this.roles.add(name);
  }

  addTablespace(name: SqlTree | undefined): void {
    if (typeof name === "string" && name !== "" && !name.startsWith("pg_")) this.tablespaces.add(name);
  }
}
