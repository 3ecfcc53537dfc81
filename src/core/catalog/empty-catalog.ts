/** The schema of a database that was just created: the same in every supported major. */

import type { Catalog } from "./catalog.ts";
import { objectId } from "./object-id.ts";
import type { SchemaObject } from "./schema-object.ts";

const objects: readonly SchemaObject[] = [
  { id: objectId("schema", "public"), kind: "schema", parent: null, owner: null, facts: {}, position: 0 },
  {
    id: objectId("extension", "plpgsql"),
    kind: "extension",
    parent: null,
    owner: null,
    facts: { version: "1.0", schema: "pg_catalog", isRelocatable: false, configuration: [] },
    position: 0,
  },
];

/** No server stands behind it. */
export const emptyCatalog: Catalog = {
  server: null,
  objects: new Map(objects.map((object) => [object.id, object])),
  dependencies: [],
  notCompared: [],
  cannotExpress: ["database"],
};
