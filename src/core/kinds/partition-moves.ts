/**
 * Partitions that leave their parent or join one while the plan runs: what the parent is given or loses meanwhile does not reach
 * them, so that they get it by statements of their own, between leaving and joining.
 */

import { kindOf, type ObjectId } from "../catalog/object-id.ts";
import type { Facts } from "../catalog/schema-object.ts";
import type { DdlContext } from "./kind-ddl.ts";

/** Stands for the moment from which on a table is no partition of its former parent. */
export function detachmentOf(table: ObjectId): ObjectId {
  return `detachment:${table}` as ObjectId; // no object has such an id: it names a step
}

/** True for a table that is there and becomes a child of another one: it must have the parent's columns before. */
export function joinsParent(table: ObjectId, { start, goal }: DdlContext): boolean {
  const [before, after] = [start.get(table)?.facts, goal.get(table)?.facts];
  if (before === undefined || after === undefined) return false;
  if (isPartition(after)) return isMoved(before, after);
  const [old, now] = [before.inherits, after.inherits].map((parents) => (Array.isArray(parents) ? parents : []));
  return (now ?? []).some((parent) => !(old ?? []).includes(parent));
}

/** True for a partition that stays a table and is taken out of its parent, if only to come back with another bound. */
export function leavesParent(table: ObjectId, { start, goal }: DdlContext): boolean {
  const [before, after] = [start.get(table)?.facts, goal.get(table)?.facts];
  return before !== undefined && after !== undefined && isPartition(before) && isMoved(before, after);
}

/** The moments that a change of a parent waits for, so that it never reaches those who leave. */
export function departuresFrom(parent: ObjectId, context: DdlContext): readonly ObjectId[] {
  if (kindOf(parent) !== "table" || (context.start.get(parent)?.facts.partitionKey ?? null) === null) return [];
  const children = context.start.allOfKind("table").filter(({ facts }) => facts.partitionOf === parent);
  return children.flatMap(({ id }) => [...(leavesParent(id, context) ? [detachmentOf(id)] : []), ...departuresFrom(id, context)]);
}

function isPartition({ partitionOf }: Facts): boolean {
  return partitionOf !== null && partitionOf !== undefined;
}

function isMoved(before: Facts, after: Facts): boolean {
  return before.partitionOf !== after.partitionOf || before.partitionBound !== after.partitionBound;
}
