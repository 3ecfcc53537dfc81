/** Schemas in publications (TABLES IN SCHEMA, PostgreSQL 15+), named `publication:schema`. */

import { attachedId, nameOf } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { defineKind } from "./define-kind.ts";
import { publicationSchemaDdl } from "./publication-schema.ddl.ts";

/** That the publication has the schema is all there is to say. */
export type PublicationSchemaFacts = Record<string, never>;

const query = `
    select m.oid, m.pnpubid as publication_oid, n.nspname as schema
    from pg_catalog.pg_publication_namespace m
    join pg_catalog.pg_namespace n on n.oid = m.pnnspid
    order by m.pnpubid, n.nspname`;

// The catalog does not exist there, and every kind's query must return its columns.
const queryBefore15 = `
    select n.oid, n.oid as publication_oid, n.nspname as schema from pg_catalog.pg_namespace n where false order by n.nspname`;

/** A schema in a publication. */
export const publicationSchemaKind = defineKind<PublicationSchemaFacts>()({
  kind: "publication-schema",
  classId: "pg_publication_namespace",
  query: (version) => (atLeast(version, 15) ? query : queryBefore15),
  row: { oid: "int", publication_oid: "int", schema: "text" },
  read: (row, context) => {
    const publication = context.resolve("pg_publication", row.publication_oid, 0);
    if (publication === null) return null;
    const id = attachedId("publication-schema", `${nameOf(publication)}:${quoteIdentifier(row.schema)}`);
    return { id, oid: row.oid, parent: publication, facts: {} };
  },
  changes: {},
  ddl: publicationSchemaDdl,
  add: () => "change-publication",
  remove: () => "change-publication",
  renameBy: [],
  catalog: {
    "pg_publication_namespace.oid": "identity",
    "pg_publication_namespace.pnpubid": "parent",
    "pg_publication_namespace.pnnspid": "identity",
  },
});
