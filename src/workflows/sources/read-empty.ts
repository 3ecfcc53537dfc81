/** `empty` as a source: the schema of a database that was just created. The same in every supported major, so no server is asked. */

import type { Catalog } from "../../core/catalog/catalog.ts";
import { objectId } from "../../core/catalog/object-id.ts";
import type { SchemaObject } from "../../core/catalog/schema-object.ts";
import type { SourceReading } from "../source-reading.ts";

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

const emptyCatalog: Catalog = {
  server: null,
  objects: new Map(objects.map((object) => [object.id, object])),
  dependencies: [],
  notCompared: [],
  cannotExpress: ["database"],
};

/** An empty database, without a server behind it. */
export function readEmpty(): Promise<SourceReading> {
  const close = () => Promise.resolve();
  return Promise.resolve({ name: "empty", catalog: emptyCatalog, connection: null, live: null, findings: [], close });
}
