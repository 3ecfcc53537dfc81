/**
 * What it means that a second run of a file was refused. Constraints, types, policies and new names have no form that skips what is
 * there: a file of them can be safe to run again all the same, where one transaction takes back whatever came before the refusal, and
 * the refusal says nothing but that this has been done.
 */

import { fieldsOf, nodeOf, type SqlFields, textOf } from "../sql/sql-tree.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { missingGuards } from "./missing-guards.ts";
import { clausesOf, relationOf } from "./names-in-tree.ts";
import { droppedBy, renamedBy } from "./objects-in-tree.ts";
import type { RehearsalVerdict } from "./rehearsal.ts";

/** Where a run stopped. */
export interface Refusal {
  readonly line: number;
  /** The server's words. */
  readonly message: string;
  /** SQLSTATE; null where nobody could see it. */
  readonly state: string | null;
}

/** The verdict about a refused second run; whoever asks must have looked that nothing had changed, before believing a `proven`. */
export function secondRunRefused(migration: JudgedMigration, refusal: Refusal): RehearsalVerdict {
  const { line, message } = refusal;
  const stops = `a second run fails at line ${line}: ${message}`;
  const [gap] = missingGuards(migration);
  if (gap !== undefined)
    return {
      verdict: "refuted",
      why:
        gap.statement.line === line
          ? `${stops}; write ${gap.form}`
          : `${stops}; and line ${gap.statement.line}: write ${gap.form}`,
    };
  const statement = migration.statements.find((one) => one.line === line);
  if (statement !== undefined && isOnGoneRelation(statement, refusal, migration))
    return { verdict: "refuted", why: `${stops}; write ALTER TABLE IF EXISTS` };
  const isOne = migration.script.transaction === "one";
  if (!isOne || statement === undefined || refusal.state === null || !saysDone(statement, refusal.state))
    return { verdict: "refuted", why: stops };
  return {
    verdict: "proven",
    why: `what can say IF [NOT] EXISTS says so; a second run is refused as a whole at line ${line}, and changes nothing`,
    refusedAtLine: line,
  };
}

/** duplicate_table, duplicate_object, duplicate_column, duplicate_schema, duplicate_function. */
const isThere = ["42P07", "42710", "42701", "42P06", "42723"] as const;

/** undefined_table, undefined_object, undefined_column, undefined_function, invalid_schema_name. */
const isGone = ["42P01", "42704", "42703", "42883", "3F000"] as const;

type States = readonly string[];

/**
 * True where the statement has no form that skips, and the state says that what it makes is there or what it takes is gone. The file
 * ran to its end just before, so that it was the file itself that made or took it.
 */
function saysDone(statement: JudgedStatement, state: string): boolean {
  const { node, fields } = statement;
  const states = node === "AlterTableStmt" ? clausesOf(statement, ...altered).flatMap(statesOfClause) : formless[node]?.(fields);
  return states?.includes(state) === true;
}

const altered = ["OBJECT_TABLE", "OBJECT_FOREIGN_TABLE", "OBJECT_TYPE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_INDEX"];

const makes = (): States => isThere;
const changes = (): States => [...isThere, ...isGone];

/** Not here is what has such a form, and what may do anything: DO, CALL, SELECT, INSERT. */
const formless: { readonly [node: string]: ((fields: SqlFields) => States) | undefined } = {
  CreateEnumStmt: makes,
  CreateRangeStmt: makes,
  CompositeTypeStmt: makes,
  CreateDomainStmt: makes,
  // text search objects leave it to the catalog's own unique index: unique_violation
  DefineStmt: () => [...isThere, "23505"],
  AlterTSConfigurationStmt: () => [...isThere, "23505"],
  CreatePolicyStmt: makes,
  // OR REPLACE is refused for constraint triggers
  CreateTrigStmt: makes,
  CreateEventTrigStmt: makes,
  CreateRoleStmt: makes,
  CreateCastStmt: makes,
  CreateConversionStmt: makes,
  CreateOpClassStmt: makes,
  CreateOpFamilyStmt: makes,
  CreateFdwStmt: makes,
  CreateAmStmt: makes,
  CreatePublicationStmt: makes,
  CreateSubscriptionStmt: makes,
  AlterDomainStmt: makes,
  AlterPublicationStmt: changes,
  AlterOpFamilyStmt: changes,
  RenameStmt: changes,
  AlterObjectSchemaStmt: changes,
  // the old label of RENAME VALUE is no label: invalid_parameter_value
  AlterEnumStmt: ({ oldVal }) => (oldVal === undefined ? [] : [...isThere, "22023"]),
};

/** By clause of ALTER TABLE, beside a column or constraint that is gone, which any of them may name. */
const statesByClause: { readonly [subtype: string]: States | undefined } = {
  // wrong_object_type: is a partition already
  AT_AttachPartition: ["42809"],
  // is no typed table any more
  AT_DropOf: ["42809"],
  // is no partition, or no parent, any more
  AT_DetachPartition: ["42P01"],
  AT_DropInherit: ["42P01"],
  // object_not_in_prerequisite_state: is an identity column already
  AT_AddIdentity: ["55000"],
};

function statesOfClause(clause: SqlFields): States {
  const subtype = textOf(clause.subtype) ?? "";
  const key = subtype === "AT_AddConstraint" ? statesOfKey(nodeOf(clause.def, "Constraint") ?? {}) : [];
  return [...isThere, "42703", "42704", ...key, ...(statesByClause[subtype] ?? [])];
}

// invalid_table_definition: a second primary key; object_not_in_prerequisite_state: the index belongs to a constraint already
function statesOfKey({ contype, indexname }: SqlFields): States {
  return [...(contype === "CONSTR_PRIMARY" ? ["42P16"] : []), ...(indexname === undefined ? [] : ["55000"])];
}

/** True for ALTER TABLE without IF EXISTS on a table that the file itself drops or gives another name. */
function isOnGoneRelation(statement: JudgedStatement, { state }: Refusal, migration: JudgedMigration): boolean {
  const { node, fields } = statement;
  if (node !== "AlterTableStmt" || fields.objtype !== "OBJECT_TABLE" || state !== "42P01" || fields.missing_ok === true)
    return false;
  const relation = relationOf(migration, fieldsOf(fields.relation));
  return migration.statements.some(
    (other) =>
      renamedBy(other, migration)?.from === relation || droppedBy(other, migration).some(({ name }) => name === relation),
  );
}
