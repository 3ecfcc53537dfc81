/** A column as CREATE TABLE and ADD COLUMN define it, and the frame of every ALTER COLUMN. */

import { kindOf, nameOf, type ObjectId, objectId, ownNameOf } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { ColumnFacts } from "./column.ts";
import type { DdlContext, ObjectOf } from "./kind-ddl.ts";
import { optionActions } from "./reloptions.ddl.ts";
import { sequenceOptions } from "./sequence.ddl.ts";
import type { SequenceFacts } from "./sequence.ts";

type Column = ObjectOf<ColumnFacts>;

/** The table, view or foreign table that a column belongs to. */
export const tableOf = (column: Column): ObjectId => column.parent ?? objectId("table");

/** `email text NOT NULL DEFAULT ''::text`: everything that a definition can say on every supported server. */
export function columnClause(column: Column, context: DdlContext): string {
  const { facts } = column;
  return [
    ownNameOf(column.id),
    facts.type,
    facts.compression === null ? "" : `COMPRESSION ${facts.compression}`,
    foreignOptions(facts),
    facts.collation === null ? "" : `COLLATE ${facts.collation}`,
    facts.default === null ? "" : `DEFAULT ${facts.default}`,
    facts.generatedAs === null
      ? ""
      : `GENERATED ALWAYS AS (${facts.generatedAs}) ${facts.generated === "virtual" ? "VIRTUAL" : "STORED"}`,
    facts.identity === null ? "" : identityClause(column, context),
    facts.notNull ? notNullClause(column, context) : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** What a definition cannot say: statistics, storage, options. ONLY: children have their own. */
export function columnSettings(column: Column): readonly Statement[] {
  const { storage, statisticsTarget, options } = column.facts;
  return [
    ...(storage === null ? [] : [alterColumn(column, "set-column-storage", `SET STORAGE ${storage.toUpperCase()}`, true)]),
    ...(statisticsTarget === null ? [] : [alterColumn(column, "set-column-option", `SET STATISTICS ${statisticsTarget}`, true)]),
    ...optionActions({}, options).map((action) => alterColumn(column, "set-column-option", action, true)),
  ];
}

/** True for a column that the table's own definition must name: not one that INHERITS brings. */
export function isWritten(column: Column, context: DdlContext): boolean {
  return column.facts.isLocal || column.facts.inheritedFrom === 0 || isPartition(column, context);
}

/** True for a column of a partition, in the goal. */
export function isPartition(column: Column, context: DdlContext): boolean {
  const facts = context.goal.get(tableOf(column))?.facts;
  return facts !== undefined && facts.partitionOf !== undefined && facts.partitionOf !== null;
}

function foreignOptions({ foreignOptions: options }: ColumnFacts): string {
  const items = Object.entries(options).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${quoteLiteral(value).trim()}`],
  );
  return items.length === 0 ? "" : `OPTIONS (${items.join(", ")})`;
}

/** `GENERATED ALWAYS AS IDENTITY (…)`, with the sequence that the goal gives the column. */
export function identityClause(column: Column, context: DdlContext): string {
  return `GENERATED ${column.facts.identity === "always" ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY${identityOptions(column, context)}`;
}

function identityOptions(column: Column, context: DdlContext): string {
  const [sequence] = context.goal.partsOf(column.id, "sequence");
  if (sequence === undefined) return "";
  const options = [`SEQUENCE NAME ${nameOf(sequence.id)}`, ...sequenceOptions(sequence.facts as SequenceFacts, false)]; // partsOf gave a sequence
  return ` (${options.join(" ")})`;
}

function notNullClause(column: Column, context: DdlContext): string {
  const [named] = context.goal.partsOf(column.id, "not-null");
  if (named === undefined) return isNotNullByParent(column, context) ? "" : "NOT NULL";
  // one that is not valid cannot be said here
  if (named.facts.isValid !== true) return "";
  return `CONSTRAINT ${ownNameOf(named.id)} NOT NULL${named.facts.noInherit === true ? " NO INHERIT" : ""}`;
}

// Said here too it would become the child's own (18+). A partition must have it before it joins.
function isNotNullByParent(column: Column, context: DdlContext): boolean {
  if (column.facts.inheritedFrom === 0 || isPartition(column, context)) return false;
  const parent = parentColumn(column, context);
  return parent !== null && context.goal.get(parent)?.facts.notNull === true;
}

/** `ALTER TABLE t ALTER COLUMN c …`; ONLY where children must not follow. */
export function alterColumn(column: Column, form: StatementForm, action: string, only = false): Statement {
  const table = tableOf(column);
  const foreign = kindOf(table) === "foreign-table" ? "FOREIGN TABLE" : "TABLE";
  return statement(
    form,
    `ALTER ${foreign} ${only ? "ONLY " : ""}${nameOf(table)} ALTER COLUMN ${ownNameOf(column.id)} ${action}`,
    {
      relation: table,
    },
  );
}

/** The column of a parent that brings this one. */
export function parentColumn(column: Column, context: DdlContext): ObjectId | null {
  const facts = (context.goal.get(tableOf(column)) ?? context.start.get(tableOf(column)))?.facts;
  const parents = [
    ...(Array.isArray(facts?.inherits) ? facts.inherits : []),
    ...(typeof facts?.partitionOf === "string" ? [facts.partitionOf] : []),
  ];
  for (const parent of parents) {
    const id = `column:${nameOf(parent as ObjectId)}.${ownNameOf(column.id)}` as ObjectId; // both parts are quoted
    if (context.goal.get(id) !== undefined || context.start.get(id) !== undefined) return id;
  }
  return null;
}
