/**
 * What stands in the way of a change in steps where partitions hold the rows: columns that decide about the partition, members whose
 * columns are elsewhere, and keys that Postgres cannot build on partitions while others write.
 */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, nameOf, objectId, parentedId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { hasToken } from "../sql/has-token.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { TablePlace, Twin, TwinChange } from "./recorded-change.ts";
import { familyOf, isPartitioned } from "./table-family.ts";

/** Sentences without a full stop; none for a table without partitions. */
export function obstaclesInPartitions(
  change: TwinChange,
  twin: Twin,
  catalog: Catalog,
  version: ServerVersion,
): readonly string[] {
  const root = tableId(twin);
  if (!isPartitioned(catalog.objects.get(root)?.facts)) return [];
  const family = familyOf(twin, catalog);
  return [
    ...twin.olds.flatMap(({ name }) => inPartitionKey(name, family, catalog)),
    ...foreignPartitions(family, catalog),
    ...(change.kind === "split" || change.kind === "merge"
      ? []
      : twin.olds.flatMap(({ name }) => keysOver(name, twin, catalog, version))),
  ];
}

// The trigger would have to send the row to another partition, which no BEFORE trigger can; and no ALTER TABLE changes the type.
function inPartitionKey(column: string, family: readonly TablePlace[], { objects }: Catalog): readonly string[] {
  return family.flatMap((place) => {
    const id = tableId(place);
    const key = objects.get(id)?.facts.partitionKey;
    return typeof key === "string" && hasToken(key, quoteIdentifier(column))
      ? [
          `${column} decides about the partition of a row of ${nameOf(id)}, which neither a trigger nor ALTER TABLE can change: make a partitioned table beside it`,
        ]
      : [];
  });
}

function foreignPartitions(family: readonly TablePlace[], { objects }: Catalog): readonly string[] {
  const ids = new Set<unknown>(family.map(tableId));
  return [...objects.values()].flatMap(({ id, kind, facts }) =>
    kind === "foreign-table" && ids.has(facts.partitionOf)
      ? [`partition ${nameOf(id)} is a foreign table, whose rows are elsewhere`]
      : [],
  );
}

function keysOver(column: string, twin: Twin, catalog: Catalog, version: ServerVersion): readonly string[] {
  const root = tableId(twin);
  const id = parentedId("column", root, column);
  const users = new Set(catalog.dependencies.filter(({ to }) => to === id).map(({ from }) => from));
  return [...users].sort().flatMap((user) => {
    const object = catalog.objects.get(user);
    if (object === undefined || kindOf(user) !== "constraint") return [];
    return ofKey(object, root, version);
  });
}

function ofKey({ id, parent, facts }: SchemaObject, root: string, version: ServerVersion): readonly string[] {
  const name = `constraint ${nameOf(id)}`;
  if (facts.type === "primary key")
    return [`${name} is the primary key of a partitioned table, and no index that is built before can become one there`];
  if (facts.type !== "foreign key") return [];
  // since 18 such a key may be NOT VALID first
  if (parent === root && !atLeast(version, 18))
    return [`${name} is a foreign key of a partitioned table, which before PostgreSQL 18 is built while writers wait`];
  return [];
}

function tableId({ schema, table }: TablePlace) {
  return objectId("table", schema, table);
}
