/** Columns of partitions and of tables that inherit: what a parent's column does to them, and where they are otherwise. */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { Facts } from "../catalog/schema-object.ts";
import type { Statement } from "../recipes/statement.ts";
import type { ColumnFacts } from "./column.ts";
import { alterColumn, columnSettings, tableOf } from "./column-clause.ddl.ts";
import type { CatalogView, DdlContext, ObjectOf } from "./kind-ddl.ts";
import { joinsParent } from "./partition-moves.ts";

type Column = ObjectOf<ColumnFacts>;

/** The columns of partitions and children that follow this one, at any depth. */
export function descendants(column: Column, catalog: CatalogView): readonly Column[] {
  const children = catalog.allOfKind("table").flatMap(({ id, facts }) => {
    const child = isChildOf(facts, tableOf(column))
      ? catalog.get(`column:${nameOf(id)}.${ownNameOf(column.id)}` as ObjectId)
      : undefined; // both parts are quoted
    return child === undefined ? [] : [child as unknown as Column]; // the id is a column's
  });
  return [...children, ...children.flatMap((child) => descendants(child, catalog))];
}

function isChildOf({ partitionOf, inherits }: Facts, parent: ObjectId): boolean {
  return partitionOf === parent || (Array.isArray(inherits) && inherits.includes(parent));
}

/** True where the column or one that follows it has a default. */
export function hasDefault(column: Column, catalog: CatalogView): boolean {
  return [column, ...descendants(column, catalog)].some(({ facts }) => facts.default !== null);
}

/** What children have otherwise than the parent that brings them the column. */
export function inChildren(column: Column, context: DdlContext): readonly Statement[] {
  const brought = descendants(column, context.goal).filter((child) => {
    const table = tableOf(child);
    return context.start.get(child.id) === undefined && !context.isNew(table) && !joinsParent(table, context);
  });
  return brought.flatMap((child) => {
    const { default: value, notNull } = child.facts;
    return [
      ...(value === column.facts.default
        ? []
        : [alterColumn(child, "set-default", value === null ? "DROP DEFAULT" : `SET DEFAULT ${value}`, true)]),
      ...(notNull && !column.facts.notNull && value !== null ? [alterColumn(child, "set-not-null", "SET NOT NULL", true)] : []),
      ...columnSettings(child),
    ];
  });
}

/** DROP COLUMN takes along what children have inherited; with ONLY, which this asks for, it becomes their own. */
export function staysInChildren(column: Column, { start, goal, isNew }: DdlContext): boolean {
  const table = tableOf(column);
  if (start.get(table)?.facts.partitionKey !== null) return false;
  return start.allOfKind("table").some(({ id, facts }) => {
    const inherits = Array.isArray(facts.inherits) && facts.inherits.includes(table);
    const child = `column:${nameOf(id)}.${ownNameOf(column.id)}` as ObjectId; // both parts are quoted
    return inherits && goal.get(child) !== undefined && !isNew(child);
  });
}
