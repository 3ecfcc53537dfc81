/**
 * A column with a default of its own for each row, added to a table in use without writing that again: nullable and empty first,
 * then its default for new rows, then the rows that are there, then NOT NULL.
 */

import { kindOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { fillColumn } from "../recipes/fill-column.ts";
import { setNotNull } from "../recipes/set-not-null.ts";
import { guardable } from "../recipes/statement.ts";
import type { ColumnFacts } from "./column.ts";
import { alterColumn, columnClause, columnSettings, tableOf } from "./column-clause.ddl.ts";
import type { CatalogView, DdlContext, DdlStep, ObjectOf } from "./kind-ddl.ts";
import { isSerial, isVolatileDefault } from "./volatile-default.ts";

type Column = ObjectOf<ColumnFacts>;

/** True for a column whose default writes the whole table again when it is added. */
export function rewritesTable(column: Column, context: DdlContext): boolean {
  const { default: value } = column.facts;
  if (value === null || kindOf(tableOf(column)) !== "table" || context.isNew(tableOf(column))) return false;
  return isVolatileDefault(value, context.goal);
}

/** True where the steps below can be taken: not where updates would do more than fill the column, so that one rewrite is safer. */
export function isFilled(column: Column, context: DdlContext): boolean {
  const { start, goal } = context;
  if (!rewritesTable(column, context) || isSerial(column.id, goal)) return false;
  // a domain may refuse null; format_type quotes names
  if (goal.get(`domain:${column.facts.type}` as ObjectId) !== undefined) return false;
  if (goal.partsOf(column.id, "not-null").some(({ facts }) => facts.noInherit === true)) return false;
  return familyOf(tableOf(column), start).every((table) => canUpdate(table, context));
}

/** The steps; `adding` is ADD COLUMN with another clause. A name of its own for NOT NULL (18+) is given later. */
export function addFilledColumn(
  column: Column,
  context: DdlContext,
  adding: (clause: string) => (guard: string) => string,
): readonly DdlStep[] {
  const table = tableOf(column);
  const bare: Column = { ...column, facts: { ...column.facts, default: null, notNull: false } };
  const name = ownNameOf(column.id);
  const makes = [column.id];
  const hasChildren = familyOf(table, context.start).length > 1;
  const [named] = context.goal.partsOf(column.id, "not-null");
  // one that is not valid is added by itself
  const isNotNull = column.facts.notNull && named?.facts.isValid !== false;
  const filled = { table, column: name, version: context.version, isForeign: false, rowsFrom: null };
  return [
    {
      statements: [
        guardable("add-nullable-column", "IF NOT EXISTS", adding(columnClause(bare, context)), { relation: table }),
        alterColumn(column, "set-default", `SET DEFAULT ${column.facts.default}`),
        ...columnSettings(column),
      ],
    },
    ...[[fillColumn({ table, column: name, hasChildren })], ...(isNotNull ? setNotNull(filled) : [])].map((statements) => ({
      statements,
      makes,
      isLate: true as const,
    })),
  ];
}

/** The table and all that are part of it or inherit from it, at the start. */
function familyOf(table: ObjectId, start: CatalogView): readonly ObjectId[] {
  const family: ObjectId[] = [table];
  const isChildOf = ({ facts }: SchemaObject, parent: ObjectId) =>
    facts.partitionOf === parent || (Array.isArray(facts.inherits) && facts.inherits.includes(parent));
  // the list grows while it is walked
  for (const parent of family)
    for (const object of start.allOfKind("table"))
      if (isChildOf(object, parent) && !family.includes(object.id)) family.push(object.id);
  return family;
}

/** True where UPDATE does nothing but write: no trigger or rule acts on it, no policy hides rows, and it can be replicated. */
function canUpdate(table: ObjectId, { start, goal }: DdlContext): boolean {
  const facts = start.get(table)?.facts;
  const firesOnUpdate = (view: CatalogView) =>
    view
      .partsOf(table, "trigger")
      .some((trigger) => trigger.facts.enabled !== "disabled" && JSON.stringify(trigger.facts.events).includes("update"));
  if (facts?.forceRowSecurity === true || firesOnUpdate(start) || firesOnUpdate(goal)) return false;
  if (start.partsOf(table, "rule").length > 0 || goal.partsOf(table, "rule").length > 0) return false;
  const hasKey = start.partsOf(table, "constraint").some((constraint) => constraint.facts.type === "primary key");
  return hasKey || facts?.replicaIdentity !== "default" || start.allOfKind("publication").length === 0;
}
