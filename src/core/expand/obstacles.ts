/** What stands in the way of a change in steps, by name and before anything is written: what would take a rewrite, or cannot be in two forms at once. */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, nameOf, type ObjectId, objectId, ownNameOf, parentedId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import { atLeast } from "../catalog/server-version.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import { obstaclesToMove } from "./move-request.ts";
import { obstaclesInPartitions } from "./partition-obstacles.ts";
import { type ChangeShape, isSwapped, type TablePlace, type Twin } from "./recorded-change.ts";
import { familyOf, isPartitioned } from "./table-family.ts";

/** Sentences without a full stop; none where the change can be made. */
export function obstaclesTo(change: ChangeShape, catalog: Catalog, version: ServerVersion): readonly string[] {
  if (change.kind === "rename-table")
    return [...ofTable(change, catalog), ...ofPartitioned(change, catalog), ...ofRowSecurity(change, catalog, version)];
  if (change.kind === "not-null") return [...ofTable(change, catalog), ...ofPartitioned(change, catalog)];
  if (change.kind === "move") {
    const places = [change, change.to];
    return [
      ...places.flatMap((place) => [...ofTable(place, catalog), ...ofPartitioned(place, catalog)]),
      ...obstaclesToMove(change, catalog),
    ];
  }
  return change.twins.flatMap((twin) => [
    ...ofTable(twin, catalog),
    ...ofTriggers(twin, catalog),
    ...obstaclesInPartitions(change, twin, catalog, version),
    ...twin.olds.flatMap(({ name }) => ofColumn(change, twin, name, catalog)),
  ]);
}

function ofTable({ schema, table }: TablePlace, { objects }: Catalog): readonly string[] {
  const id = objectId("table", schema, table);
  const facts = objects.get(id)?.facts ?? {};
  const name = nameOf(id);
  const children = [...objects.values()].filter((one) => one.kind === "table" && asList(one.facts.inherits).includes(id));
  return [
    ...(facts.partitionOf == null ? [] : [`${name} is a partition: change the column of ${nameOfId(facts.partitionOf)}`]),
    ...(asList(facts.inherits).length === 0 && children.length === 0 ? [] : [`${name} inherits or is inherited from`]),
    ...(facts.ofType == null ? [] : [`${name} is made of the type ${facts.ofType}`]),
  ];
}

function ofPartitioned({ schema, table }: TablePlace, { objects }: Catalog): readonly string[] {
  const id = objectId("table", schema, table);
  return isPartitioned(objects.get(id)?.facts) ? [`${nameOf(id)} is partitioned`] : [];
}

// Triggers fire in the order of their names, as bytes: one that comes after ours would change a row that was made alike.
function ofTriggers(place: TablePlace, { objects }: Catalog): readonly string[] {
  const tables = new Set<ObjectId | null>(
    familyOf(place, { objects }).map(({ schema, table }) => objectId("table", schema, table)),
  );
  return [...objects.values()].flatMap(({ kind, parent, facts, id: trigger }) => {
    const name = unquoteIdentifier(ownNameOf(trigger));
    const isLater =
      kind === "trigger" &&
      tables.has(parent) &&
      facts.inheritedFrom == null &&
      facts.timing === "before" &&
      facts.level === "row" &&
      name > "zz_lockstep_";
    return isLater && !name.startsWith("zz_lockstep_")
      ? [`trigger ${name} on ${nameOfId(parent)} fires after every trigger of ours: give it an earlier name`]
      : [];
  });
}

// The view would read and write as its owner does (security_invoker came with 15).
function ofRowSecurity({ schema, table }: TablePlace, { objects }: Catalog, version: ServerVersion): readonly string[] {
  const id = objectId("table", schema, table);
  if (objects.get(id)?.facts.rowSecurity !== true || atLeast(version, 15)) return [];
  return [`${nameOf(id)} has row security, which a view does not pass on before PostgreSQL 15`];
}

function ofColumn(change: ChangeShape, twin: Twin, name: string, catalog: Catalog): readonly string[] {
  const { schema, table } = twin;
  const id = parentedId("column", objectId("table", schema, table), name);
  const facts: SchemaObject["facts"] = catalog.objects.get(id)?.facts ?? {};
  const isCarried = change.kind !== "split" && change.kind !== "merge";
  const members = familyOf(twin, catalog).map((one) => parentedId("column", objectId("table", one.schema, one.table), name));
  const carried = isCarried
    ? members.flatMap((member) =>
        usersOf(member, catalog)
          .filter((user) => member === id || !comesFromParent(user))
          .flatMap((user) => cannotCarry(user, member)),
      )
    : [];
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
    return [`${name} is computed from it: ${aroundGenerated(user)}`];
  if (user.kind === "materialized-view")
    return [
      `${name} reads it and would have to be filled anew: keep its definition (lockstep inspect --format sql), drop it before the change and make it again WITH DATA after the last step, or put a table that you fill yourself in its place; nobody can read it meanwhile`,
    ];
  if (user.kind === "constraint" && user.facts.type === "exclusion")
    return [`${name} is an exclusion constraint, whose index cannot be built while others write`];
  if (user.kind === "index" && user.facts.isValid === false) return [`${name} is not valid: drop it or build it again`];
  if (user.kind === "constraint" && user.facts.isValid === false) return [`${name} is not validated`];
  return [];
}

// A stored column keeps its values without its expression, which is a change of the catalog alone; a virtual one (18+) has none to keep.
function aroundGenerated({ id, parent, facts }: SchemaObject): string {
  const own = `ALTER TABLE ${nameOfId(parent)} ALTER COLUMN ${ownNameOf(id)} DROP EXPRESSION`;
  return facts.generated === "virtual"
    ? "drop it and add it again after the change, which touches no row"
    : `making it anew rewrites the table; ${own} keeps its values, and a BEFORE trigger can compute it from then on`;
}

/** True for what a partition has because its parent has it, of which the parent's is enough to name. */
function comesFromParent({ facts }: SchemaObject): boolean {
  return facts.attachedTo != null || Number(facts.inheritedFrom ?? 0) > 0;
}

/** Objects that use a column, at first hand. */
function usersOf(column: ObjectId, { objects, dependencies }: Catalog): readonly SchemaObject[] {
  const ids = new Set(dependencies.filter(({ to }) => to === column).map(({ from }) => from));
  return [...ids].sort().flatMap((id) => objects.get(id) ?? []);
}

function nameOfId(id: unknown): string {
  return typeof id === "string" ? nameOf(id as ObjectId) : ""; // the reader writes a table's id
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
