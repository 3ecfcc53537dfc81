/** Columns that store a type: what a type that ALTER cannot change must be changed in, one table at a time. */

import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { ColumnFacts } from "./column.ts";
import type { CatalogView, DdlContext, ObjectOf } from "./kind-ddl.ts";

/** A column that stores the type itself or an array of it. */
export interface TypeColumn {
  readonly column: ObjectOf<ColumnFacts>;
  readonly table: ObjectId;
  readonly isArray: boolean;
}

/** All of a catalog's tables and foreign tables, inherited columns too; materialized views compute theirs. */
export function columnsOfType(type: ObjectId, catalog: CatalogView): readonly TypeColumn[] {
  return catalog.allOfKind("column").flatMap((object) => typeColumn(object, type) ?? []);
}

/** The object as a column that stores the type, or null. */
export function typeColumn(object: SchemaObject, type: ObjectId): TypeColumn | null {
  if (object.kind !== "column" || object.parent === null) return null;
  if (kindOf(object.parent) !== "table" && kindOf(object.parent) !== "foreign-table") return null;
  const column = object as ObjectOf<ColumnFacts>; // a column's facts are those of its kind
  const isArray = column.facts.type === `${nameOf(type)}[]`;
  return isArray || column.facts.type === nameOf(type) ? { column, table: object.parent, isArray } : null;
}

/** True when the column stays as it is in the plan and stores the type before and after: only then is it to be brought over. */
export function isCarried({ column, table, isArray }: TypeColumn, type: ObjectId, context: DdlContext): boolean {
  const after = context.goal.get(column.id);
  if (after === undefined || context.isNew(table) || context.isNew(column.id)) return false;
  return typeColumn(after, type)?.isArray === isArray;
}
