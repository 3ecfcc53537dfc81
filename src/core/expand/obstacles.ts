/** What stands in the way of a change in steps, by name and before anything is written: what would take a rewrite, or cannot be in two forms at once. */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, nameOf, type ObjectId, objectId, ownNameOf, parentedId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import { atLeast } from "../catalog/server-version.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import { obstaclesToMove } from "./move-request.ts";
import { type ChangeShape, isSwapped, type TablePlace, type Twin } from "./recorded-change.ts";

/** Sentences without a full stop; none where the change can be made. */
export function obstaclesTo(change: ChangeShape, catalog: Catalog, version: ServerVersion): readonly string[] {
  if (change.kind === "rename-table") return [...ofTable(change, catalog), ...ofRowSecurity(change, catalog, version)];
  if (change.kind === "not-null") return ofTable(change, catalog);
  if (change.kind === "move")
    return [...ofTable(change, catalog), ...ofTable(change.to, catalog), ...obstaclesToMove(change, catalog)];
  return change.twins.flatMap((twin) => [
    ...ofTable(twin, catalog),
    ...ofTriggers(twin, catalog),
    ...twin.olds.flatMap(({ name }) => ofColumn(change, twin, name, catalog)),
  ]);
}

function ofTable({ schema, table }: TablePlace, { objects }: Catalog): readonly string[] {
  const id = objectId("table", schema, table);
  const facts = objects.get(id)?.facts ?? {};
  const name = nameOf(id);
  const children = [...objects.values()].filter((one) => one.kind === "table" && asList(one.facts.inherits).includes(id));
  return [
    ...(facts.partitionKey == null ? [] : [`${name} is partitioned: its indexes cannot be built while others write`]),
    ...(facts.partitionOf == null ? [] : [`${name} is a partition: its columns are its parent's`]),
    ...(asList(facts.inherits).length === 0 && children.length === 0 ? [] : [`${name} inherits or is inherited from`]),
    ...(facts.ofType == null ? [] : [`${name} is made of the type ${facts.ofType}`]),
  ];
}

// Triggers fire in the order of their names, as bytes: one that comes after ours would change a row that was made alike.
function ofTriggers({ schema, table }: TablePlace, { objects }: Catalog): readonly string[] {
  const id = objectId("table", schema, table);
  return [...objects.values()].flatMap(({ kind, parent, facts, id: trigger }) => {
    const name = unquoteIdentifier(ownNameOf(trigger));
    const isLater =
      kind === "trigger" && parent === id && facts.timing === "before" && facts.level === "row" && name > "zz_lockstep_";
    return isLater && !name.startsWith("zz_lockstep_")
      ? [`trigger ${name} on ${nameOf(id)} fires after every trigger of ours: give it an earlier name`]
      : [];
  });
}

// The view would read and write as its owner does (security_invoker came with 15).
function ofRowSecurity({ schema, table }: TablePlace, { objects }: Catalog, version: ServerVersion): readonly string[] {
  const id = objectId("table", schema, table);
  if (objects.get(id)?.facts.rowSecurity !== true || atLeast(version, 15)) return [];
  return [`${nameOf(id)} has row security, which a view does not pass on before PostgreSQL 15`];
}

function ofColumn(change: ChangeShape, { schema, table }: Twin, name: string, catalog: Catalog): readonly string[] {
  const parent = objectId("table", schema, table);
  const id = parentedId("column", parent, name);
  const facts: SchemaObject["facts"] = catalog.objects.get(id)?.facts ?? {};
  const users = usersOf(id, catalog);
  const isCarried = change.kind !== "split" && change.kind !== "merge";
  const carried = isCarried ? users.flatMap((user) => cannotCarry(user, id)) : [];
  return [
    ...(facts.generated == null ? [] : [`${nameOf(id)} is generated: change its expression instead`]),
    ...(facts.identity != null && !isSwapped(change)
      ? [`${nameOf(id)} is an identity column: ${change.kind} would lose its counter`]
      : []),
    ...carried,
  ];
}

function cannotCarry(user: SchemaObject, column: ObjectId): readonly string[] {
  const name = `${kindOf(user.id).replaceAll("-", " ")} ${nameOf(user.id)}`;
  if (user.kind === "column" && user.id !== column && user.facts.generated !== null)
    return [`${name} is computed from it: making it anew rewrites the table`];
  if (user.kind === "materialized-view") return [`${name} reads it and would have to be filled anew`];
  if (user.kind === "constraint" && user.facts.type === "exclusion")
    return [`${name} is an exclusion constraint, whose index cannot be built while others write`];
  if (user.kind === "index" && user.facts.isValid === false) return [`${name} is not valid: drop it or build it again`];
  if (user.kind === "constraint" && user.facts.isValid === false) return [`${name} is not validated`];
  return [];
}

/** Objects that use a column, at first hand. */
function usersOf(column: ObjectId, { objects, dependencies }: Catalog): readonly SchemaObject[] {
  const ids = new Set(dependencies.filter(({ to }) => to === column).map(({ from }) => from));
  return [...ids].sort().flatMap((id) => objects.get(id) ?? []);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
