/** What Drizzle has no words for: such things in a database are not the schema's to deny, and no plan may drop them. */

import type { Catalog } from "../../core/catalog/catalog.ts";
import { type ObjectKind, objectKinds } from "../../core/catalog/object-kind.ts";

/** The limits of a catalog that was built from Drizzle's DDL. */
export type DrizzleLimits = Required<Pick<Catalog, "cannotExpress" | "cannotExpressFacts" | "cannotExpressObjects">>;

const expressible = new Set<ObjectKind>([
  "schema",
  "enum",
  "sequence",
  "table",
  "column",
  "constraint",
  "index",
  "view",
  "materialized-view",
  "policy",
]);

const relationPlace = ["tablespace", "options", "toastOptions", "accessMethod", "clusterOn"] as const;

/** Drizzle 0.x, as its documentation of schemas, indexes and constraints stands. */
export const drizzleLimits: DrizzleLimits = {
  cannotExpress: objectKinds.filter((kind) => !expressible.has(kind)),
  cannotExpressFacts: {
    sequence: ["persistence", "dataType"],
    table: [
      ...relationPlace,
      "persistence",
      "replicaIdentity",
      "replicaIdentityIndex",
      "forceRowSecurity",
      "inherits",
      "ofType",
      "partitionKey",
      "partitionOf",
      "partitionBound",
      "detachPending",
    ],
    column: [
      "collation",
      "storage",
      "compression",
      "statisticsTarget",
      "options",
      "foreignOptions",
      "isLocal",
      "inheritedFrom",
      "generated",
    ],
    constraint: [
      "isValid",
      "isEnforced",
      "noInherit",
      "deferrable",
      "initiallyDeferred",
      "isLocal",
      "inheritedFrom",
      "attachedTo",
      "onDeleteColumns",
      "match",
      "indexOptions",
      "indexTablespace",
    ],
    index: [
      "isValid",
      "include",
      "nullsNotDistinct",
      "collations",
      "operatorClassOptions",
      "tablespace",
      "statistics",
      "attachedTo",
    ],
    view: ["columnDefaults"],
    "materialized-view": ["persistence", "toastOptions", "clusterOn"],
  },
  cannotExpressObjects: [
    { kind: "table", fact: "partitionKey", value: "any" },
    { kind: "table", fact: "partitionOf", value: "any" },
    { kind: "table", fact: "inherits", value: "any" },
    { kind: "constraint", fact: "type", value: { is: "exclusion" } },
    { kind: "constraint", fact: "temporal", value: "any" },
    { kind: "constraint", fact: "attachedTo", value: "any" },
    { kind: "index", fact: "attachedTo", value: "any" },
  ],
};
