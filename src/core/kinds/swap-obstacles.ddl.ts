/**
 * What no swap of a type gets past: other types made of it that tables store, because their columns hold the old type inside; and
 * partition keys, whose type Postgres never changes. Both are refused with a reason before a plan runs into them.
 */

import { AppError } from "../app-error.ts";
import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { hasToken } from "../sql/has-token.ts";
import type { ColumnFacts } from "./column.ts";
import type { CompositeTypeFacts } from "./composite-type.ts";
import type { CatalogView, DdlContext, ObjectOf } from "./kind-ddl.ts";
import { columnsOfType, isCarried } from "./type-columns.ts";

/** @throws AppError PLAN_UNSUPPORTED when the type cannot be swapped under what stores it. */
export function refuseObstacles(type: ObjectId, context: DdlContext): void {
  for (const { column, table } of columnsOfType(type, context.start).filter((stored) => isCarried(stored, type, context)))
    refusePartitionKey(column, table, context);
  const holder = typesOf(type, context.start).find(
    (id) => context.goal.get(id) !== undefined && isStored(id, context, new Set([type])),
  );
  if (holder === undefined) return;
  throw new AppError({
    code: "PLAN_UNSUPPORTED",
    message: `${type} has to be made again, and is part of ${holder}, which tables store: no statement converts what is inside of those values.`,
    hint: `Change the columns of ${nameOf(holder)} to another type by hand first, or --ignore ${type}.`,
  });
}

/** @throws AppError PLAN_UNSUPPORTED for a column that decides about the partition of a row. */
export function refusePartitionKey(column: ObjectOf<ColumnFacts>, table: ObjectId, { start }: DdlContext): void {
  const parent = (at: ObjectId): ObjectId | null => {
    const of = start.get(at)?.facts.partitionOf;
    return typeof of === "string" ? (of as ObjectId) : null; // the reader writes the table's id
  };
  for (let at: ObjectId | null = table; at !== null; at = parent(at)) {
    const key = start.get(at)?.facts.partitionKey;
    if (typeof key !== "string" || !hasToken(key, ownNameOf(column.id))) continue;
    throw new AppError({
      code: "PLAN_UNSUPPORTED",
      message: `column:${nameOf(at)}.${ownNameOf(column.id)} is in the partition key of ${nameOf(at)}: Postgres does not change the type of such a column.`,
      hint: "Make a new partitioned table beside it, copy the rows, and rename both.",
    });
  }
}

/** Domains, composite types and ranges that are made of the type or an array of it. */
function typesOf(type: ObjectId, view: CatalogView): readonly ObjectId[] {
  const names = new Set([nameOf(type), `${nameOf(type)}[]`]);
  const composites = view.allOfKind("composite-type") as readonly ObjectOf<CompositeTypeFacts>[]; // allOfKind gave them
  return [
    ...view.allOfKind("domain").filter(({ facts }) => names.has(String(facts.type))),
    ...composites.filter(({ facts }) => facts.attributes.some((attribute) => names.has(attribute.type))),
    ...view.allOfKind("range").filter(({ facts }) => names.has(String(facts.subtype))),
  ]
    .map(({ id }) => id)
    .sort();
}

/** By a column, or by a column of another type that is made of it. */
function isStored(type: ObjectId, context: DdlContext, seen: Set<ObjectId>): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  if (columnsOfType(type, context.start).some(({ column }) => context.goal.get(column.id) !== undefined)) return true;
  return typesOf(type, context.start).some((id) => isStored(id, context, seen));
}
